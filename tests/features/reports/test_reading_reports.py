"""A whole report: what was asked, given and earned, by any of its names, and nothing private."""

from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

import pytest
from report_reading import ANSWERS, read, settled

from muster.features import attempts, invitations, reports
from muster.features.attempts import Signal, SignalKind
from muster.features.invitations import Guest
from muster.features.reports import (
    NotSubmittedError,
    Rate,
    Rating,
    ReportFilter,
    UnknownReportError,
)
from takers import publish, settle, start, take

TIMED = """
key: timed
kind: assessment
title: Timed
time_limit_minutes: 30
language: de
questions:
  - {id: fast, type: number, prompt: 'How many?', answer: 3, time_limit_seconds: 60}
  - {id: slow, type: number, prompt: 'How much?', answer: 4}
"""


@pytest.fixture
async def attempt(employer):
    return await settled(employer)


async def rate(employer, attempt, points, reviewer="ines", revision=0) -> None:
    wish = Rate(
        str(attempt.id), "note", reviewer, revision, Rating(points=Decimal(points), comment="Well.")
    )
    await reports.rate(
        employer.database, employer.organization.id, wish, actor="key:test", clock=employer.clock
    )


async def page(employer, wanted=None, **more) -> list[reports.ReportLine]:
    return await reports.list_reports(
        employer.database, employer.organization.id, wanted or ReportFilter(), **more
    )


async def test_a_report_holds_everything_in_order(employer, attempt):
    view = await read(employer, attempt.typeid)

    assert [section.title for section in view.sections] == ["By rule", "By people"]
    assert [section.number for section in view.sections] == [1, 2]
    assert [question.question.id for question in view.questions] == ["pick", "sum", "essay", "note"]
    assert [question.value for question in view.questions] == [*ANSWERS.values(), None]
    assert [skill.name for skill in view.skills] == ["Kitchen", "Prose"]
    assert (view.title, view.version, view.candidate.name) == ("Mixed", 1, "Amara Nwosu")
    assert view.organization == employer.organization
    assert view.invitation.id == attempt.invitation_id
    assert view.activity.key == "mixed"
    assert view.made_at == employer.clock.now()
    pick = view.questions[0]
    assert pick.mark.line.startswith("2 of 3 right options chosen")
    assert set(pick.shown) == set("abcd")
    tallies = [section.tally for section in view.sections]
    assert tallies == [part.tally for part in view.report.score.sections]


async def test_only_the_present_ratings_are_shown(employer):
    attempt = await settled(employer, ANSWERS | {"note": "Yes."})
    await rate(employer, attempt, 0)
    await rate(employer, attempt, 1, revision=1)
    await rate(employer, attempt, 0, "jomo")

    given = (await read(employer, attempt.id)).questions[-1].given
    assert {one.reviewer: one.rating.points for one in given} == {"ines": 1, "jomo": 0}
    assert {one.rating.comment for one in given} == {"Well."}


async def test_a_report_has_many_names(employer, attempt):
    view = await read(employer, attempt.id)
    for name in (view.report.typeid, view.report.uid, attempt.typeid, attempt.uid):
        assert (await read(employer, name)).report == view.report
    of_invitation = await reports.report_of_invitation(
        employer.database, employer.organization.id, str(attempt.invitation_id), employer.clock
    )
    assert of_invitation.report == view.report


@pytest.mark.parametrize("name", ["", "rep_1", "999999", "rep_" + "0" * 26, "Ω", "1" * 40])
@pytest.mark.usefixtures("attempt")
async def test_nothing_else_is_a_name(employer, name):
    with pytest.raises(UnknownReportError):
        await read(employer, name)


async def test_an_attempt_without_a_report_says_so(employer):
    taker = await start(employer, "mixed")
    with pytest.raises(NotSubmittedError):
        await read(employer, taker.attempt.typeid)
    nothing = await reports.report_of_invitation(
        employer.database,
        employer.organization.id,
        str(taker.attempt.invitation_id),
        employer.clock,
    )
    assert nothing is None


async def test_another_organization_has_no_such_report(employer, other_employer, attempt):
    report = (await read(employer, attempt.id)).report
    for name in (report.typeid, attempt.typeid, attempt.id):
        with pytest.raises(UnknownReportError):
            await read(other_employer, name)
    assert await page(other_employer) == []
    with pytest.raises(invitations.UnknownInvitationError):
        await reports.report_of_invitation(
            other_employer.database,
            other_employer.organization.id,
            str(attempt.invitation_id),
            employer.clock,
        )


async def answered_after(employer, seconds, address) -> reports.ReportView:
    taker = await start(employer, "timed", Guest(address, "Amara"))
    wish = (employer.database, taker.session, taker.attempt.uid, 1, 1, employer.clock)
    await attempts.open_place(*wish)
    employer.clock.advance(seconds=seconds)
    await taker.save("fast", "3")
    attempt = await taker.submit()
    await settle(employer, attempt)
    return await read(employer, attempt.id)


async def test_nothing_of_it_tells_of_an_accommodation(employer):
    await publish(employer, TIMED)
    await take(employer, "quiz", {}, Guest("tamar@example.com", "Tamar"))
    (row,) = (await employer.invite(Guest("tamar@example.com", "Tamar"))).rows
    await attempts.set_accommodation(
        employer.database,
        employer.organization.id,
        str(row.candidate.id),
        attempts.Accommodation(time_factor=Decimal(3), break_minutes=10),
        actor="operator",
        clock=employer.clock,
    )
    given = await answered_after(employer, 150, "tamar@example.com")
    plain = await answered_after(employer, 42, "amara@example.com")

    assert [question.seconds_spent for question in given.questions] == [60, None]
    assert [question.seconds_spent for question in plain.questions] == [42, None]
    for view in (given, plain):
        assert (view.attempt.ends_at, view.attempt.break_seconds_left) == (None, 0)
        assert view.attempt.closes_at == view.attempt.submitted_at
        assert view.language == "de"
    assert not {name for name in asdict(given) if "accommodation" in name}


async def test_signals_are_context(employer):
    taker = await start(employer, "mixed")
    noted = [Signal(SignalKind.LEFT_TAB, employer.clock.now(), seconds=4.0)] * 2
    await attempts.note_signals(
        employer.database, taker.session, taker.attempt.uid, noted, employer.clock
    )
    attempt = await taker.submit()
    await settle(employer, attempt)

    view = await read(employer, attempt.id)
    assert {(signal.kind, signal.seconds) for signal in view.signals} == {("left_tab", 4.0)}
    (line,) = await page(employer, count_signals=True)
    assert line.signals == {"left_tab": len(view.signals)}


async def test_reports_are_listed_newest_first_and_filtered(employer):
    first = await settled(employer)
    employer.clock.advance(days=1)
    second = await settled(employer, {}, Guest("jomo@example.com", "Jomo Otieno"))
    third = await settled(employer, {"q1": "a"}, activity="quiz")
    quiz = employer.activities["quiz"].id
    ids = lambda lines: [line.report.attempt_id for line in lines]  # noqa: E731

    assert ids(await page(employer)) == [third.id, second.id, first.id]
    assert ids(await page(employer, limit=1, after=third.id)) == [second.id]
    since = ReportFilter(since=employer.clock.now() - timedelta(hours=1))
    assert ids(await page(employer, since)) == [third.id, second.id]
    assert ids(await page(employer, ReportFilter(activity_id=quiz))) == [third.id]
    assert ids(await page(employer, ReportFilter(complete=False))) == [first.id]
    assert ids(await page(employer, ReportFilter(passed=False))) == [second.id]
    amara = ReportFilter(candidate_id=first.candidate_id)
    assert ids(await page(employer, amara)) == [third.id, first.id]
    both = ReportFilter(activity_id=quiz, candidate_id=second.candidate_id)
    assert await page(employer, both) == []
    (line,) = await page(employer, ReportFilter(candidate_id=second.candidate_id))
    assert (line.candidate_name, line.candidate_address) == ("Jomo Otieno", "jomo@example.com")
    assert line.report == (await read(employer, second.id)).report
