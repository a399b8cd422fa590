"""Rating answers: each reviewer has one rating, with its history; the score follows at once."""

import asyncio
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import asyncpg
import pytest

from employers import make_employer
from muster.features import journal, reports
from muster.features.attempts import UnknownAttemptError, UnknownQuestionError
from muster.features.reports import (
    MarkedByRuleError,
    NothingToRateError,
    NotSubmittedError,
    PointsError,
    Rate,
    Rating,
    RatingChangedError,
)
from takers import publish, start, take

ESSAY = """
key: essay
kind: assessment
title: Essay
pass_percent: 50
questions:
  - id: essay
    type: long_text
    prompt: Tell us.
    rubric: [{criterion: Clarity, points: 2}, {criterion: Tone, points: 1}]
  - {id: rest, type: short_text, prompt: 'Yes?', accept: ['yes']}
  - {id: note, type: long_text, prompt: 'Anything else?'}
"""
ANSWERS = {"essay": "Dear …", "rest": "Yes"}


@pytest.fixture
async def attempt(employer):
    await publish(employer, ESSAY)
    return await take(employer, "essay", ANSWERS)


def points(clarity, tone, comment="") -> Rating:
    return Rating({"Clarity": Decimal(clarity), "Tone": Decimal(tone)}, comment=comment)


async def rate(employer, attempt, rating, *, reviewer="ines", revision=0, item="essay"):
    wish = Rate(str(attempt.id), item, reviewer, revision, rating)
    return await reports.rate(
        employer.database, employer.organization.id, wish, actor="key:test", clock=employer.clock
    )


async def facts(employer) -> list:
    events = await journal.read_feed(
        employer.database, employer.organization.id, after=0, limit=1000
    )
    return [(event.type, event.data) for event in events if event.type.startswith("report.")]


async def read_sheet(employer, attempt, item="essay") -> reports.Sheet:
    return await reports.read_ratings(
        employer.database, employer.organization.id, attempt.typeid, item
    )


async def test_a_rating_completes_the_report_in_the_same_step(employer, attempt):
    report = await rate(employer, attempt, points("1.5", "1"))
    assert report.score.overall.points == Fraction("3.5")
    assert (report.score.complete, report.score.passed) == (True, True)
    whose = {
        "invitation_id": attempt.invitation_id,
        "activity_id": attempt.activity_id,
        "candidate_id": attempt.candidate_id,
    }
    assert await facts(employer) == [
        ("report.rated", whose | {"question": "essay", "revision": 1}),
        ("report.scored", whose | {"complete": True, "revision": 1}),
    ]


async def test_of_several_reviewers_the_exact_mean_counts(employer, attempt):
    await rate(employer, attempt, points("2", "1"))
    await rate(employer, attempt, points("1", "0"), reviewer="jomo")
    report = await rate(employer, attempt, points("1", "0.5"), reviewer="keiko")
    assert report.score.questions[0].mark.points == Fraction(11, 6)


async def test_a_rating_after_the_report_changes_it_and_says_so(employer, attempt):
    first = await rate(employer, attempt, points("2", "1"))
    employer.clock.advance(days=1)
    second = await rate(employer, attempt, points("0", "0"), revision=1)
    assert (first.changed_at, second.changed_at) == (None, employer.clock.now())
    assert second.completed_at == first.completed_at
    assert (second.revision, second.uid) == (first.revision + 1, first.uid)
    rated, changed = (await facts(employer))[2:]
    assert (rated[0], rated[1]["revision"]) == ("report.rated", 2)
    assert (changed[0], changed[1]["complete"], changed[1]["revision"]) == (
        "report.changed",
        True,
        2,
    )


async def test_a_second_reviewer_of_one_mind_changes_no_result(employer, attempt):
    await rate(employer, attempt, points("2", "1"))
    report = await rate(employer, attempt, points("2", "1"), reviewer="jomo")
    assert report.changed_at is None
    assert [name for name, _ in await facts(employer)][-1] == "report.rated"


async def test_every_rating_is_kept_and_the_last_of_each_reviewer_counts(employer, attempt):
    await rate(employer, attempt, points("1", "1", "Good"))
    await rate(employer, attempt, points("2", "0", " Better\n"), revision=1)
    await rate(employer, attempt, points("0", "0"), reviewer="jomo")
    sheet = await read_sheet(employer, attempt)
    assert [(one.reviewer, one.revision, one.rating.comment) for one in sheet.given] == [
        ("ines", 2, "Better"),
        ("jomo", 1, ""),
    ]
    assert [(one.reviewer, one.rating.comment) for one in sheet.earlier] == [("ines", "Good")]
    assert (sheet.value, sheet.score.mark.points) == ("Dear …", 1)


async def test_the_same_rating_again_changes_nothing(employer, attempt):
    first = await rate(employer, attempt, points("2", "1"))
    assert await rate(employer, attempt, points("2.0", "1")) == first
    assert await rate(employer, attempt, points("2", "1"), revision=1) == first
    assert len((await read_sheet(employer, attempt)).earlier) == 0


@pytest.mark.parametrize("revision", [0, 2])
async def test_a_rating_that_was_changed_meanwhile_is_not_overwritten(employer, attempt, revision):
    await rate(employer, attempt, points("2", "1"))
    with pytest.raises(RatingChangedError) as caught:
        await rate(employer, attempt, points("0", "0"), revision=revision)
    assert caught.value.revision == 1
    assert (await read_sheet(employer, attempt)).score.mark.points == 3


@pytest.mark.parametrize(
    ("item", "rating", "error"),
    [
        ("rest", Rating(points=Decimal(1)), MarkedByRuleError),
        ("note", Rating(points=Decimal(1)), NothingToRateError),
        ("nope", Rating(points=Decimal(1)), UnknownQuestionError),
        ("essay", points("3", "1"), PointsError),
    ],
)
async def test_what_cannot_be_rated_is_refused_and_leaves_nothing(
    employer, attempt, item, rating, error
):
    with pytest.raises(error):
        await rate(employer, attempt, rating, item=item)
    assert await employer.count("rating") == 0
    assert await facts(employer) == []


async def test_a_running_attempt_cannot_be_rated(employer):
    running = (await start(employer, "mixed")).attempt
    with pytest.raises(NotSubmittedError):
        await rate(employer, running, points("1", "1"))


async def test_nobody_rates_for_another_organization(other_employer, attempt):
    with pytest.raises(UnknownAttemptError):
        await rate(other_employer, attempt, points("1", "1"))


@pytest.mark.parametrize("statement", ["update rating set comment = ''", "delete from rating"])
async def test_a_rating_cannot_be_changed_behind_its_back(employer, attempt, statement):
    await rate(employer, attempt, points("1", "1"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await employer.change(statement)


async def test_reviewers_at_once_are_all_counted_and_one_of_two_hands_wins(
    committing_database, clock
):
    employer = await make_employer(committing_database, clock, f"north-{uuid4().hex[:8]}")
    await publish(employer, ESSAY)
    attempt = await take(employer, "essay", ANSWERS)
    people = [rate(employer, attempt, points("2", "0"), reviewer=f"r{n}") for n in range(8)]
    one_in_two_windows = [
        rate(employer, attempt, points(clarity, "0"), reviewer="ines") for clarity in ("0", "1")
    ]
    outcomes = await asyncio.gather(*people, *one_in_two_windows, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [RatingChangedError]
    sheet = await read_sheet(employer, attempt)
    ines = next(one.rating.total for one in sheet.given if one.reviewer == "ines")
    assert len(sheet.given) == 9
    assert sheet.score.mark.points == (16 + ines) / 9
