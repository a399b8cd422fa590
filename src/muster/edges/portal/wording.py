"""How the portal speaks: which language, and how it writes moments, durations and mail addresses.

Sentences stand in the templates as msgids of ``locale/LANGUAGE.po``; what a number or a date
needs comes from the Unicode CLDR through Babel.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_time,
    get_datetime_format,
    get_timezone_gmt,
    get_timezone_name,
)
from babel.lists import format_list
from babel.numbers import format_percent
from babel.units import format_unit
from markupsafe import Markup
from starlette.requests import Request

from muster.base.language import LANGUAGES, accepted, choose
from muster.features.invitations import Landing

NAME = f"name-{secrets.token_hex(12)}"
"""Stands for the candidate's name in a page that many share; no name can contain it by chance."""
QUOTED_NAME = f"quoted-{NAME}"
"""Stands for the same name in an address, where it is written with percent signs."""
_HOUR = 60
_SECONDS = 60
_MEGABYTE = 1_000_000
_SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as it is written for a reader."""

    iso: str
    text: str
    zone: str
    offset: int
    """Minutes from UTC, by which a browser knows whether its own time differs."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left until a deadline: whole days, or below two of them a text such as 30 hours."""

    days: int
    text: str

    @property
    def soon(self) -> bool:
        """Tell whether it is time to hurry."""
        return self.days < _SOON_DAYS


def language_of(request: Request, landing: Landing | None = None) -> str:
    """Return the language of a page: asked for, the candidate's, the browser's, the employer's."""
    wishes = [_wish(request)]
    if landing is not None:
        wishes.append(landing.locale)
    wishes += accepted(request.headers.get("accept-language", ""))
    if landing is not None:
        wishes.append(landing.organization.locale)
    return choose(wishes)


def asked(request: Request) -> str:
    """Return ``?lang=…`` where a language was asked for by name, to carry it on; else nothing."""
    wish = _wish(request)
    return f"?lang={wish}" if wish in LANGUAGES else ""


def _wish(request: Request) -> str | None:
    # Hardly any address has a query, and reading an empty one is not free.
    return request.query_params.get("lang") if request.scope["query_string"] else None


@lru_cache(maxsize=4096)
def moment(instant: datetime, zone: str, language: str) -> Moment:
    """Return an instant in a zone's local time, with weekday, the zone's name and UTC offset."""
    locale = Locale.parse(language)
    local = instant.astimezone(ZoneInfo(zone))
    offset = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    named = "UTC"
    if zone not in {"UTC", "Etc/UTC"}:
        gmt = get_timezone_gmt(local, "long", locale=locale).replace("GMT", "UTC")
        named = f"{get_timezone_name(local, 'long', locale=locale)} ({gmt})"
    # CLDR's pattern for a date with a time; Babel's "full" would write the zone a second time.
    pattern = str(get_datetime_format("short", locale=locale))
    day = format_date(local, "full", locale=locale)
    clock = format_time(local, "short", locale=locale)
    return Moment(
        iso=instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        text=pattern.replace("{1}", day).replace("{0}", clock).replace("'", ""),
        zone=named,
        offset=offset,
    )


@lru_cache(maxsize=1024)
def duration(minutes: int, language: str) -> str:
    """Return minutes as hours and minutes."""
    hours, rest = divmod(minutes, _HOUR)
    parts = [format_unit(hours, "duration-hour", locale=language)] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", locale=language))
    return format_list(parts, "standard", locale=language)


@lru_cache(maxsize=1024)
def stretch(seconds: int, language: str) -> str:
    """Return seconds as hours, minutes and seconds; those that are nought are left out."""
    minutes, rest = divmod(int(seconds), _SECONDS)
    parts = [duration(minutes, language)] if minutes else []
    if rest or not minutes:
        parts.append(format_unit(rest, "duration-second", locale=language))
    return format_list(parts, "standard", locale=language)


def countdown(seconds: int) -> str:
    """Return seconds as a clock shows them: ``4:07``, ``1:30:00``."""
    minutes, rest = divmod(max(0, int(seconds)), _SECONDS)
    hours, minutes = divmod(minutes, _HOUR)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def percent(share: Decimal, language: str) -> str:
    """Return a share, 0.5 for a half, as a percentage."""
    return str(format_percent(share, locale=language))


def filesize(size: int, language: str) -> str:
    """Return bytes as kB or MB."""
    if size < _MEGABYTE:
        return str(format_unit(max(1, round(size / 1000)), "kilobyte", "short", locale=language))
    return str(format_unit(round(size / _MEGABYTE, 1), "megabyte", "short", locale=language))


def extension(name: str) -> str:
    """Return how names of files of a type end, for a file chooser."""
    return ".jpg,.jpeg" if name == "jpeg" else f".{name}"


def remaining(until: datetime, now: datetime, language: str) -> Remaining:
    """Return the time left, never more than there is."""
    left = max(until - now, timedelta(minutes=1))
    hours = left // timedelta(hours=1)
    if hours:
        text = format_unit(hours, "duration-hour", locale=language)
    else:
        text = duration(left // timedelta(minutes=1), language)
    return Remaining(left.days, text)


def mailto(address: str, subject: str) -> str:
    """Return a mailto address (RFC 6068) with a subject, whose HTML escapes are undone."""
    subject = subject.unescape() if isinstance(subject, Markup) else subject
    written = quote(subject, safe="").replace(NAME, QUOTED_NAME)
    return f"mailto:{quote(address, safe='@')}?subject={written}"


def initial(name: str) -> str:
    """Return the letter that stands for a name where there is no logo."""
    return next((letter.upper() for letter in name if letter.isalnum()), "·")
