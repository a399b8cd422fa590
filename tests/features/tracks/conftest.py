"""What tests of tracks share."""

import pytest
from track_samples import Applicant, add_activities, apply

from employers import Employer, make_employer


@pytest.fixture
async def employer(database, clock) -> Employer:
    employer = await make_employer(database, clock, "northwind", name="Northwind Traders")
    await add_activities(employer)
    return employer


@pytest.fixture
async def applicant(employer) -> Applicant:
    """Somebody who has started the long track."""
    applicant = await apply(employer)
    await applicant.start()
    return applicant
