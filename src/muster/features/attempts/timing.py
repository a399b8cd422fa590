"""Rules of time: limits, breaks, ends and the grace after them. Pure; the server's clock only.

A clock that jumps backwards makes nothing shorter and no break negative.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from muster.features.attempts.model import GRACE, Accommodation, AccommodationError

MOST_FACTOR = Decimal(10)
MOST_BREAK_MINUTES = 240
_HUNDREDTH = Decimal("0.01")


def check_accommodation(given: Accommodation) -> Accommodation:
    """Return the accommodation, its factor with two decimals.

    Raises:
        AccommodationError: the factor is not 1 to 10 or finer than a hundredth, or breaks are
            not 0 to 240 minutes; ``field`` says which.
    """
    factor = given.time_factor
    if not (factor.is_finite() and 1 <= factor <= MOST_FACTOR):
        raise AccommodationError("The time factor must be between 1 and 10", field="time_factor")
    if factor != factor.quantize(_HUNDREDTH):
        raise AccommodationError("The time factor has two decimals at most", field="time_factor")
    if not 0 <= given.break_minutes <= MOST_BREAK_MINUTES:
        raise AccommodationError("Breaks must be 0 to 240 minutes", field="break_minutes")
    return Accommodation(factor.quantize(_HUNDREDTH), given.untimed, given.break_minutes)


def limit_of(seconds: int | None, given: Accommodation) -> int | None:
    """Return a limit with the accommodation counted in, rounded up to seconds; None is no limit."""
    if seconds is None or given.untimed:
        return None
    return int((seconds * given.time_factor).to_integral_value(ROUND_CEILING))


def end_of(begin: datetime, seconds: int | None, given: Accommodation) -> datetime | None:
    """Return when something with that limit ends that begins now."""
    limit = limit_of(seconds, given)
    return None if limit is None else begin + timedelta(seconds=limit)


def never_less(before: Accommodation, wanted: Accommodation) -> Accommodation:
    """Return what holds for an attempt that runs: nothing that it was given is taken away."""
    return Accommodation(
        max(before.time_factor, wanted.time_factor),
        before.untimed or wanted.untimed,
        max(before.break_minutes, wanted.break_minutes),
    )


def lengthen(
    end: datetime | None, seconds: int | None, before: Accommodation, after: Accommodation
) -> datetime | None:
    """Return the new end of something that runs; breaks that were taken stay counted in."""
    if end is None or seconds is None or after.untimed:
        return None
    more = (limit_of(seconds, after) or 0) - (limit_of(seconds, before) or 0)
    return end + timedelta(seconds=max(0, more))


def break_taken(paused_at: datetime, seconds_left: int, now: datetime) -> timedelta:
    """Return how long the clocks have stood still: never more than what was left of breaks."""
    return min(max(now - paused_at, timedelta(0)), timedelta(seconds=seconds_left))


def clock_shows(paused_at: datetime | None, seconds_left: int, now: datetime) -> datetime:
    """Return the instant that an attempt's clocks show: during a break that of its begin."""
    return now if paused_at is None else now - break_taken(paused_at, seconds_left, now)


def whole_seconds(taken: timedelta) -> int:
    """Return a length in seconds, a begun one counted."""
    return -(-taken // timedelta(seconds=1))


def due(
    ends_at: datetime | None,
    expires_at: datetime,
    paused_at: datetime | None = None,
    seconds_left: int = 0,
) -> datetime:
    """Return when the server ends an attempt: its own end, with the whole break while one runs.

    Without a limit it is the end of the invitation, which a limit may pass.
    """
    if ends_at is None:
        return expires_at
    return ends_at + timedelta(seconds=seconds_left) if paused_at else ends_at


class Verdict(StrEnum):
    """Whether something can be answered."""

    IN_TIME = "in_time"
    LATE = "late"
    """Its time is up and the grace runs."""
    NOT_OPENED = "not_opened"
    """It has a clock of its own, which has not begun."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Clocked:
    """A section or a question with a limit of its own, or without one (``limited`` False)."""

    limited: bool
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    """When a section was left."""

    def is_closed(self, now: datetime) -> bool:
        """Tell whether it was left or its time is up; the grace does not count."""
        return self.closed_at is not None or (self.ends_at is not None and self.ends_at < now)


def judge(due_at: datetime, section: Clocked, place: Clocked, now: datetime) -> Verdict:
    """Tell whether an answer that arrives now counts, by the earliest end that concerns it.

    The statement that saves has the same rules; a test compares the two.
    """
    if any(part.limited and part.opened_at is None for part in (section, place)):
        return Verdict.NOT_OPENED
    ends = [end for end in (due_at, section.ends_at, place.ends_at) if end is not None]
    left = [] if section.closed_at is None else [section.closed_at]
    if now > min(ends + left) + GRACE:
        return Verdict.OVER
    return Verdict.LATE if now > min(ends) else Verdict.IN_TIME
