"""What people decide: on, or not; twice, at once, and against the rule."""

import asyncio
import secrets

import pytest
from track_samples import RIGHT, WRONG, add_activities, apply, waiting

from employers import make_employer
from muster.base.text import TextLengthError
from muster.features import invitations, tracks
from muster.features.invitations import RevokedError, State
from muster.features.tracks import (
    ApplicationEndedError,
    DecidedMeanwhileError,
    NotStartedError,
    Outcome,
    StageUnfinishedError,
    Status,
)

TWO_REVIEWS = """
key: sums
kind: assessment
title: Sums
questions:
  - {id: q, type: number, prompt: 'Two and two?', answer: 4, points: 1}
---
key: talks
kind: track
title: Talks
stages:
  - {activity: sums, advance: decided}
  - review: First talk
  - review: Second talk
"""


async def test_nobody_is_advanced_over_what_is_not_finished(employer, applicant):
    with pytest.raises(StageUnfinishedError):
        await applicant.decide()
    await applicant.begin()
    with pytest.raises(StageUnfinishedError):
        await applicant.decide()
    fresh = await apply(employer, name="Bartosz Zieliński")
    with pytest.raises(NotStartedError):
        await fresh.decide()


async def test_a_person_may_decide_what_a_rating_is_still_missing_for(applicant):
    await applicant.take(RIGHT)
    essay = await applicant.take("Because.")
    await applicant.decide()
    assert await applicant.states() == ["done", "done", "open", "ahead"]
    await applicant.rate(essay, 0)  # too late to sort anybody out
    assert await applicant.states() == ["done", "done", "open", "ahead"]
    assert (await applicant.progress()).application.score == 0


async def test_rejecting_closes_the_stage_and_stops_its_letter(applicant, clock):
    await applicant.take(RIGHT)
    child = await applicant.child()
    moved = await applicant.decide("reject", reason="Position filled")
    assert (moved.changed, moved.progress.status(clock.now())) == (True, Status.REJECTED)
    assert await applicant.letters() == [("An essay", "cancelled")]
    assert await applicant.state() is State.COMPLETED
    view = await invitations.find_invitation(
        applicant.ground, applicant.organization, str(child.id)
    )
    assert view.invitation.stored_state is State.REVOKED
    assert not (await applicant.decide("reject")).changed


async def test_who_was_rejected_before_finishing_may_take_the_stage_after_all(applicant, clock):
    await applicant.take(RIGHT)
    await applicant.begin()
    await applicant.decide("reject")
    with pytest.raises(DecidedMeanwhileError):
        await applicant.decide("advance")
    clock.advance(seconds=10)
    await applicant.decide("advance")
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await applicant.state() is State.STARTED
    assert (await applicant.child()).stored_state is State.STARTED
    await applicant.take("Because.")
    assert await applicant.states() == ["done", "waiting", "ahead", "ahead"]


async def test_a_person_overrules_the_rule(applicant):
    await applicant.take(WRONG)
    assert await applicant.outcome() is Outcome.REJECTED
    moved = await applicant.decide(send=True)
    assert moved.letter is not None
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await applicant.outcome() is None
    assert await applicant.events() == [
        "started", "stage_opened", "rejected", "ended", "reopened", "advanced", "stage_opened",
    ]  # fmt: skip


async def test_a_better_rating_takes_the_rules_rejection_back_but_not_a_persons(applicant):
    await applicant.take(RIGHT)
    essay = await applicant.take("Because.")
    await applicant.rate(essay, 1)
    assert await applicant.outcome() is Outcome.REJECTED
    await applicant.rate(essay, 4, revision=1)
    assert await applicant.states() == ["done", "done", "open", "ahead"]
    await applicant.decide("reject")
    await applicant.rate(essay, 3, revision=2)
    assert await applicant.outcome() is Outcome.REJECTED


async def test_what_has_ended_well_stays_so(employer):
    applicant = await apply(employer, "quick")
    await applicant.start()
    await applicant.take(None)
    await applicant.take(None)
    assert not (await applicant.decide()).changed
    with pytest.raises(ApplicationEndedError):
        await applicant.decide("reject")


async def test_a_decision_may_name_its_stage_and_has_a_reason_of_one_line(applicant):
    await applicant.take(RIGHT)
    assert not (await applicant.decide(stage=1)).changed
    with pytest.raises(StageUnfinishedError):
        await applicant.decide(stage=3)
    with pytest.raises(TextLengthError):
        await applicant.decide("reject", reason="x" * 1001)


async def test_nothing_is_decided_about_a_revoked_application(applicant, clock):
    await invitations.revoke(
        applicant.ground, applicant.organization, applicant.reference, actor="key:a", clock=clock
    )
    with pytest.raises(RevokedError):
        await applicant.decide("reject")


async def test_a_decision_may_mail_whom_the_invitation_did_not_and_the_other_way_round(employer):
    quiet = await apply(employer, "quick", send=False)
    await quiet.start()
    attempt = await quiet.answer(None)
    await quiet.decide(send=True)
    assert waiting(await quiet.letters()) == ["A chat"]
    await tracks.conclude(quiet.ground, quiet.organization, attempt, employer.clock)
    assert await quiet.states() == ["done", "open"]


async def test_two_recruiters_at_once_move_one_stage(committing_database, clock):
    employer = await make_employer(committing_database, clock, f"crowd-{secrets.token_hex(4)}")
    await add_activities(employer, TWO_REVIEWS)
    applicant = await apply(employer, "talks")
    await applicant.start()
    await applicant.take(RIGHT)
    moves = await asyncio.gather(*(applicant.decide() for _ in range(6)))
    assert [moved.changed for moved in moves].count(True) == 1
    assert await applicant.states() == ["done", "waiting", "ahead"]
    clock.advance(seconds=11)
    both = await asyncio.gather(
        applicant.decide(), applicant.decide("reject"), return_exceptions=True
    )
    assert sum(not isinstance(one, Exception) and one.changed for one in both) == 1
    assert sum(isinstance(one, DecidedMeanwhileError) for one in both) == 1


async def test_concluding_and_deciding_at_once_open_one_stage(committing_database, clock):
    employer = await make_employer(committing_database, clock, f"crowd-{secrets.token_hex(4)}")
    await add_activities(employer)
    applicant = await apply(employer)
    await applicant.start()
    attempt = await applicant.answer(RIGHT)
    calls = [
        tracks.conclude(applicant.ground, applicant.organization, attempt, clock) for _ in range(4)
    ]
    await asyncio.gather(*calls, applicant.start(), applicant.start())
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert len(await applicant.letters()) == 1
    assert await employer.count("invitation") == 3
