"""What is done to a track's invitation reaches its stages; a stage's own is left alone."""

from datetime import timedelta

import pytest
from track_samples import RIGHT, add_activities, apply, open_link

from muster.features import attempts, catalog, invitations, tracks
from muster.features.attempts import NoSeatError
from muster.features.invitations import Change, Filter, StageOfTrackError, State
from muster.features.tracks import Outcome, Status


async def change(applicant, **parts):
    return await invitations.extend(
        applicant.ground,
        applicant.organization,
        applicant.reference,
        Change(**parts),
        actor="key:a",
        clock=applicant.clock,
    )


async def act(applicant, verb, reference=None):
    return await verb(
        applicant.ground,
        applicant.organization,
        reference or applicant.reference,
        actor="key:a",
        clock=applicant.clock,
    )


async def waiting_variables(applicant):
    rows = await applicant.employer.fetch(
        "select variables ->> 'expires_at', variables -> 'link' ->> 'version', send_before"
        " from message where kind = 'stage' and due_at is not null"
    )
    return [tuple(row) for row in rows]


async def test_extending_and_shortening_reach_the_stage_and_its_letter(applicant, clock):
    await applicant.take(RIGHT)
    for days, more in ((40, {}), (5, {"may_shorten": True})):
        end = clock.now() + timedelta(days=days)
        await change(applicant, expires_at=end, **more)
        assert (await applicant.child()).expires_at == end
        assert await waiting_variables(applicant) == [(end.isoformat(), "0", end)]


async def test_rotating_voids_the_stages_too_and_its_letter_carries_the_new_link(applicant, clock):
    await applicant.take(RIGHT)
    await act(applicant, invitations.rotate)
    child = await applicant.child()
    assert child.link_version == 1
    assert [row[1] for row in await waiting_variables(applicant)] == ["1"]
    with pytest.raises(NoSeatError):
        await attempts.brief(applicant.ground, applicant.session, child.uid, clock)
    view = await applicant.progress()
    again = await open_link(applicant.employer, view.invitation.invitation)
    await attempts.brief(applicant.ground, again.session, child.uid, clock)


async def test_revoking_closes_the_stage_and_inviting_again_opens_it_where_it_was(
    employer, applicant, clock
):
    await applicant.take(RIGHT)
    attempt = await applicant.begin()
    await act(applicant, invitations.revoke)
    assert (await applicant.progress()).status(clock.now()) is Status.REVOKED
    assert await applicant.letters() == [("An essay", "cancelled")]
    with pytest.raises(NoSeatError):
        await attempts.read_run(applicant.ground, applicant.session, attempt.uid, clock)
    back = await apply(employer)
    assert back.invitation.id == applicant.invitation.id
    await back.start()
    assert await back.states() == ["done", "open", "ahead", "ahead"]
    child = await back.child()
    assert (child.stored_state, child.revoked_at) == (State.STARTED, None)
    assert (await back.begin()).uid == attempt.uid
    await back.take("Because.")
    assert await back.states() == ["done", "waiting", "ahead", "ahead"]


async def test_what_was_submitted_before_the_revocation_is_followed_up_after_it(
    employer, applicant, clock
):
    attempt = await applicant.answer(RIGHT)
    await act(applicant, invitations.revoke)
    await tracks.conclude(applicant.ground, applicant.organization, attempt, clock)
    assert await applicant.states() == ["open", "ahead", "ahead", "ahead"]
    back = await apply(employer)
    await back.start()
    assert await back.states() == ["done", "open", "ahead", "ahead"]


async def test_a_stage_cannot_be_changed_by_itself(applicant):
    child = str((await applicant.child()).id)
    for verb in (invitations.revoke, invitations.rotate):
        with pytest.raises(StageOfTrackError):
            await act(applicant, verb, child)
    with pytest.raises(StageOfTrackError):
        await invitations.extend(
            applicant.ground,
            applicant.organization,
            child,
            Change(external_id="x"),
            actor="key:a",
            clock=applicant.clock,
        )
    with pytest.raises(StageOfTrackError):
        await invitations.resend(
            applicant.ground,
            applicant.employer.organization,
            child,
            actor="key:a",
            clock=applicant.clock,
        )


async def test_lists_show_stages_only_when_asked(applicant, clock):
    plain, full = [
        await invitations.list_invitations(
            applicant.ground, applicant.organization, Filter(stages=stages), clock
        )
        for stages in (False, True)
    ]
    assert [view.activity.key for view in plain] == ["joining"]
    assert [view.activity.key for view in full] == ["sums", "joining"]


async def test_an_expired_stage_shows_so_and_opens_again_when_the_track_is_extended(
    applicant, clock
):
    clock.advance(days=20)
    assert (await applicant.progress()).status(clock.now()) is Status.EXPIRED
    with pytest.raises(attempts.NotOpenError):
        await applicant.begin()
    await change(applicant, expires_at=clock.now() + timedelta(days=2))
    assert (await applicant.progress()).status(clock.now()) is Status.PENDING
    await applicant.take(RIGHT)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]


async def test_who_waited_for_a_rating_has_time_even_after_the_deadline(applicant, clock):
    await applicant.take(RIGHT)
    essay = await applicant.take("Because.")
    clock.advance(days=30)
    await applicant.rate(essay, 4)
    end = clock.now() + timedelta(days=3)
    assert (await applicant.child()).expires_at == end
    assert (await applicant.progress()).invitation.invitation.expires_at == end
    assert (await applicant.letters())[-1] == ("A chat", "queued")


async def test_a_stage_is_taken_in_the_version_that_is_there_when_it_is_started(
    employer, applicant
):
    renamed = """
key: essay
kind: assessment
title: A short essay
questions:
  - {id: q, type: number, prompt: 'How many?', answer: 7, points: 1}
---
key: joining
kind: track
title: Joining us
stages:
  - {activity: sums, advance: passed}
"""
    await add_activities(employer, renamed)
    await applicant.take(RIGHT)
    present = (await applicant.progress()).present.stage
    assert present.title == "A short essay"
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    # The pass mark is gone: nobody can pass, so a person decides.
    await applicant.take("7")
    assert await applicant.states() == ["done", "waiting", "ahead", "ahead"]
    fresh = await apply(employer, name="Bartosz Zieliński")
    await fresh.start()
    assert await fresh.states() == ["open"]
    await fresh.take(RIGHT)
    assert await fresh.outcome() is Outcome.PASSED


async def test_an_erased_candidate_takes_the_application_along(employer, applicant, clock):
    attempt = await applicant.take(RIGHT)
    connection = employer.database.connection
    await connection.execute("reset role; set local session_replication_role = replica")
    await connection.execute("delete from attempt; delete from report")
    await connection.execute("set local session_replication_role = origin")
    await connection.execute("delete from message; delete from invitation where parent_id > 0")
    await connection.execute("delete from invitation")
    assert await employer.count("application") == await employer.count("stage") == 0
    await tracks.follow_up(applicant.ground, applicant.organization, attempt, clock)
    activity = await catalog.get(applicant.ground, applicant.organization, "joining")
    page = await tracks.list_applicants(
        applicant.ground, applicant.organization, activity, tracks.Applicants(), clock
    )
    assert (page.rows, page.total) == ((), 0)
