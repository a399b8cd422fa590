"""Local times: what a wall clock in a zone means as an instant.

A local time that does not exist (clocks went forward over it) is refused; one that exists
twice (clocks went back) means the later instant, because that is the kinder deadline.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from muster.base.errors import InvalidError

# Years that leave room for a window to be added and for any zone's offset: a datetime ends at 9999.
_YEARS = range(1900, 9000)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?")


class LocalTimeError(InvalidError):
    """This date and time cannot be understood."""

    code = "bad_date"


def parse_local(text: str, zone: str, *, field: str = "expiry_date") -> datetime:
    """Return the instant of ``YYYY-MM-DD HH:MM[:SS]`` in an IANA zone, in UTC.

    A date without a time means the end of that local day.

    Raises:
        LocalTimeError: another form, no such date, or a time that the zone's clocks skip.
    """
    found = _LOCAL.fullmatch(text.strip())
    if not found:
        raise LocalTimeError(f"{field} must look like YYYY-MM-DD HH:MM", field=field)
    year, month, day, *time_of_day = (int(part or 0) for part in found.groups())
    # Midnight may be skipped; the last second of a day never is.
    hour, minute, second = time_of_day if found[4] else (23, 59, 59)
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 -- a wall clock
        return to_instant(wall, zone, field=field)
    except (ValueError, OverflowError) as error:
        raise LocalTimeError(f"{field} is not a date that exists", field=field) from error


def parse_instant(text: str, zone: str, *, field: str) -> datetime:
    """Return the instant of RFC 3339 with an offset, or of a local time in the zone.

    Raises:
        LocalTimeError: neither form fits.
    """
    if _LOCAL.fullmatch(text.strip()):
        return parse_local(text, zone, field=field)
    try:
        moment = datetime.fromisoformat(text.strip().upper())
        if moment.tzinfo is None:
            return to_instant(moment, zone, field=field)
        return _within_reach(moment.astimezone(UTC), field)
    except ValueError as error:
        raise LocalTimeError(
            f"{field} must be RFC 3339 with an offset, or YYYY-MM-DD HH:MM", field=field
        ) from error
    except OverflowError as error:
        raise LocalTimeError(f"{field} is not a date that exists", field=field) from error


def parse_beginning(text: str, zone: str, *, field: str) -> datetime:
    """Return the instant that something is asked from; a date alone begins with that day.

    A day whose midnight the clocks skip, as in Santiago or Beirut, begins when they went forward;
    one that has two begins with the first.

    Raises:
        LocalTimeError: neither form fits.
    """
    day = text.strip()
    if not _DAY.fullmatch(day):
        return parse_instant(day, zone, field=field)
    try:
        # fold=0 takes the offset before a gap, by which its beginning is the moment of the change.
        midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone), fold=0)
        return _within_reach(midnight.astimezone(UTC), field)
    except (ValueError, OverflowError) as error:
        raise LocalTimeError(f"{field} is not a date that exists", field=field) from error


def to_instant(wall: datetime, zone: str, *, field: str) -> datetime:
    """Return the instant, in UTC, at which the clocks of a zone show a wall time.

    Raises:
        LocalTimeError: they never do, or centuries from now.
    """
    # fold=1 is the later of two; for a skipped time it lies before the gap, so that going there
    # and back does not return the same wall clock (PEP 495).
    instant = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise LocalTimeError(
            f"{field} does not exist in {zone}: the clocks go forward over it", field=field
        )
    return _within_reach(instant, field)


def _within_reach(instant: datetime, field: str) -> datetime:
    if instant.year not in _YEARS:
        raise LocalTimeError(f"{field} is too far away", field=field)
    return instant
