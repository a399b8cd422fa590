"""How a language writes a moment in a time zone.

Lists write hundreds of moments. Those of a day share its words, and all share few times and zones:
these are written once, and kept.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, Self
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_time,
    get_datetime_format,
    get_timezone_gmt,
    get_timezone_location,
    get_timezone_name,
)


def instant(moment: datetime, zone: str, language: str) -> str:
    """Return a moment in a zone's local time, with weekday, the zone's name and its UTC offset."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = _clock(time(local.hour, local.minute), language)
    written = _pair(language).format(clock, _day(local.date(), language, "full"))
    return f"{written} ({_zone(_Season.of(local, zone), language)})"


def brief(moment: datetime, zone: str, language: str) -> str:
    """Return day and time in a zone, short: ``Mar 2, 2026, 10:30 AM``."""
    return _pair(language).format(clock(moment, zone, language), day(moment, zone, language))


def day(moment: datetime, zone: str, language: str) -> str:
    """Return the day of a moment in a zone: ``Mar 2, 2026``."""
    return _day(moment.astimezone(ZoneInfo(zone)).date(), language, "medium")


def clock(moment: datetime, zone: str, language: str) -> str:
    """Return the time of day of a moment in a zone, without seconds: ``10:30 AM``."""
    local = moment.astimezone(ZoneInfo(zone))
    return _clock(time(local.hour, local.minute), language)


@dataclass(frozen=True, slots=True)
class _Season:
    """What the words for a zone depend on, with a moment at which it is so."""

    zone: str
    offset: timedelta | None
    saving: timedelta | None
    example: datetime = field(compare=False)

    @classmethod
    def of(cls, local: datetime, zone: str) -> Self:
        return cls(zone, local.utcoffset(), local.dst(), local)


@lru_cache(maxsize=1024)
def _day(day: date, language: str, width: Literal["medium", "full"]) -> str:
    return str(format_date(day, width, locale=language))


@lru_cache(maxsize=4096)
def _clock(clock: time, language: str) -> str:
    return str(format_time(clock, "short", locale=language))


@lru_cache(maxsize=8)
def _pair(language: str) -> str:
    """Return "{1}, {0}" with the comma of the language's own script."""
    return str(get_datetime_format("medium", locale=language))


@lru_cache(maxsize=256)
def _zone(season: _Season, language: str) -> str:
    if season.zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    offset = get_timezone_gmt(season.example, "long", locale=language)
    name = get_timezone_name(season.example, "long", locale=language)
    if name == offset:
        # Babel has no name for the canonical ids of some zones, Asia/Kolkata among them.
        name = get_timezone_location(season.example, locale=language)
    return _pair(language).format(offset.replace("GMT", "UTC"), name)
