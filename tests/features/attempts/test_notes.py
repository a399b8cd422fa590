"""Signals, and what candidates ask for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from attempt_samples import invite

from muster.base.errors import InvalidError
from muster.features import attempts
from muster.features.attempts import NoSeatError, Signal, SignalKind
from muster.features.attempts.actions.noting import MOST_IN_CALL, MOST_OF_ATTEMPT


def left(clock, **parts) -> Signal:
    return Signal(SignalKind.LEFT_TAB, clock.now(), **parts)


async def noted(browser):
    employer = browser.candidate.employer
    return await attempts.signals_of(
        employer.database, employer.organization.id, browser.attempt.id
    )


async def test_signals_are_noted_while_the_attempt_runs(browser, clock):
    await browser.note(left(clock, seconds=4, item="essay"))
    await browser.submit()
    await browser.note(left(clock))
    (one,) = await noted(browser)
    assert (one.kind, one.at, one.seconds, one.item) == ("left_tab", clock.now(), 4, "essay")


async def test_no_browser_fills_the_journal(browser, clock):
    for _ in range(MOST_OF_ATTEMPT // MOST_IN_CALL + 1):
        await browser.note(*[left(clock)] * MOST_IN_CALL)
    assert len(await noted(browser)) == MOST_OF_ATTEMPT
    with pytest.raises(InvalidError):
        await browser.note(*[left(clock)] * (MOST_IN_CALL + 1))


async def test_who_takes_over_is_told_by_the_server_only(browser, candidate, clock):
    with pytest.raises(InvalidError):
        await browser.note(Signal(SignalKind.SECOND_DEVICE, clock.now()))
    await (await candidate.browser()).claim()
    assert [one.kind for one in await noted(browser)] == ["second_device"]


async def test_impossible_numbers_are_set_right(browser, clock):
    far = clock.now() + timedelta(days=400)
    await browser.note(
        Signal(SignalKind.PASTED, far, seconds=float("inf"), length=-5),
        Signal(SignalKind.NETWORK_GAP, far, seconds=1e300, item="unknown"),
    )
    pasted, gap = await noted(browser)
    assert (pasted.at, pasted.seconds, pasted.length) == (clock.now(), None, 0)
    assert (gap.seconds, gap.item) == (604800, None)


async def requests(employer, **parts):
    return await attempts.list_accommodation_requests(
        employer.database, employer.organization.id, **parts
    )


async def test_what_is_needed_is_asked_for_before_start_and_once(candidate, employer):
    browser = await candidate.browser()
    for text in ("I need breaks.", " I need breaks. ", "And more time."):
        await browser.ask(text)
    assert [one.text for one in await requests(employer)] == ["And more time.", "I need breaks."]
    assert (await browser.brief()).asked_for_accommodation
    await candidate.give(break_minutes=10)
    assert await requests(employer) == []
    assert len(await requests(employer, answered=True)) == 2
    briefing = await browser.brief()
    assert not briefing.asked_for_accommodation
    assert briefing.accommodation.break_minutes == 10


async def test_no_one_asks_without_end(candidate, employer):
    browser = await candidate.browser()
    for number in range(20):
        await browser.ask(f"Please {number}")
    assert len(await requests(employer)) == 5


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a\x00b", "half \ud83d"])
async def test_a_request_that_says_nothing_is_refused(candidate, employer, text):
    with pytest.raises(InvalidError):
        await (await candidate.browser()).ask(text)
    assert await requests(employer) == []


async def test_a_stranger_asks_for_nobody(candidate, employer):
    stranger = await (await invite(employer, "free", "eve@example.com")).browser()
    stranger.candidate = candidate
    with pytest.raises(NoSeatError):
        await stranger.ask("Give them less.")


async def test_an_accommodation_is_for_all_attempts(candidate, employer):
    await candidate.give(time_factor=Decimal(2))
    other = await (await invite(employer, "quiz")).browser()
    assert (await other.brief()).total_seconds == 2400


async def test_the_same_accommodation_again_is_no_news(candidate, employer):
    for _ in range(2):
        await candidate.give(break_minutes=5)
    (row,) = await employer.fetch("select count(*) from event where type = 'accommodation.set'")
    assert row[0] == 1
