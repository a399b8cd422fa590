"""Counters of one worker process, read by its metrics."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
"""Upper bounds in seconds of the histogram of times to relay; one bucket more has none."""


@dataclass(slots=True)
class DeliveryStats:
    """What this process did since it started; nothing here names a person."""

    verdicts: Counter[str] = field(default_factory=Counter)
    """Tries by verdict: accepted, deferred, unknown, bounced, dead, untouched."""
    swept: int = 0
    """Messages that ended or were postponed by a claim, without a try."""
    fenced: int = 0
    """Outcomes that came after the lease was lost."""
    rendering_changed: int = 0
    pauses: Counter[str] = field(default_factory=Counter)
    time_to_relay: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    time_to_relay_sum: float = 0.0

    def accepted_after(self, seconds: float) -> None:
        """Count an accepted message by the time since it was owed."""
        self.time_to_relay[bisect_left(BUCKETS, seconds)] += 1
        self.time_to_relay_sum += seconds
