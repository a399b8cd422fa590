"""Pure rules of a lane: its rate, its pause, its probe."""

from datetime import UTC, datetime, timedelta

import pytest

from muster.features.delivery.lanes import LaneRow, allowance, rest
from muster.features.delivery.outcomes import Pause

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def lane(*, probe_in=None, tokens=0.0, refilled_ago=None):
    return LaneRow(
        probe_at=None if probe_in is None else NOW + timedelta(seconds=probe_in),
        strikes=1,
        tokens=tokens,
        refilled_at=None if refilled_ago is None else NOW - timedelta(seconds=refilled_ago),
    )


def allowed(row, rate=0.0):
    return allowance(row, wanted=200, rate=rate, now=NOW).messages


def test_without_a_rate_all_that_is_wanted_is_allowed():
    assert allowed(lane()) == 200


@pytest.mark.parametrize(
    ("rate", "tokens", "refilled_ago", "messages"),
    [
        (10, 0.0, None, 10),
        (10, 0.0, 0, 0),
        (10, 0.0, 0.25, 2),
        (10, 3.0, 0.25, 5),
        (10, 9.0, 100, 10),
        (0.5, 0.0, 1, 0),
        (0.5, 0.0, 2, 1),
        (10, 4.0, -5, 4),
    ],
)
def test_the_bucket_fills_with_the_rate_up_to_a_second(rate, tokens, refilled_ago, messages):
    assert allowed(lane(tokens=tokens, refilled_ago=refilled_ago), rate) == messages


def test_a_paused_lane_lets_one_probe_through_when_it_is_time():
    assert allowed(lane(probe_in=1)) == 0
    assert allowed(lane(probe_in=0)) == 1
    assert allowance(lane(probe_in=0), wanted=200, rate=0, now=NOW).probe


@pytest.mark.parametrize(
    ("reason", "seconds"),
    [
        (Pause.UNREACHABLE, [1, 2, 4, 8, 16, 32, 60, 60]),
        (Pause.CONFIGURATION, [60, 120, 240, 480, 600, 600]),
    ],
)
def test_rests_double_up_to_a_bound(reason, seconds):
    rests = [rest(reason, strikes).total_seconds() for strikes in range(1, len(seconds) + 1)]

    assert rests == seconds
    assert rest(reason, 30_000).total_seconds() == seconds[-1]
