"""What tests of intakes share: an employer, and lists."""

import pytest

from employers import make_employer
from muster.features import intake
from muster.features.intake import Arrival, Options, Source


@pytest.fixture
async def employer(database, clock):
    return await make_employer(
        database, clock, "northwind", name="Northwind", time_zone="Europe/Berlin"
    )


@pytest.fixture
def arrival(employer):
    return Arrival(Source.LINES, (employer.activities["quiz"],), "member:mem_1", "people.csv")


@pytest.fixture
def take(database, clock, employer, arrival):
    """Make a list of pasted lines."""

    async def take(text: str):
        return await intake.take_lines(database, employer.organization.id, text, arrival, clock)

    return take


@pytest.fixture
def start(database, clock, employer):
    """Give a list to the worker."""

    async def start(made, **options):
        return await intake.start(
            database,
            employer.organization,
            made.uid,
            Options(**options),
            actor="member:mem_2",
            clock=clock,
        )

    return start


@pytest.fixture
def view(database, employer):
    """Return a list as it is now."""

    async def view(made):
        return await intake.find_intake(database, employer.organization.id, made.typeid)

    return view
