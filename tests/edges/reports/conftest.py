"""What tests of shared reports share: an employer, and a report with its link."""

import pytest

from employers import make_employer
from muster.edges.services import Services
from shared_reports import PUBLIC_URL, Shared, share_everything
from surfaces import make_services


@pytest.fixture
def services(database, clock, tmp_path) -> Services:
    return make_services(database, clock, tmp_path, PUBLIC_URL)


@pytest.fixture
async def employer(database, clock):
    return await make_employer(
        database, clock, "northwind", name="Northwind Traders", accent_color="#0f5c4d"
    )


@pytest.fixture
async def shared(services, employer) -> Shared:
    return await share_everything(services, employer)
