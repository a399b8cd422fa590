"""What an answer means, when the next try is due, when an endpoint rests and is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.features.webhooks.model import CallState
from muster.features.webhooks.schedule import (
    DELAYS,
    Answer,
    Outcome,
    Pulse,
    Verdict,
    settle,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BROKEN, FINE = Answer(500), Answer(204)


def middle() -> float:
    return 0.5


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"),
        (299, "delivered"),
        (302, "redirected"),
        (400, "refused"),
        (404, "refused"),
        (410, "gone"),
        (429, "throttled"),
        (500, "refused"),
        (502, "throttled"),
        (503, "throttled"),
        (504, "throttled"),
        (103, "refused"),
        (None, "timeout"),
    ],
)
def test_what_a_status_means(status, outcome):
    assert Answer(status, trouble=Outcome.TIMEOUT).outcome == outcome


def test_ten_tries_in_75_hours():
    waits = [settle(BROKEN, failures, NOW, middle) for failures in range(10)]
    assert [one.due_at - NOW for one in waits[:9]] == list(DELAYS)
    assert sum(DELAYS, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert (waits[9].state, waits[9].due_at, waits[9].reason) == (
        CallState.DEAD,
        None,
        "exhausted",
    )


@pytest.mark.parametrize(("chance", "minutes"), [(0.0, 4), (0.5, 5), (1.0, 6)])
def test_a_fifth_of_jitter(chance, minutes):
    assert settle(BROKEN, 1, NOW, lambda: chance).due_at == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [
        (429, "120", 120),
        (503, "Mon, 02 Mar 2026 09:35:00 GMT", 300),
        (503, "Mon, 02 Mar 2026 09:35:00 -0000", 300),
        (502, "1", 5),
        (504, "0", 5),
        (429, "Mon, 02 Mar 2020 09:35:00 GMT", 5),
        (429, "99999999999", 24 * 3600),
        (429, "soon", 5),
        (429, "", 5),
        (429, "-5", 5),
        (503, "Mon, 02 Mar 2026 09:35:00 +99999999999999999999", 5),
        (429, "\u0661\u0662", 5),
        (500, "120", 5),
    ],
)
def test_retry_after_is_honoured_up_to_a_day(status, asked, seconds):
    answer = Answer(status, retry_after=asked)
    assert settle(answer, 0, NOW, middle).due_at == NOW + timedelta(seconds=seconds)


def pulse_after(*answers: Answer, every=timedelta(hours=1)) -> tuple[Pulse, datetime]:
    pulse, now = Pulse(), NOW
    for answer in answers:
        now += every
        pulse = pulse.after(answer, now, middle)
    return pulse, now


def test_five_failures_in_a_row_rest_longer_and_longer_up_to_five_minutes():
    rests = []
    for number in range(4, 14):
        pulse, now = pulse_after(*[BROKEN] * number)
        rests.append(max(0, (pulse.rests_until - now).total_seconds()))
    assert rests == [0, 5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_what_was_in_flight_when_the_rest_began_prolongs_nothing():
    one, _ = pulse_after(*[BROKEN] * 5, every=timedelta())
    many, _ = pulse_after(*[BROKEN] * 9, every=timedelta())
    assert (one.rests_until, one.strikes) == (many.rests_until, many.strikes)


def test_one_success_forgets_all_failures():
    assert pulse_after(*[BROKEN] * 30, FINE)[0] == Pulse()


@pytest.mark.parametrize(
    ("hours", "tries", "warned", "verdict"),
    [
        (23, 100, False, None),
        (24, 2, False, Verdict.WARN),
        (24, 2, True, None),
        (119, 100, True, None),
        (120, 19, True, None),
        (120, 19, False, Verdict.WARN),
        (120, 20, False, Verdict.DISABLE),
        (120, 20, True, Verdict.DISABLE),
    ],
)
def test_when_failures_are_told_and_when_the_endpoint_is_given_up(hours, tries, warned, verdict):
    pulse = Pulse(tries, tries, NOW, NOW, warned=warned)
    assert pulse.verdict(NOW + timedelta(hours=hours)) == verdict
