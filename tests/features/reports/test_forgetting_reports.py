"""What reports hold of a person is handed out whole, and forgotten without a rest."""

import json
from decimal import Decimal

import asyncpg
import pytest
from report_reading import ANSWERS, settled, share

from muster.features import reports
from muster.features.invitations import Guest
from muster.features.reports import Rate, Rating, forgetting
from muster.storage.postgres import Role

COMMENT = "Unmistakable."
TABLES = ("report", "rating", "report_due", "report_share", "report_view")


@pytest.fixture
async def attempt(employer):
    """Settled, rated, shared, looked at."""
    attempt = await settled(employer, ANSWERS | {"note": "Yes."})
    for revision in range(2):
        rating = Rating(points=Decimal(revision), comment=COMMENT)
        wish = Rate(attempt.typeid, "note", "ines", revision, rating)
        await reports.rate(
            employer.database,
            employer.organization.id,
            wish,
            actor="key:test",
            clock=employer.clock,
        )
    link = await share(employer, attempt.typeid)
    await reports.open_share(employer.database, link.claim, employer.clock, "firefox")
    return attempt


async def within(employer, verb, candidate, role=Role.ERASER):
    database = employer.database.acting_as(role)
    async with database.transaction(employer.organization.id) as connection:
        return await verb(connection, employer.organization.id, candidate)


async def test_the_copy_has_points_comments_and_looks_but_no_right_answers(employer, attempt):
    (copy,) = await within(employer, forgetting.copy_of, attempt.candidate_id, Role.APP)

    assert [(one["revision"], one["comment"]) for one in copy["ratings"]] == [
        (1, COMMENT),
        (2, COMMENT),
    ]
    assert [view["agent"] for view in copy["shares"][0]["views"]] == ["firefox"]
    assert copy["score"]["questions"][0]["points"] == "2/3"
    text = json.dumps(copy)
    assert "ines" not in text
    assert "right" not in text


async def test_nothing_is_left_of_the_person_and_all_of_the_others(employer, attempt):
    other = await settled(employer, {}, Guest("jomo@example.com", "Jomo Otieno"))
    await share(employer, other.typeid)
    await within(employer, forgetting.forget, attempt.candidate_id)

    left = {table: await employer.count(table) for table in TABLES}
    assert left == {"report": 1, "rating": 0, "report_due": 0, "report_share": 1, "report_view": 0}
    assert await within(employer, forgetting.copy_of, attempt.candidate_id, Role.APP) == []


async def test_nobody_forgets_for_another_organization(employer, other_employer, attempt):
    await within(other_employer, forgetting.forget, attempt.candidate_id)

    assert await employer.count("rating") == 2
    assert await employer.count("report") == 1


async def test_the_application_cannot_forget(employer, attempt):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await within(employer, forgetting.forget, attempt.candidate_id, Role.APP)
