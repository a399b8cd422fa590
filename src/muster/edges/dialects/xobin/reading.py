"""Reading Xobin's bodies: what its pages say, and what they contradict each other in.

The pages name the mail switch ``invite_format`` or ``invite_type``, a person's fields ``name``
and ``email`` or ``candidate_name`` and ``candidate_email``; each is taken everywhere. Fields
that are not known are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.base.zones import parse_local
from muster.edges.dialects.surface import MOST_CANDIDATES
from muster.features.invitations import Guest

_FORMATS = {"getlink": False, "sendlink": True}
_SWITCHES = ("invite_format", "invite_type")
_NAMES = ("name", "candidate_name")
_EMAILS = ("email", "candidate_email")


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate of a body; ``fault`` says why it cannot even be tried."""

    name: str
    email: str
    fault: str | None = None
    reference: str | None = None

    @property
    def guest(self) -> Guest:
        """Return the row of a call; that of a faulty entry is empty, so that it is refused."""
        if self.fault:
            return Guest("", "")
        return Guest(self.email, self.name, external_id=self.reference)


def read_id(body: Mapping[str, object], field: str) -> int:
    """Return an id, given as an integer or as its digits.

    Raises:
        InvalidError: it is missing, of another type, or no id can look like that.
    """
    value = body.get(field)
    if value is None:
        raise InvalidError(f"{field} is required", field=field)
    whole = isinstance(value, int) and not isinstance(value, bool)
    number = parse_integer(str(value).strip()) if whole or isinstance(value, str) else None
    if number is None:
        raise InvalidError(f"{field} must be a positive integer", field=field)
    return number


def read_path_id(text: str, field: str) -> int:
    """Return an id that stands in the address.

    Raises:
        InvalidError: no id can look like that.
    """
    number = parse_integer(text)
    if number is None:
        raise InvalidError(f"{field} must be a positive integer", field=field)
    return number


def read_switch(body: Mapping[str, object]) -> bool:
    """Tell whether Muster is to mail the link.

    Raises:
        InvalidError: neither field says so, one has another value, or they disagree.
    """
    given = [body[field] for field in _SWITCHES if body.get(field) is not None]
    values = {one.strip().lower() if isinstance(one, str) else "" for one in given}
    if len(values) != 1 or not values <= _FORMATS.keys():
        raise InvalidError("invite_format must be getlink or sendlink", field="invite_format")
    return _FORMATS[values.pop()]


def read_date(body: Mapping[str, object], zone: str) -> datetime | None:
    """Return when the links end, or None where the body leaves it to Muster.

    Raises:
        InvalidError: it is not a string.
        LocalTimeError: it is no time of that zone's clocks.
    """
    text = _text(body, "expiry_date")
    return parse_local(text, zone, field="expiry_date") if text else None


def read_start(body: Mapping[str, object], zone: str) -> datetime | None:
    """Return when the link begins to open, or None where it does at once.

    Raises:
        InvalidError: it is not a string.
        LocalTimeError: it is no time of that zone's clocks.
    """
    text = _text(body, "start_date")
    return start_of(text, zone, field="start_date") if text else None


def start_of(text: str, zone: str, *, field: str) -> datetime:
    """Return an instant of a zone's clocks; a date alone is the first of that day.

    Raises:
        LocalTimeError: it is no time of that zone's clocks.
    """
    try:
        eve = (date.fromisoformat(text) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return parse_local(text, zone, field=field)
    # The first second of a day may be skipped by the clocks; the last one never is.
    return parse_local(eve, zone, field=field) + timedelta(seconds=1)


def read_reference(body: Mapping[str, object]) -> str | None:
    """Return the caller's own id of an invitation, ``custom_field_id``.

    Raises:
        InvalidError: it is neither a string nor an integer.
    """
    value = body.get("custom_field_id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(body, "custom_field_id")


def _text(body: Mapping[str, object], field: str) -> str | None:
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise InvalidError(f"{field} must be a string", field=field)
    return value or None


def read_entries(body: Mapping[str, object]) -> list[Entry]:
    """Return the candidates of a bulk call; a faulty one does not fail the others.

    Raises:
        InvalidError: there is no list of them, it is empty or too long.
    """
    rows = body.get("candidates")
    if not isinstance(rows, list):
        raise InvalidError("candidates must be an array", field="candidates")
    if not 0 < len(rows) <= MOST_CANDIDATES:
        raise InvalidError(
            f"candidates must have between 1 and {MOST_CANDIDATES} entries", field="candidates"
        )
    return [read_entry(row) for row in rows]


def read_entry(row: object) -> Entry:
    """Return a candidate with whatever can be read of it."""
    if not isinstance(row, Mapping):
        return Entry("", "", "A candidate must be an object with name and email")
    name, email = _first(row, _NAMES), _first(row, _EMAILS)
    if isinstance(name, str) and isinstance(email, str):
        return Entry(name, email)
    faults = [
        f"{field} {'is required' if value is None else 'must be a string'}"
        for field, value in (("name", name), ("email", email))
        if not isinstance(value, str)
    ]
    return Entry(_known(name), _known(email), "; ".join(faults))


def _known(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first(row: Mapping[str, object], fields: tuple[str, str]) -> object:
    value = row.get(fields[0])
    return row.get(fields[1]) if value is None else value
