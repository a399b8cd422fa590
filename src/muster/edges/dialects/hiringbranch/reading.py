"""Reading an ``InviteDto``: a closed object, whose list of ids may come joined by commas."""

from collections.abc import Mapping
from dataclasses import dataclass

from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.edges.dialects.surface import require_object
from muster.features.invitations import Guest

MOST_ASSESSMENTS = 100
_FIELDS = ("email", "firstName", "lastName", "assessments")
_SWITCH = {"true": True, "1": True, "false": False, "0": False}


class UnknownFieldError(InvalidError):
    """The object is closed and has no such field."""

    code = "unknown_field"


@dataclass(frozen=True, slots=True)
class Invite:
    """Who is to be invited, and the ids of the assessments as they were written."""

    guest: Guest
    assessments: tuple[str, ...]


def read_switch(text: str | None) -> bool:
    """Return the value of ``sendInvite``, which is off unless it is switched on.

    Raises:
        InvalidError: it is neither true nor false.
    """
    if text is None:
        return False
    if text.lower() not in _SWITCH:
        raise InvalidError("sendInvite must be true or false", field="sendInvite")
    return _SWITCH[text.lower()]


def read_invite(body: object) -> Invite:
    """Return what an ``InviteDto`` asks for.

    Raises:
        InvalidError: a field is missing, unknown, of the wrong type or cannot be used.
    """
    fields = require_object(body)
    for field in fields:
        if field not in _FIELDS:
            name = field if field.isascii() and field.isprintable() else "a field"
            raise UnknownFieldError(f"{name[:40]} is not a field of this call", field="body")
    first = clean_line(_text(fields, "firstName"), field="firstName")
    last = clean_line(_text(fields, "lastName"), field="lastName")
    return Invite(Guest(_text(fields, "email"), f"{first} {last}"), _ids(fields))


def _text(fields: Mapping[str, object], field: str) -> str:
    value = fields.get(field)
    if not isinstance(value, str):
        wrong = "is required" if value is None else "must be a string"
        raise InvalidError(f"{field} {wrong}", field=field)
    return value


def _ids(fields: Mapping[str, object]) -> tuple[str, ...]:
    elements = fields.get("assessments")
    if not isinstance(elements, list) or not all(isinstance(one, str) for one in elements):
        raise InvalidError("assessments must be an array of strings", field="assessments")
    ids = dict.fromkeys(part.strip() for one in elements for part in one.split(","))
    ids.pop("", None)
    if not 0 < len(ids) <= MOST_ASSESSMENTS:
        raise InvalidError(
            f"assessments must name between 1 and {MOST_ASSESSMENTS} assessments",
            field="assessments",
        )
    return tuple(ids)
