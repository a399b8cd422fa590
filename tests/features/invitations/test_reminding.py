"""When a candidate is reminded: the rule alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features.invitations.reminding import PAUSE, Outlook, first_reminder, judge, morning
from muster.features.organizations import Reminding

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
END = NOW + timedelta(days=14)
DAY = timedelta(days=1)
ZONES = ["UTC", "America/Bogota", "Asia/Kolkata", "Europe/Berlin", "Pacific/Kiritimati"]


def outlook(**parts):
    known = {"expires_at": END, "rule": Reminding(), "zone": "UTC", "told_at": NOW}
    return Outlook(**(known | parts))


def test_the_first_comes_three_days_before_the_end_and_the_second_a_day():
    assert first_reminder(outlook()) == END - 3 * DAY
    due = judge(outlook(), END - 3 * DAY)
    assert (due.remind, due.next_at) == (True, END - DAY)
    last = judge(outlook(told_at=END - 3 * DAY, sent=1), END - DAY)
    assert (last.remind, last.next_at) == (True, None)


@pytest.mark.parametrize(
    "parts",
    [
        {"sent": 2},
        {"stopped": True},
        {"told_at": None},
        {"rule": Reminding(before=())},
        {"rule": Reminding(most=0)},
        {"expires_at": NOW + DAY},  # who is told a day before the end knows it
    ],
)
def test_nobody_is_reminded_too_often_or_against_their_wish(parts):
    assert first_reminder(outlook(**parts)) is None
    assert judge(outlook(**parts), END - DAY).remind is False


def test_a_reminder_keeps_away_from_the_letter_before_it():
    short = outlook(expires_at=NOW + timedelta(hours=26), rule=Reminding(quiet_from=8))
    assert first_reminder(short) == NOW + PAUSE


def test_at_night_it_waits_for_the_morning_or_is_left_out():
    end = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)
    assert first_reminder(outlook(expires_at=end)) == datetime(2026, 3, 13, 8, tzinfo=UTC)
    soon = outlook(expires_at=end, rule=Reminding((timedelta(hours=3),)))
    assert first_reminder(soon) is None
    late = judge(outlook(), datetime(2026, 3, 14, 23, 30, tzinfo=UTC))
    assert (late.remind, late.next_at) == (False, datetime(2026, 3, 15, 8, tzinfo=UTC))


def test_a_worker_that_comes_late_sends_one_for_all_that_were_missed():
    verdict = judge(outlook(), END - timedelta(hours=20))
    assert (verdict.remind, verdict.next_at) == (True, None)


@pytest.mark.parametrize(
    ("quiet", "hour", "until"),
    [((21, 8), 23, 8), ((21, 8), 7, 8), ((21, 8), 8, None), ((1, 5), 3, 5), ((0, 0), 3, None)],
)
def test_the_night_lasts_from_one_hour_to_another(quiet, hour, until):
    rule = Reminding(quiet_from=quiet[0], quiet_until=quiet[1])
    moment = datetime(2026, 3, 10, hour, 30, tzinfo=UTC)
    moved = morning(moment, "UTC", rule)
    assert moved == moment if until is None else (moved.hour, moved.minute) == (until, 0)
    assert timedelta(0) <= moved - moment < DAY


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 -- made aware below
    st.sampled_from(ZONES),
    st.lists(st.integers(1, 900), max_size=5),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(1, 800),
)
def test_no_reminder_leaves_at_night_after_the_end_or_too_often(
    begin, zone, hours, quiet_from, quiet_until, length
):
    told = begin.replace(tzinfo=UTC)
    before = tuple(sorted({timedelta(hours=one) for one in hours}, reverse=True))
    rule = Reminding(before, 2, quiet_from, quiet_until)
    end, now, sent, last = told + timedelta(hours=length), told, 0, told
    for _ in range(12):
        verdict = judge(Outlook(end, rule, zone, last, sent), now)
        if verdict.remind:
            assert last + PAUSE <= now < end
            assert morning(now, zone, rule) == now
            sent, last = sent + 1, now
        if verdict.next_at is None:
            break
        assert now < verdict.next_at < end
        now = verdict.next_at
    else:
        raise AssertionError("the worker would look for ever")
    assert sent <= 2
