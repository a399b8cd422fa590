"""How much a claim may take from a lane. Pure.

The row of a lane is shared by all workers: a token bucket holds the relay to its rate, and a
pause lets one probe through from time to time instead of ten thousand messages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.features.delivery.outcomes import Pause

PROBE_LEASE = timedelta(seconds=30)
"""How long the others leave the probing to the worker that took it."""

# Seconds: the first rest, and the longest. A relay that restarts is back in a moment; a refused
# login needs a person.
_REST = {
    Pause.UNREACHABLE: (1.0, 60.0),
    Pause.BUSY: (1.0, 60.0),
    Pause.CONFIGURATION: (60.0, 600.0),
    Pause.POLICY: (60.0, 600.0),
}
_DOUBLINGS = 10
_BURST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LaneRow:
    """The state of a lane; ``probe_at`` is None while it is not paused."""

    probe_at: datetime | None
    strikes: int
    tokens: float
    refilled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many messages a claim may take, and what the bucket held before."""

    messages: int
    tokens: float
    probe: bool


def allowance(lane: LaneRow, *, wanted: int, rate: float, now: datetime) -> Allowance:
    """Return what a claim may take; ``rate`` is messages a second, 0 for no limit."""
    if lane.probe_at is not None:
        return Allowance(min(wanted, int(lane.probe_at <= now)), lane.tokens, probe=True)
    if rate <= 0:
        return Allowance(wanted, 0.0, probe=False)
    tokens = refill(lane, rate=rate, now=now)
    return Allowance(min(wanted, int(tokens)), tokens, probe=False)


def refill(lane: LaneRow, *, rate: float, now: datetime) -> float:
    """Return the tokens in the bucket now: at most a second's worth, but one at least fits."""
    size = max(1.0, rate * _BURST_SECONDS)
    if lane.refilled_at is None:
        return size
    elapsed = max(0.0, (now - lane.refilled_at).total_seconds())
    return min(size, lane.tokens + rate * elapsed)


def rest(reason: Pause, strikes: int) -> timedelta:
    """Return how long a lane rests after the n-th failure in a row; it doubles each time."""
    first, longest = _REST[reason]
    return timedelta(seconds=min(first * 2.0 ** min(strikes - 1, _DOUBLINGS), longest))
