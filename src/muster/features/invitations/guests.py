"""Checking the guests of a call: each row for itself, so that a bad one never fails the good."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from muster.base import language
from muster.base.addresses import Address, parse_address
from muster.base.errors import InvalidError, MusterError
from muster.base.text import clean_line
from muster.features.candidates import Person
from muster.features.invitations.model import Call, Guest, Problem, Window
from muster.features.organizations import check_before

_LONGEST_EXTERNAL_ID = 200
_LONGEST_URL = 2000
_LARGEST_METADATA = 8192
# The escape of a NUL, and not a backslash that stands escaped before the letters u0000.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Checked:
    """A guest of a call with either a person or the reasons why not."""

    guest: Guest
    person: Person | None
    window: Window
    problems: tuple[Problem, ...] = ()


def check_guests(call: Call, now: datetime) -> list[Checked]:
    """Return every guest of a call with the person or with all that is wrong, in order."""
    return [_check(guest, guest.window.over(call.window), now) for guest in call.guests]


def _check(guest: Guest, window: Window, now: datetime) -> Checked:
    if guest.faults:
        return Checked(guest, None, window, guest.faults)
    problems: list[Problem] = []
    address: Address | None = None
    name = ""
    try:
        address = parse_address(guest.email)
    except MusterError as error:
        problems.append(Problem.of(error))
    try:
        name = clean_line(guest.name, field="name")
    except MusterError as error:
        problems.append(Problem.of(error))
    try:
        window.check(now)
        guest = _check_extras(guest)
    except MusterError as error:
        problems.append(Problem.of(error))
    if problems or address is None:
        return Checked(guest, None, window, tuple(problems))
    return Checked(guest, Person(address, name, guest.locale), window)


def _check_extras(guest: Guest) -> Guest:
    if guest.locale is not None:
        check_locale(guest.locale)
    if guest.redirect_url is not None:
        check_redirect(guest.redirect_url)
    if guest.metadata is not None:
        check_metadata(guest.metadata)
    if guest.time_zone is not None:
        check_zone(guest.time_zone)
    if guest.remind_before is not None:
        guest = replace(guest, remind_before=check_before(guest.remind_before))
    if guest.external_id is None:
        return guest
    return replace(guest, external_id=clean_external_id(guest.external_id))


def check_locale(locale: str) -> None:
    """Check the language that a caller wants for letter and pages.

    Raises:
        InvalidError: it is no tag of a real language.
    """
    if not language.is_known(locale):
        raise InvalidError("locale is not a language tag", field="locale")


def check_zone(zone: str) -> None:
    """Check the candidate's time zone that a caller names.

    Raises:
        InvalidError: it is no IANA time zone.
    """
    if zone not in _zones():
        raise InvalidError(f"{zone} is not an IANA time zone", field="time_zone")


def clean_external_id(text: str) -> str:
    """Return the caller's own reference as it is kept and searched for.

    Raises:
        InvalidError: it is empty, longer than 200 characters, or contains what no line may.
    """
    return clean_line(text, field="external_id", longest=_LONGEST_EXTERNAL_ID)


def check_redirect(url: str) -> None:
    """Check the address that a candidate is sent to afterwards.

    Raises:
        InvalidError: it is not an absolute http(s) address without user information.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        good = False
    if not good or len(url) > _LONGEST_URL or not (url.isascii() and url.isprintable()):
        raise InvalidError("redirect_url must be an http or https address", field="redirect_url")


def check_metadata(metadata: Mapping[str, Any]) -> None:
    """Check the caller's own data for its size and for what PostgreSQL does not keep.

    Raises:
        InvalidError: as JSON it is larger than 8 kB, or holds a NUL, half a character (an
            unpaired surrogate) or a number beyond all bounds, which JSON may write as 1e999.
    """
    try:
        text = json.dumps(metadata, allow_nan=False)
        json.dumps(metadata, ensure_ascii=False).encode()
    except ValueError as error:
        raise InvalidError("metadata contains what JSON cannot say", field="metadata") from error
    if len(text) > _LARGEST_METADATA:
        raise InvalidError("metadata is larger than 8 kB", field="metadata")
    if _NUL.search(text):
        raise InvalidError("metadata contains a NUL character", field="metadata")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
