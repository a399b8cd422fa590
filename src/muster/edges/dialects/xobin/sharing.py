"""``share`` and ``download`` of a report: a link for some hours, or the PDF itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

from muster.base.errors import InvalidError

_HOURS = 1.0
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Floor:
    """The shortest life of a link, and the vendor's words for it."""

    shortest: timedelta
    words: str


QUARTER = Floor(timedelta(minutes=15), "15 minutes")
MINUTE = Floor(timedelta(minutes=1), "1 minute")


def read_hours(body: Mapping[str, object], floor: Floor) -> float:
    """Return ``expiration_hours`` of a body, one hour where it says nothing.

    Raises:
        InvalidError: it is no number, or not from the floor to 24 hours.
    """
    value = body.get("expiration_hours")
    hours = _HOURS if value is None or value == "" else _number(value)
    if hours is None or not floor.shortest <= life_of(hours) <= LONGEST:
        raise InvalidError(
            f"expiration_hours must be between {floor.words} and 24 hours",
            field="expiration_hours",
        )
    return hours


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) and abs(number) <= LONGEST.days * 1000 else None


def life_of(hours: float) -> timedelta:
    """Return how long a link lives that was asked for in hours, to the millisecond.

    1/60 of an hour is a minute, whatever a binary fraction makes of it.
    """
    return timedelta(seconds=round(hours * 3600, 3))


def stamp(moment: datetime) -> str:
    """Return ISO 8601 as the vendor's samples have it: UTC, six digits, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
