"""What tests of privacy share: an employer, and somebody who has done everything a person can."""

import pytest

from employers import Employer, make_employer
from muster.storage.blobs import LocalBlobs


@pytest.fixture
async def employer(database, clock) -> Employer:
    return await make_employer(
        database, clock, "northwind", name="Northwind Traders", time_zone="Europe/Berlin"
    )


@pytest.fixture
async def other_employer(database, clock) -> Employer:
    return await make_employer(database, clock, "southwind", name="Southwind")


@pytest.fixture
def blobs(tmp_path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")
