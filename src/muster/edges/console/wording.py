"""How the console writes spans, numbers and shares, in the reader's language."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel.dates import format_timedelta
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_MINUTE = timedelta(minutes=1)
_HOUR = 60
_LONG = 3 * 24 * 60


def ago(when: datetime, now: datetime, language: str) -> str:
    """Return how long ago, or in how long: ``3 hours ago``, ``in 2 days``."""
    minutes = round((when - now) / _MINUTE) or (-1 if when <= now else 1)
    # A list has a hundred of them; those that read alike are written once.
    if abs(minutes) > _LONG:
        minutes = round(minutes / _HOUR) * _HOUR
    return _ago(minutes, language)


@lru_cache(maxsize=4096)
def _ago(minutes: int, language: str) -> str:
    span = timedelta(minutes=minutes)
    return str(
        format_timedelta(
            span, granularity="minute", add_direction=True, threshold=1.2, locale=language
        )
    )


@lru_cache(maxsize=1024)
def number(value: Decimal | float, language: str) -> str:
    """Return a number with the language's separators."""
    return str(format_decimal(value, locale=language))


@lru_cache(maxsize=1024)
def percent(share: Decimal | float, language: str) -> str:
    """Return a share, 0.5 for a half, as a whole percentage."""
    return str(format_percent(share, locale=language))


@lru_cache(maxsize=1024)
def duration(minutes: int, language: str) -> str:
    """Return minutes as hours and minutes, short: ``1 hr 20 min``."""
    hours, rest = divmod(minutes, _HOUR)
    # The locale data that we have say "1 horas" for one hour in short Spanish.
    width: Literal["short", "long"] = "long" if (hours, language) == (1, "es") else "short"
    parts = [format_unit(hours, "duration-hour", width, locale=language)] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", "short", locale=language))
    return " ".join(parts)


def initials(name: str) -> str:
    """Return the one or two letters that stand for a person."""
    letters = [next((one for one in word if one.isalnum()), "") for word in name.split()]
    found = [letter for letter in letters if letter]
    return "".join(found[:1] + found[-1:] if len(found) > 1 else found).upper() or "·"
