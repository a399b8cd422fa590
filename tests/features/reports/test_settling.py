"""Settling: the report of a submitted attempt, once and again, and by the worker."""

from fractions import Fraction

import pytest

from muster.features import attempts, journal, reports
from muster.features.attempts import UnknownAttemptError
from muster.features.reports import NotSubmittedError, Rule
from takers import settle, start, take

ANSWERS = {"pick": ["a", "b", "d"], "sum": "12", "essay": "Dear …"}


async def read(employer, attempt) -> reports.Report:
    return await reports.read_score(employer.database, employer.organization.id, attempt.typeid)


async def facts(employer, prefix="report.") -> list:
    events = await journal.read_feed(
        employer.database, employer.organization.id, after=0, limit=1000
    )
    return [event for event in events if event.type.startswith(prefix)]


async def begin_recording(employer, attempt) -> None:
    await employer.change(
        "insert into take (organization_id, uid, attempt_id, item, number, allowed, room, medium, "
        "mime, late, begun_at) values ($1, gen_random_uuid(), $2, 'p1', 1, 1, 1, 'video', "
        "'video/webm', false, $3)",
        employer.organization.id,
        attempt.id,
        employer.clock.now(),
    )


async def test_a_submitted_attempt_is_scored_by_its_version(employer):
    attempt = await take(employer, "mixed", ANSWERS)
    score = await settle(employer, attempt)
    earned = {one.item: (one.mark.points, one.mark.rule) for one in score.questions}
    assert earned == {
        "pick": (Fraction(2, 3), Rule.MULTIPLE_CHOICE_PARTIAL),
        "sum": (1, Rule.NUMBER),
        "essay": (None, Rule.RUBRIC),
        "note": (0, Rule.UNANSWERED),
    }
    assert [part.name for part in score.sections] == ["By rule", "By people"]
    assert [part.name for part in score.skills] == ["Kitchen", "Prose"]
    assert (score.overall.points, score.overall.of) == (Fraction(5, 3), 7)
    assert (score.complete, score.passed) == (False, None)


async def test_what_was_stored_is_the_score_to_the_last_fraction(employer):
    attempt = await take(employer, "mixed", ANSWERS)
    score = await settle(employer, attempt)
    report = await read(employer, attempt)
    assert report.score == score
    assert (report.attempt_uid, report.revision) == (attempt.uid, 1)


async def test_settling_again_changes_nothing(employer):
    attempt = await take(employer, "mixed", ANSWERS | {"essay": None})
    await settle(employer, attempt)
    first = await read(employer, attempt)
    employer.clock.advance(hours=1)
    await settle(employer, attempt)
    assert await read(employer, attempt) == first
    assert [event.type for event in await facts(employer)] == ["report.scored"]


async def test_a_complete_score_says_passed_or_not_and_is_an_event(employer):
    attempt = await take(employer, "mixed", {"pick": ["a", "b", "c"], "sum": "12,5"})
    score = await settle(employer, attempt)
    assert (score.complete, score.passed) == (True, False)
    assert score.line == "3 of 7 points, 42.9 % of at least 60 %: not passed"
    (event,) = await facts(employer)
    assert (event.subject_kind, event.subject_id, event.actor) == ("attempt", attempt.id, "scoring")
    assert event.data == {
        "invitation_id": attempt.invitation_id,
        "activity_id": attempt.activity_id,
        "candidate_id": attempt.candidate_id,
        "revision": 1,
        "complete": True,
    }
    assert (await read(employer, attempt)).completed_at == employer.clock.now()


async def test_a_score_that_waits_makes_no_event(employer):
    await settle(employer, await take(employer, "mixed", ANSWERS))
    assert await facts(employer) == []


async def test_who_submitted_and_left_everything_blank_has_a_complete_report(employer):
    score = await settle(employer, await take(employer, "mixed", {}))
    assert (score.overall.points, score.complete, score.passed) == (0, True, False)


async def test_a_running_attempt_has_no_score(employer):
    attempt = (await start(employer, "mixed")).attempt
    with pytest.raises(NotSubmittedError):
        await settle(employer, attempt)
    with pytest.raises(NotSubmittedError):
        await read(employer, attempt)


async def test_another_organization_cannot_settle_or_read(employer, other_employer):
    attempt = await take(employer, "mixed", ANSWERS)
    await settle(employer, attempt)
    with pytest.raises(UnknownAttemptError):
        await settle(other_employer, attempt)
    with pytest.raises(UnknownAttemptError):
        await read(other_employer, attempt)


async def test_the_worker_settles_what_was_left_behind_once(employer, clock):
    attempt = await take(employer, "mixed", ANSWERS)
    organization = employer.organization.id
    assert await reports.settle_submitted(employer.database, clock) == []
    clock.advance(seconds=6)
    assert await reports.settle_submitted(employer.database, clock) == [(organization, attempt.id)]
    assert (await read(employer, attempt)).revision == 1
    assert await employer.count("report_due") == 0
    clock.advance(hours=1)
    assert await reports.settle_submitted(employer.database, clock) == []


async def test_what_the_server_submitted_is_settled_too(employer, clock):
    taker = await start(employer, "quiz")
    await taker.save("q1", "a")
    clock.advance(minutes=30)
    await attempts.submit_overdue(employer.database, clock)
    clock.advance(minutes=1)
    assert len(await reports.settle_submitted(employer.database, clock)) == 1
    assert (await read(employer, taker.attempt)).score.overall.percent == 100


async def test_one_that_cannot_be_settled_rests_and_stops_nobody(employer, clock):
    broken = await take(employer, "mixed", {"sum": "1"})
    sound = await take(employer, "quiz", {"q1": "a"})
    # A place of a question that the version does not have: no program of ours makes one.
    await employer.change(
        "insert into place (organization_id, attempt_id, item, number, section, shown) "
        "values ($1, $2, 'ghost', 9, 0, '{}')",
        employer.organization.id,
        broken.id,
    )
    clock.advance(minutes=1)
    settled = await reports.settle_submitted(employer.database, clock)
    assert settled == [(employer.organization.id, sound.id)]
    assert await reports.settle_submitted(employer.database, clock) == []
    clock.advance(minutes=6)
    assert await reports.settle_submitted(employer.database, clock) == []
    assert await employer.count("report_due") == 1


async def test_a_recording_on_its_way_keeps_the_report_open_until_it_is_there(employer, clock):
    attempt = await take(employer, "talk", {})
    await begin_recording(employer, attempt)
    score = await settle(employer, attempt)
    assert score.questions[0].mark.rule is Rule.ARRIVING
    clock.advance(minutes=6)
    assert len(await reports.settle_submitted(employer.database, clock)) == 1
    assert not (await read(employer, attempt)).score.complete
    put = attempts.Put(attempt.id, "p1", {"take": "t"})
    await attempts.put(employer.database, employer.organization.id, put, clock.now())
    clock.advance(minutes=6)
    assert len(await reports.settle_submitted(employer.database, clock)) == 1
    report = await read(employer, attempt)
    assert report.score.questions[0].mark.rule is Rule.PLAIN_POINTS
    assert await employer.count("report_due") == 0


async def test_a_recording_of_which_nothing_arrives_is_not_waited_for(employer, clock):
    attempt = await take(employer, "talk", {})
    await begin_recording(employer, attempt)
    clock.advance(minutes=11)
    assert (await settle(employer, attempt)).questions[0].mark.rule is Rule.UNANSWERED
