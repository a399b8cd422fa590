"""Rules of time, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features.attempts import GRACE, Accommodation, AccommodationError, timing
from muster.features.attempts.timing import Clocked, Verdict, judge

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FREE = Clocked(limited=False)
SECOND = timedelta(seconds=1)
LIMITED = True

factors = st.integers(100, 1000).map(lambda hundredths: Decimal(hundredths) / 100)
accommodations = st.builds(Accommodation, factors, st.booleans(), st.integers(0, 240))
limits = st.integers(1, 100_000)
moments = st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda since: NOON + since)
lengths = st.timedeltas(timedelta(days=-2), timedelta(days=2))


@pytest.mark.parametrize(
    ("seconds", "factor", "expected"),
    [(60, "1", 60), (60, "1.5", 90), (1, "1.01", 2), (100, "1.33", 133), (None, "2", None)],
)
def test_a_limit_is_multiplied_and_rounded_up(seconds, factor, expected):
    assert timing.limit_of(seconds, Accommodation(Decimal(factor))) == expected


@pytest.mark.parametrize("factor", ["0.99", "10.01", "1.005", "NaN", "Infinity", "-2"])
def test_a_factor_out_of_range_is_refused(factor):
    with pytest.raises(AccommodationError) as caught:
        timing.check_accommodation(Accommodation(Decimal(factor)))
    assert caught.value.field == "time_factor"


@pytest.mark.parametrize("minutes", [-1, 241])
def test_breaks_out_of_range_are_refused(minutes):
    with pytest.raises(AccommodationError) as caught:
        timing.check_accommodation(Accommodation(break_minutes=minutes))
    assert caught.value.field == "break_minutes"


@given(accommodations)
def test_what_is_in_range_stays_as_it_is(given_):
    assert timing.check_accommodation(given_) == given_


@given(limits, accommodations)
def test_an_accommodation_never_shortens_a_limit(seconds, given_):
    limit = timing.limit_of(seconds, given_)
    assert limit is None if given_.untimed else limit >= seconds


@given(moments, limits, accommodations, accommodations)
def test_what_runs_gets_more_and_never_less(begin, seconds, before, wanted):
    after = timing.never_less(before, wanted)
    assert timing.never_less(after, before) == after
    end = timing.end_of(begin, seconds, before)
    longer = timing.lengthen(end, seconds, before, after)
    assert longer == timing.end_of(begin, seconds, after)
    if end is not None and longer is not None:
        assert longer >= end


@given(moments, st.integers(0, 14_400), lengths)
def test_a_break_is_never_negative_nor_longer_than_granted(paused_at, left, length):
    taken = timing.break_taken(paused_at, left, paused_at + length)
    assert timedelta(0) <= taken <= timedelta(seconds=left)
    assert 0 <= timing.whole_seconds(taken) <= left


@given(moments, st.integers(0, 14_400), lengths)
def test_clocks_stand_still_for_as_long_as_the_break(paused_at, left, length):
    now = paused_at + length
    shown = timing.clock_shows(paused_at, left, now)
    assert shown <= now
    if timedelta(0) <= length <= timedelta(seconds=left):
        assert shown == paused_at
    assert timing.clock_shows(None, left, now) == now


def test_the_whole_break_is_waited_for():
    assert timing.due(NOON, NOON) == NOON
    assert timing.due(NOON, NOON, NOON, 60) == NOON + 60 * SECOND
    assert timing.due(None, NOON, NOON, 60) == NOON


@pytest.mark.parametrize("ending", ["attempt", "section", "place"])
def test_the_earliest_end_counts_with_its_grace(ending):
    ends = {name: NOON + timedelta(hours=1) for name in ("attempt", "section", "place")}
    ends[ending] = NOON
    parts = [Clocked(LIMITED, NOON - SECOND, ends[name]) for name in ("section", "place")]
    verdicts = [
        judge(ends["attempt"], *parts, NOON + wait)
        for wait in (timedelta(0), SECOND, GRACE, GRACE + SECOND)
    ]
    assert verdicts == [Verdict.IN_TIME, Verdict.LATE, Verdict.LATE, Verdict.OVER]


def test_what_has_a_clock_must_be_opened():
    unopened = Clocked(limited=True)
    hour = NOON + timedelta(hours=1)
    assert judge(hour, unopened, FREE, NOON) is Verdict.NOT_OPENED
    assert judge(hour, FREE, unopened, NOON) is Verdict.NOT_OPENED
    assert judge(hour, FREE, FREE, NOON) is Verdict.IN_TIME


def test_a_section_that_was_left_takes_what_was_on_its_way():
    left = Clocked(LIMITED, NOON, NOON + timedelta(hours=1), NOON)
    hour = NOON + timedelta(hours=1)
    assert judge(hour, left, FREE, NOON + GRACE) is Verdict.IN_TIME
    assert judge(hour, left, FREE, NOON + GRACE + SECOND) is Verdict.OVER
    assert left.is_closed(NOON)


@given(moments, lengths, lengths, lengths)
def test_time_only_ever_takes_away(due, section, place, step):
    parts = [Clocked(LIMITED, due, due + one) for one in (section, place)]
    order = [Verdict.IN_TIME, Verdict.LATE, Verdict.OVER]
    first, then = sorted([due, due + step])
    assert order.index(judge(due, *parts, first)) <= order.index(judge(due, *parts, then))
