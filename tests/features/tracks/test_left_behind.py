"""What a crash between two steps leaves behind is found by the worker, and done once."""

from decimal import Decimal

from track_samples import RIGHT, apply

from muster.features import attempts, reports, tracks


async def work(employer):
    """One round of the worker's jobs; returns how many stages were followed up."""
    await attempts.submit_overdue(employer.database, employer.clock)
    await reports.settle_submitted(employer.database, employer.clock)
    return await tracks.follow_up_due(employer.database, employer.clock)


async def test_nothing_is_due_when_everything_was_followed_up(employer, applicant, clock):
    await applicant.take(RIGHT)
    clock.advance(minutes=1)
    assert await work(employer) == 0
    assert await employer.count("stage_due") == 0


async def test_a_crash_after_submit_is_made_good(employer, applicant, clock):
    await applicant.answer(RIGHT)
    clock.advance(seconds=6)
    await work(employer)
    clock.advance(seconds=6)
    await work(employer)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert await employer.count("stage_due") == 0


async def test_a_crash_after_the_report_is_made_good(employer, applicant, clock):
    attempt = await applicant.answer(RIGHT)
    await reports.settle(employer.database, applicant.organization, attempt, clock)
    assert await employer.count("stage_due") == 1
    assert await work(employer) == 0  # whoever submitted is doing it just now
    clock.advance(seconds=6)
    assert await work(employer) == 1
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert len(await applicant.letters()) == 1


async def test_a_crash_after_a_rating_is_made_good(employer, applicant, clock):
    await applicant.take(RIGHT)
    essay = await applicant.take("Because.")
    rate = reports.Rate(str(essay), "q", "ines", 0, reports.Rating(points=Decimal(4)))
    await reports.rate(
        employer.database, applicant.organization, rate, actor="key:test", clock=clock
    )
    clock.advance(seconds=6)
    assert await work(employer) == 1
    assert await applicant.states() == ["done", "done", "open", "ahead"]


async def test_who_runs_out_of_time_goes_on_with_what_was_saved(employer, applicant, clock):
    attempt = await applicant.begin()
    save = attempts.Save(applicant.session, attempt.uid, "q", attempt.epoch, 0, RIGHT)
    await attempts.save(employer.database, save, clock)
    clock.advance(days=14, minutes=1)
    for _ in range(3):
        await work(employer)
        clock.advance(seconds=6)
    assert await applicant.states() == ["done", "open", "ahead", "ahead"]
    assert (await applicant.child()).expires_at < clock.now()  # until the employer extends it


async def test_an_attempt_outside_of_tracks_is_not_owed_anything(employer, clock):
    alone = await apply(employer, "sums")
    consent = attempts.Consent("1", "en", "Yes")
    attempt = await attempts.start(
        employer.database, alone.session, alone.invitation.uid, consent, clock
    )
    await attempts.submit(employer.database, alone.session, attempt.uid, "once", clock)
    await tracks.conclude(employer.database, alone.organization, attempt.id, clock)
    assert await employer.count("stage_due") == 0
