"""Saves that meet: conflicts, what is kept of them, and that both readings of the rules agree."""

from datetime import timedelta
from decimal import Decimal

import pytest

from muster.features import attempts
from muster.features.attempts import (
    AnswerError,
    ConflictingSaveError,
    Hold,
    NoSeatError,
    NotOpenedError,
    OverError,
    PausedError,
    Put,
    Sitting,
    SupersededError,
)


async def test_a_save_on_an_older_text_is_a_conflict_and_both_are_kept(browser, candidate):
    await browser.save("essay", "First tab.")
    with pytest.raises(ConflictingSaveError) as caught:
        await browser.save("essay", "Second tab.", 0)
    assert (caught.value.current.value, caught.value.current.revision) == ("First tab.", 1)
    with pytest.raises(ConflictingSaveError):
        await browser.save("essay", "Second tab.", 0)
    history = (await candidate.answers(history=True))["essay"].history
    assert [(one.side.value, one.value) for one in history] == [
        ("saved", "First tab."),
        ("conflict", "Second tab."),
    ]
    assert (await browser.save("essay", "Both.", 1)).revision == 2


async def test_the_same_text_from_two_tabs_is_no_conflict(browser):
    await browser.save("essay", "Same.")
    assert (await browser.save("essay", "Same.", 0)).revision == 1


@pytest.mark.parametrize("revision", [-1, 7, 2**31, 2**70])
async def test_a_revision_that_never_was_is_a_conflict(browser, revision):
    with pytest.raises(ConflictingSaveError) as caught:
        await browser.save("essay", "x", revision)
    assert (caught.value.current.value, caught.value.current.revision) == (None, 0)


@pytest.mark.parametrize("epoch", [-1, 0, 2, 2**31, 2**70])
async def test_an_epoch_that_is_not_ours_is_superseded(browser, epoch):
    with pytest.raises(SupersededError):
        await browser.save("essay", "x", epoch=epoch)


async def test_an_answer_can_be_taken_back(browser):
    await browser.save("colour", "b")
    assert (await browser.save("colour", "", 1)).revision == 2
    place = (await browser.run()).place_of("colour")
    assert (place.answered, place.answer.value, place.answer.revision) == (False, None, 2)


async def test_a_bad_answer_changes_nothing(browser):
    await browser.save("essay", "Good.")
    for value in ("x" * 100_001, 5, ["x"], "\x00"):
        with pytest.raises(AnswerError):
            await browser.save("essay", value, 1)
    assert (await browser.run()).place_of("essay").answer.revision == 1


async def test_saving_without_end_does_not_fill_the_disk(browser, candidate, clock):
    for revision in range(100):
        await browser.save("essay", f"Draft {revision + 1}", revision)
        clock.advance(seconds=2)
    kept = [one.value for one in (await candidate.answers(history=True))["essay"].history]
    assert kept == ["Draft 30", "Draft 60", "Draft 90", "Draft 100"]
    assert (await browser.run()).place_of("essay").answer.value == "Draft 100"


async def test_conflicts_without_end_do_not_fill_the_disk(browser, candidate):
    await browser.save("essay", "This stands.")
    for number in range(60):
        with pytest.raises(ConflictingSaveError):
            await browser.save("essay", f"Text {number}", 0)
    kept = (await candidate.answers(history=True))["essay"].history
    assert [one.value for one in kept] == ["This stands.", *(f"Text {n}" for n in range(50))]


async def test_after_submit_one_revision_a_minute_and_every_conflict_stay(
    browser, candidate, clock
):
    for revision in range(12):
        await browser.save("essay", f"Draft {revision + 1}", revision)
        clock.advance(seconds=20)
        if revision == 4:
            with pytest.raises(ConflictingSaveError):
                await browser.save("essay", "Lost", 1)
    await browser.submit()
    place = (await candidate.answers(history=True))["essay"]
    kept = [(one.side.value, one.value) for one in place.history]
    assert kept == [
        ("saved", "Draft 3"),
        ("saved", "Draft 5"),
        ("conflict", "Lost"),
        ("saved", "Draft 6"),
        ("saved", "Draft 9"),
        ("saved", "Draft 12"),
    ]
    assert place.answer.value == "Draft 12"


async def test_no_program_changes_a_revision(browser, employer):
    await browser.save("essay", "Said.")
    with pytest.raises(Exception, match="permission denied"):
        await employer.change("update answer_revision set value = '\"Never said\"'")


async def nothing(_browser, _candidate, _clock):
    """Leave it as Start made it."""


async def late(_browser, _candidate, clock):
    clock.advance(minutes=30, seconds=15)


async def over(_browser, _candidate, clock):
    clock.advance(minutes=31)


async def superseded(_browser, candidate, _clock):
    await (await candidate.browser()).claim()


async def paused(browser, candidate, _clock):
    await candidate.give(break_minutes=5)
    await browser.pause()


async def submitted(browser, _candidate, _clock):
    await browser.submit()


async def unopened(_browser, candidate, _clock):
    candidate.item = "fast"


async def opened(browser, candidate, clock):
    candidate.item = "fast"
    await browser.open_place(3)
    clock.advance(seconds=30)


async def place_over(browser, candidate, clock):
    await opened(browser, candidate, clock)
    clock.advance(seconds=61)


async def place_longer(browser, candidate, clock):
    await place_over(browser, candidate, clock)
    await candidate.give(time_factor=Decimal(2))


async def section_unopened(browser, candidate, _clock):
    candidate.item = (await browser.run()).sections[1].places[0].item.id


async def section_left(browser, candidate, clock):
    await section_unopened(browser, candidate, clock)
    await browser.open_section(1)
    clock.advance(seconds=10)
    await browser.open_section(0)
    clock.advance(seconds=20)


async def section_over(browser, candidate, clock):
    await section_left(browser, candidate, clock)
    clock.advance(seconds=15)


async def untimed(browser, candidate, clock):
    await section_unopened(browser, candidate, clock)
    await candidate.give(untimed=True)
    clock.advance(days=1)


async def voided(_browser, candidate, _clock):
    await candidate.employer.change("update invitation set link_version = 9")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (nothing, False),
        (late, True),
        (over, OverError),
        (superseded, SupersededError),
        (paused, PausedError),
        (submitted, OverError),
        (unopened, NotOpenedError),
        (opened, False),
        (place_over, OverError),
        (place_longer, False),
        (section_unopened, NotOpenedError),
        (section_left, False),
        (section_over, OverError),
        (untimed, False),
        (voided, NoSeatError),
    ],
)
async def test_saving_and_holding_judge_alike(browser, candidate, clock, change, expected):
    candidate.item = "essay"
    await change(browser, candidate, clock)
    hold = Hold(browser.session, browser.uid, candidate.item, 1)
    if isinstance(expected, bool):
        held = await attempts.hold(candidate.employer.database, hold, clock)
        saved = await browser.save(candidate.item, "1")
        assert (held.late, saved.late) == (expected, expected)
        assert (held.place.item.id, held.epoch) == (candidate.item, 1)
        return
    for use in (
        attempts.hold(candidate.employer.database, hold, clock),
        browser.save(candidate.item, "1"),
    ):
        with pytest.raises(expected):
            await use


async def test_what_began_in_time_is_put_after_submit(browser, candidate, employer, clock):
    await browser.submit()
    clock.advance(minutes=5)
    put = Put(browser.attempt.id, "essay", "Uploaded.")
    organization = employer.organization.id
    saved = await attempts.put(employer.database, organization, put, clock.now())
    assert await attempts.put(employer.database, organization, put, clock.now()) == saved
    other = Put(browser.attempt.id, "essay", "Instead.", only_if_empty=True)
    await attempts.put(employer.database, organization, other, clock.now())
    assert (await candidate.answers())["essay"].answer.value == "Uploaded."
    stale = Put(browser.attempt.id, "essay", "Stale.", revision=0)
    with pytest.raises(ConflictingSaveError):
        await attempts.put(employer.database, organization, stale, clock.now())
    nowhere = Put(browser.attempt.id, "x", "x")
    with pytest.raises(attempts.UnknownQuestionError):
        await attempts.put(employer.database, organization, nowhere, clock.now())


async def test_a_seat_says_where_it_is_and_since_when_it_is_over(browser, candidate, clock):
    ground = candidate.employer.database
    seat = await attempts.sit(ground, Sitting(browser.session, browser.uid, 1), clock)
    assert (seat.attempt_id, seat.submitted_at) == (browser.attempt.id, None)
    await browser.submit()
    assert (
        await attempts.sit(ground, Sitting(browser.session, browser.uid), clock)
    ).submitted_at == clock.now()
    for sitting, error in (
        (Sitting(browser.session, browser.uid, 2), SupersededError),
        (Sitting("x" * 43, browser.uid), NoSeatError),
    ):
        with pytest.raises(error):
            await attempts.sit(ground, sitting, clock)
    await voided(browser, candidate, clock)
    with pytest.raises(NoSeatError):
        await attempts.sit(ground, Sitting(browser.session, browser.uid), clock)


async def test_a_session_that_ended_has_no_seat(browser, clock):
    clock.advance(days=31)
    with pytest.raises(NoSeatError):
        await browser.save("essay", "x")


def test_the_grace_is_half_a_minute():
    assert timedelta(seconds=30) == attempts.GRACE
