"""The way through a track: Start, stages by rule, by rating, by decision; the end."""

import pytest
from track_samples import RIGHT, WRONG, apply, waiting

from muster.features import attempts, invitations, tracks
from muster.features.attempts import NoSeatError, NotOpenError
from muster.features.invitations import State
from muster.features.tracks import NoTrackError, Outcome, Status


async def test_starting_opens_the_first_stage_and_mails_nobody_again(applicant):
    progress = await applicant.progress()
    assert [one.stage.state.value for one in progress.stages] == ["open", "ahead", "ahead", "ahead"]
    assert [one.stage.title for one in progress.stages] == [
        "Sums",
        "An essay",
        "A chat",
        "A talk with the team",
    ]
    child = await applicant.child()
    assert child.parent_id == applicant.invitation.id
    assert child.expires_at == applicant.invitation.expires_at
    assert await applicant.state() is State.STARTED
    assert await applicant.letters() == []
    assert await applicant.events() == ["started", "stage_opened"]


async def test_starting_twice_is_the_same_application(employer, applicant, clock):
    clock.advance(minutes=3)
    assert (await applicant.start()).application.started_at < clock.now()
    assert await employer.count("application") == 1
    assert await employer.count("invitation") == 2


async def test_a_passed_stage_opens_the_next_and_sends_one_letter(applicant, clock):
    attempt = await applicant.take(RIGHT)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await applicant.letters() == [("An essay", "queued")]
    for _ in range(2):
        await tracks.conclude(applicant.ground, applicant.organization, attempt, clock)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await applicant.letters() == [("An essay", "queued")]
    assert (await applicant.progress()).application.score == 100


async def test_the_whole_way_by_rule_rating_decision_and_review(applicant, clock):
    await applicant.take(RIGHT)
    essay = await applicant.take("Because.")
    assert (await applicant.progress()).status(clock.now()) is Status.SUBMITTED
    await applicant.rate(essay, 3)
    assert await applicant.states() == ["done", "done", "open", "ahead"]
    await applicant.take("2")
    assert await applicant.states() == ["done", "done", "waiting", "ahead"]
    await applicant.decide()
    assert (await applicant.progress()).status(clock.now()) is Status.REVIEW
    clock.advance(minutes=1)
    await applicant.decide(reason="Kind and exact")
    assert await applicant.outcome() is Outcome.PASSED
    assert await applicant.state() is State.COMPLETED
    present = (await applicant.progress()).present.stage
    assert (present.decided_by, present.reason) == ("key:test", "Kind and exact")
    assert (await applicant.events())[-2:] == ["advanced", "ended"]


async def test_who_does_not_pass_is_rejected_by_the_rule(applicant, clock):
    await applicant.take(WRONG)
    assert await applicant.states() == ["rejected", "ahead", "ahead", "ahead"]
    assert await applicant.outcome() is Outcome.REJECTED
    assert (await applicant.progress()).status(clock.now()) is Status.REJECTED
    assert await applicant.letters() == []


async def test_a_track_of_stages_to_finish_ends_as_finished(employer):
    applicant = await apply(employer, "quick")
    await applicant.start()
    await applicant.take(WRONG)
    await applicant.take(None)
    assert await applicant.outcome() is Outcome.FINISHED
    assert await applicant.state() is State.COMPLETED


async def test_who_was_invited_without_mail_gets_no_mail_of_stages(employer):
    applicant = await apply(employer, send=False)
    await applicant.start()
    await applicant.take(RIGHT)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await applicant.letters() == []


async def test_a_letter_that_still_waits_does_not_leave_once_its_stage_is_done(employer):
    applicant = await apply(employer, "quick")
    await applicant.start()
    await applicant.take(None)
    await applicant.take(None)
    assert await applicant.letters() == [("A chat", "cancelled")]


async def test_only_the_tracks_link_lets_in(employer, applicant, clock):
    stranger = await apply(employer, name="Bartosz Zieliński")
    with pytest.raises(NoSeatError):
        await tracks.start(employer.database, stranger.session, applicant.invitation.uid, clock)
    with pytest.raises(NoSeatError):
        await tracks.visit(employer.database, "nonsense", applicant.invitation.uid, clock)
    child = await applicant.child()
    with pytest.raises(NoSeatError):
        await attempts.brief(employer.database, stranger.session, child.uid, clock)
    landing, progress = await tracks.visit(
        employer.database, applicant.session, applicant.invitation.uid, clock
    )
    assert landing.candidate_name == "Inés Duarte"
    assert progress.present.child.uid == child.uid


async def test_what_is_no_track_or_not_open_cannot_be_started(employer, clock):
    quiz = await apply(employer, "quiz")
    with pytest.raises(NoTrackError):
        await quiz.start()
    late = await apply(employer)
    clock.advance(days=15)
    with pytest.raises(NotOpenError):
        await late.start()
    assert await employer.count("application") == 0


async def test_a_second_round_is_an_application_of_its_own(employer):
    first = await apply(employer, "quick")
    await first.start()
    await first.take(None)
    await first.take(None)
    again = await apply(employer, "quick", on_completed=invitations.OnCompleted.NEW_ATTEMPT)
    assert again.invitation.round == 2
    await again.start()
    assert await again.states() == ["open", "ahead"]
    await again.take(None)
    assert waiting(await again.letters()) == ["A chat"]


async def test_having_taken_an_activity_by_itself_does_not_count_as_a_stage(employer, applicant):
    alone = await apply(employer, "sums")
    claim = attempts.Consent("1", "en", "Yes")
    await attempts.start(
        employer.database, alone.session, alone.invitation.uid, claim, employer.clock
    )
    assert await applicant.states() == ["open", "ahead", "ahead", "ahead"]
