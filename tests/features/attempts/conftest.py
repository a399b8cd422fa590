"""What tests of attempts share."""

import secrets

import pytest
from attempt_samples import EXAM, FREE, Browser, Candidate, add_activities, invite

from employers import Employer, make_employer


@pytest.fixture
async def employer(database, clock) -> Employer:
    employer = await make_employer(database, clock, "northwind", name="Northwind Traders")
    await add_activities(employer, EXAM, FREE)
    return employer


@pytest.fixture
async def candidate(employer) -> Candidate:
    """Somebody invited to the exam."""
    return await invite(employer, "exam")


@pytest.fixture
async def browser(candidate) -> Browser:
    """The candidate's browser in which the exam was started."""
    browser = await candidate.browser()
    await browser.start()
    return browser


@pytest.fixture
async def crowd(committing_database, clock) -> Employer:
    """An employer in a database whose transactions commit; nobody else's rows are touched."""
    slug = f"crowd-{secrets.token_hex(4)}"
    employer = await make_employer(committing_database, clock, slug)
    await add_activities(employer, EXAM, FREE)
    return employer
