"""A deadline as a calendar entry (RFC 5545, 5546): one short event that ends with the window.

It is published, not requested: there is nothing to accept. Its UID is the invitation's, so that a
later letter replaces the entry, and its lines are slots and constants as those of the letter are.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from muster.edges.letters.headers import tidy, without_address
from muster.edges.letters.quoted import slot

_LINE = 75  # octets before a line is folded (RFC 5545, 3.1)
_LENGTH = timedelta(minutes=30)
_STAMP = "%Y%m%dT%H%M%SZ"


class Method(StrEnum):
    """What the entry asks a calendar for (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


def entry(method: Method, words: tuple[str, str], organizer: tuple[str, str], url: str) -> str:
    """Return the calendar with (summary, description), (name, address) and slots; LF ends lines.

    Slots are ``calendar_uid``, ``calendar_sequence``, ``calendar_stamp``, ``calendar_begin`` and
    ``calendar_end``.
    """
    summary, description = (_text(each) for each in words)
    name, address = organizer
    cancelled = method is Method.CANCEL
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Muster//Invitations//EN",
        f"METHOD:{method.value}",
        "BEGIN:VEVENT",
        f"UID:{slot('calendar_uid')}",
        f"SEQUENCE:{slot('calendar_sequence')}",
        f"DTSTAMP:{slot('calendar_stamp')}",
        f"DTSTART:{slot('calendar_begin')}",
        f"DTEND:{slot('calendar_end')}",
        f"SUMMARY:{summary}",
        f"DESCRIPTION:{description}",
        f'ORGANIZER;CN="{without_address(name)}":mailto:{address}',
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        *([] if cancelled else _alarm(summary)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\n".join(part for line in lines for part in _fold(line))


def hours(end: datetime) -> dict[bytes, bytes]:
    """Return what the slots of begin and end hold."""
    return {b"calendar_begin": stamp(end - _LENGTH), b"calendar_end": stamp(end)}


def stamp(moment: datetime) -> bytes:
    """Return a moment in UTC as calendars write it."""
    return moment.astimezone(UTC).strftime(_STAMP).encode()


def _alarm(summary: str) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        "TRIGGER:-P1D",
        "END:VALARM",
    ]


def _text(words: str) -> str:
    # RFC 5545, 3.3.11.
    escaped = tidy(words).replace("\\", "\\\\")
    return escaped.replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> list[str]:
    """Return a line in parts of at most 75 octets; no character is cut, the rest begins with a space."""
    parts, part, octets = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if octets + width > _LINE:
            parts.append(part)
            part, octets = " ", 1
        part += letter
        octets += width
    return [*parts, part]
