"""Clocks on the real database: limits, sections, questions, breaks, accommodations, the sweep."""

from datetime import timedelta
from decimal import Decimal

import pytest
from attempt_samples import invite

from muster.features import attempts, invitations
from muster.features.attempts import (
    AttemptState,
    EndedBy,
    NoBreakError,
    NotOpenedError,
    OverError,
    PausedError,
)
from muster.features.invitations import Change

MINUTE = timedelta(minutes=1)


def first_of(run, section: int):
    return run.sections[section].places[0]


async def sweep(employer):
    """Submit what is overdue, also what other tests left in the database; return our own."""
    done = await attempts.submit_overdue(employer.database, employer.clock, 1000)
    return [pair for pair in done if pair[0] == employer.organization.id]


async def test_an_answer_within_the_grace_is_taken_and_marked(browser, clock):
    clock.advance(minutes=30)
    assert not (await browser.save("essay", "Just so.")).late
    clock.advance(seconds=30)
    late = await browser.save("essay", "Just so, late.", 1)
    assert late.late
    assert (await browser.run()).place_of("essay").answer.late
    clock.advance(microseconds=1)
    with pytest.raises(OverError):
        await browser.save("essay", "Too late.", 2)
    assert (await browser.run()).place_of("essay").answer.value == "Just so, late."


async def test_the_server_submits_what_was_saved_once_the_grace_is_over(browser, employer, clock):
    await browser.save("essay", "What I have.")
    clock.advance(minutes=30, seconds=30)
    assert await sweep(employer) == []
    clock.advance(seconds=1)
    assert await sweep(employer) == [(employer.organization.id, browser.attempt.id)]
    assert await sweep(employer) == []
    run = await browser.run()
    assert (run.attempt.state, run.attempt.ended_by) == (AttemptState.SUBMITTED, EndedBy.TIME)
    assert run.place_of("essay").answer.value == "What I have."
    (fact,) = await employer.fetch("select actor from event where type = 'attempt.submitted'")
    assert fact["actor"] == "time"
    assert (await browser.submit()).ended_by is EndedBy.TIME


async def test_a_submit_after_the_end_says_that_time_ended_it(browser, clock):
    clock.advance(hours=3)
    assert (await browser.submit()).ended_by is EndedBy.TIME


async def test_without_a_limit_the_end_is_the_invitations_also_when_it_moves(employer, clock):
    candidate = await invite(employer, "free")
    browser = await candidate.browser()
    attempt = await browser.start()
    assert (attempt.ends_at, attempt.closes_at) == (None, candidate.invitation.expires_at)
    clock.instant = candidate.invitation.expires_at - MINUTE
    later = candidate.invitation.expires_at + timedelta(days=3)
    await invitations.extend(
        employer.database,
        employer.organization.id,
        str(candidate.invitation.id),
        Change(expires_at=later),
        actor="key:test",
        clock=clock,
    )
    clock.advance(days=2)
    assert not (await browser.save("essay", "More time.")).late
    assert await sweep(employer) == []
    clock.instant = later + timedelta(seconds=31)
    assert len(await sweep(employer)) == 1


async def test_a_running_limit_may_pass_the_end_of_the_invitation(employer, candidate, clock):
    clock.instant = candidate.invitation.expires_at - MINUTE
    browser = await candidate.browser()
    await browser.start()
    clock.advance(minutes=20)
    assert not (await browser.save("essay", "Still in time.")).late
    assert await sweep(employer) == []


async def test_a_section_with_a_limit_is_opened_once_and_closed_when_left(browser, clock):
    number = first_of(await browser.run(), 1).item.id
    with pytest.raises(NotOpenedError):
        await browser.save(number, "1")
    await browser.open_section(1)
    clock.advance(minutes=2)
    await browser.open_section(1)
    section = (await browser.run()).sections[1]
    assert (section.ends_at - section.opened_at, section.closed) == (timedelta(minutes=5), False)
    await browser.save(number, "1")
    await browser.open_section(0)
    assert (await browser.run()).sections[1].closed
    await browser.save(number, "12", 1)  # it was on its way
    clock.advance(seconds=31)
    with pytest.raises(OverError):
        await browser.save(number, "2", 2)
    with pytest.raises(OverError):
        await browser.open_section(1)
    await browser.save("essay", "The rest goes on.")


async def test_a_sections_time_is_up_with_the_same_grace(browser, clock):
    number = first_of(await browser.run(), 1).item.id
    await browser.open_section(1)
    clock.advance(minutes=5, seconds=20)
    assert (await browser.save(number, "1")).late
    assert (await browser.run()).sections[1].closed
    clock.advance(seconds=11)
    with pytest.raises(OverError):
        await browser.save(number, "2", 1)


async def test_a_question_has_its_own_clock_that_begins_once(browser, clock):
    run = await browser.run()
    fast = run.place_of("fast")
    assert (fast.limit_seconds, fast.opened_at) == (60, None)
    with pytest.raises(NotOpenedError):
        await browser.save("fast", "now")
    await browser.open_place(fast.number)
    clock.advance(seconds=40)
    await browser.open_place(fast.number)
    run = await browser.run()
    assert run.seconds_to(run.place_of("fast").ends_at) == 20
    clock.advance(seconds=51)
    with pytest.raises(OverError):
        await browser.save("fast", "now")
    await browser.open_place(1)  # has no clock: nothing happens


async def test_only_one_who_writes_opens_parts(browser, candidate):
    phone = await candidate.browser()
    await phone.claim()
    for opening in (browser.open_section(1), browser.open_place(3), browser.pause()):
        with pytest.raises(attempts.SupersededError):
            await opening
    with pytest.raises(attempts.UnknownQuestionError):
        await phone.open_section(2)
    with pytest.raises(attempts.UnknownQuestionError):
        await phone.open_place(99)


async def test_more_time_is_counted_into_every_limit(candidate):
    await candidate.give(time_factor=Decimal("1.5"))
    browser = await candidate.browser()
    briefing = await browser.brief()
    assert (briefing.total_seconds, briefing.sections[1].limit_seconds) == (2700, 450)
    await browser.start()
    await browser.open_section(1)
    run = await browser.run()
    assert run.seconds_left == 2700
    assert run.seconds_to(run.sections[1].ends_at) == 450
    assert run.place_of("fast").limit_seconds == 90


async def test_untimed_means_until_the_invitation_ends(candidate, clock):
    await candidate.give(untimed=True)
    browser = await candidate.browser()
    attempt = await browser.start()
    assert (attempt.ends_at, attempt.closes_at) == (None, candidate.invitation.expires_at)
    run = await browser.run()
    number = first_of(run, 1).item.id
    assert (run.sections[1].limit_seconds, run.place_of("fast").limit_seconds) == (None, None)
    clock.advance(days=5)
    assert not (await browser.save(number, "1")).late
    assert not (await browser.save("fast", "now")).late


async def test_an_accommodation_reaches_the_attempt_that_runs(browser, candidate, clock):
    await browser.open_section(1)
    await browser.open_place(3)
    clock.advance(minutes=1)
    await candidate.give(time_factor=Decimal(2))
    run = await browser.run()
    assert run.seconds_left == 59 * 60
    assert run.seconds_to(run.sections[1].ends_at) == 9 * 60
    assert run.seconds_to(run.place_of("fast").ends_at) == 60
    await candidate.give(time_factor=Decimal("1.25"))
    assert (await browser.run()).seconds_left == 59 * 60
    await candidate.give(untimed=True)
    run = await browser.run()
    assert (run.seconds_left, run.sections[1].ends_at, run.attempt.closes_at) == (
        None,
        None,
        candidate.invitation.expires_at,
    )


async def test_more_time_after_the_end_saves_an_attempt_that_was_not_submitted(
    browser, candidate, employer, clock
):
    clock.advance(minutes=31)
    await candidate.give(time_factor=Decimal(2))
    assert await sweep(employer) == []
    assert not (await browser.save("essay", "Thank you.")).late


async def test_a_break_lets_every_clock_stand_still(browser, candidate, clock):
    with pytest.raises(NoBreakError):
        await browser.pause()
    await candidate.give(break_minutes=10)
    await browser.open_section(1)
    clock.advance(minutes=1)
    await browser.pause()
    clock.advance(minutes=4)
    run = await browser.run()
    assert (run.seconds_left, run.attempt.break_seconds_left) == (29 * 60, 600)
    assert run.seconds_to(run.sections[1].ends_at) == 4 * 60
    with pytest.raises(PausedError):
        await browser.save("essay", "While resting.")
    with pytest.raises(PausedError):
        await browser.open_place(3)
    await browser.resume()
    run = await browser.run()
    assert (run.seconds_left, run.attempt.break_seconds_left) == (29 * 60, 360)
    assert run.seconds_to(run.sections[1].ends_at) == 4 * 60
    await browser.save("essay", "Rested.")


async def test_a_break_that_is_used_up_ends_by_itself(browser, candidate, employer, clock):
    await candidate.give(break_minutes=10)
    await browser.pause()
    clock.advance(minutes=39)
    assert await sweep(employer) == []
    saved = await browser.save("essay", "Back.")
    assert not saved.late
    run = await browser.run()
    assert (run.attempt.paused_at, run.seconds_left) == (None, 60)
    with pytest.raises(NoBreakError):
        await browser.pause()
    clock.advance(minutes=2)
    assert len(await sweep(employer)) == 1


async def test_whoever_never_comes_back_from_a_break_is_submitted(
    browser, candidate, employer, clock
):
    await candidate.give(break_minutes=10)
    await browser.pause()
    clock.advance(minutes=40, seconds=31)
    assert len(await sweep(employer)) == 1


async def test_more_breaks_reach_a_break_that_runs(browser, candidate, clock):
    await candidate.give(break_minutes=10)
    await browser.pause()
    clock.advance(minutes=9)
    await candidate.give(break_minutes=20)
    clock.advance(minutes=9)
    await browser.resume()
    run = await browser.run()
    assert (run.attempt.break_seconds_left, run.seconds_left) == (120, 1800)


async def test_a_clock_that_jumps_back_takes_nothing_away(browser, candidate, clock):
    await candidate.give(break_minutes=10)
    await browser.save("essay", "One")
    await browser.pause()
    clock.advance(minutes=-5)
    await browser.resume()
    await browser.save("essay", "Two", 1)
    run = await browser.run()
    assert (run.attempt.break_seconds_left, run.place_of("essay").answer.value) == (600, "Two")
    assert run.seconds_left == 35 * 60
