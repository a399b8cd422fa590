import pytest

from employers import make_employer


@pytest.fixture
async def employer(database, clock):
    return await make_employer(database, clock, "northwind", name="Northwind Traders")


@pytest.fixture
async def other_employer(database, clock):
    return await make_employer(database, clock, "southwind", name="Southwind")
