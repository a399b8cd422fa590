"""Reading what clients send: a closed ``InviteDto``, ids joined by commas, the instance."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.edges.dialects.surface import require_object
from muster.features.invitations import Guest
from muster.features.organizations import Organization

MOST_ASSESSMENTS = 100
MOST_IDS = 500
"""Ids in one parameter of a query."""
_ID = re.compile("[0-9a-f]{24}")
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


def check_instance(request: Request, organization: Organization, *, required: bool) -> None:
    """Check that the header ``instance`` is the slug of the key's organization, in any case.

    Raises:
        InvalidError: it is another one, or missing where it is required.
    """
    instance = request.headers.get("instance", "").strip()
    if not instance and required:
        raise InvalidError("The header instance is required", field="instance")
    if instance and instance.lower() != organization.slug:
        raise InvalidError("instance is not the one that the API key is for", field="instance")


def read_ids(values: Sequence[str], field: str) -> tuple[str, ...] | None:
    """Return the ids of a query's parameter in lower case, each once; None when it names none.

    Raises:
        InvalidError: one is no id, or there are too many.
    """
    ids = dict.fromkeys(part.strip().lower() for value in values for part in value.split(","))
    ids.pop("", None)
    if len(ids) > MOST_IDS:
        raise InvalidError(f"{field} may name {MOST_IDS} ids at most", field=field)
    if not all(_ID.fullmatch(one) for one in ids):
        raise InvalidError(f"{field} must be ids of 24 hexadecimal digits", field=field)
    return tuple(ids) or None


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
