"""What tests of media share: a candidate who has started, and a store of blobs."""

import pytest
from media_taker import start_taker

from employers import make_employer
from muster.storage.blobs import LocalBlobs


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def blobs(folder):
    return LocalBlobs(folder)


@pytest.fixture
async def taker(database, blobs, clock):
    employer = await make_employer(database, clock, "northwind", name="Northwind Traders")
    return await start_taker(blobs, employer)


@pytest.fixture
async def stranger(database, blobs, clock):
    """Somebody else's candidate, in another organization."""
    employer = await make_employer(database, clock, "southwind", name="Southwind")
    return await start_taker(blobs, employer, "noor@example.org")
