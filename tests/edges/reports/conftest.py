"""What tests of shared reports share: an employer, and a report with its link."""

import pytest

from employers import make_employer
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.services import Services
from muster.features.delivery import OutcomeWatch
from muster.storage.blobs import LocalBlobs
from shared_reports import PUBLIC_URL, Shared, share_everything


@pytest.fixture
def services(database, clock, tmp_path) -> Services:
    return Services(
        database=database,
        clock=clock,
        links=Links(KeyRing({1: bytes(32)}), PUBLIC_URL),
        watch=OutcomeWatch(database),
        blobs=LocalBlobs(tmp_path / "blobs"),
        mail_configured=True,
    )


@pytest.fixture
async def employer(database, clock):
    return await make_employer(
        database, clock, "northwind", name="Northwind Traders", accent_color="#0f5c4d"
    )


@pytest.fixture
async def shared(services, employer) -> Shared:
    return await share_everything(services, employer)
