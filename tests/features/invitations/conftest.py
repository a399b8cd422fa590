"""What tests of invitations share."""

import pytest

from employers import Employer, make_employer


@pytest.fixture
async def employer(database, clock) -> Employer:
    return await make_employer(database, clock, "northwind", name="Northwind Traders")


@pytest.fixture
async def other_employer(database, clock) -> Employer:
    return await make_employer(database, clock, "southwind")
