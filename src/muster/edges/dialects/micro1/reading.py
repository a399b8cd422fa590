"""Reading an ``InviteCandidateRequest``, in which nothing excludes anything.

``candidates`` are invited. ``candidate_id`` asks for the letter once more and may stand beside
them. ``job_application_id`` needs one of the two. Real clients also send one candidate flat, as
``candidate_name`` and ``candidate_email``. Fields that are not known are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from muster.base.errors import InvalidError
from muster.edges.dialects.surface import MOST_CANDIDATES
from muster.features.invitations import Guest

_FLAT = ("candidate_name", "candidate_email")
_NESTED = ("name", "email")


@dataclass(frozen=True, slots=True)
class Entry:
    """One candidate of a body; ``fault`` says why it cannot even be tried.

    ``index`` is the place in ``candidates``, None for the one that ``candidate_id`` names.
    """

    guest: Guest
    index: int | None
    fault: str | None = None

    @classmethod
    def faulty(cls, index: int | None, fault: str) -> Self:
        """Return an entry whose guest is empty, so that it is refused without failing others."""
        return cls(Guest("", ""), index, fault)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a body asks for."""

    interview: str
    entries: tuple[Entry, ...]
    candidate: str | None
    send: bool


def read_wish(body: Mapping[str, object]) -> Wish:
    """Return what an ``InviteCandidateRequest`` asks for.

    Raises:
        InvalidError: a field is missing, of the wrong type, or nobody is to be invited.
    """
    interview = _text(body, "interview_id")
    if interview is None:
        raise InvalidError("interview_id is required", field="interview_id")
    entries = _entries(body)
    candidate = _text(body, "candidate_id")
    _text(body, "job_application_id")
    if not entries and candidate is None:
        raise InvalidError("Give candidates or a candidate_id to invite", field="candidates")
    return Wish(interview, entries, candidate, not _disabled(body))


def _text(body: Mapping[str, object], field: str) -> str | None:
    value = body.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidError(f"{field} must be a string", field=field)
    return value.strip()


def _disabled(body: Mapping[str, object]) -> bool:
    value = body.get("disable_email_notification")
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidError(
            "disable_email_notification must be true or false", field="disable_email_notification"
        )
    return value


def _entries(body: Mapping[str, object]) -> tuple[Entry, ...]:
    rows = body.get("candidates")
    if rows is None or rows == []:
        flat = any(body.get(field) is not None for field in _FLAT)
        return (_entry(0, body, _FLAT),) if flat else ()
    if not isinstance(rows, list):
        raise InvalidError("candidates must be an array", field="candidates")
    if len(rows) > MOST_CANDIDATES:
        raise InvalidError(
            f"candidates must have at most {MOST_CANDIDATES} entries", field="candidates"
        )
    return tuple(_entry(index, row, _NESTED) for index, row in enumerate(rows))


def _entry(index: int, row: object, fields: tuple[str, str]) -> Entry:
    if not isinstance(row, Mapping):
        return Entry.faulty(index, "A candidate must be an object with name and email")
    name, email = (row.get(field) for field in fields)
    if isinstance(name, str) and isinstance(email, str):
        return Entry(Guest(email, name), index)
    faults = (
        f"{field} {'is required' if value is None else 'must be a string'}"
        for field, value in zip(fields, (name, email), strict=True)
        if not isinstance(value, str)
    )
    return Entry.faulty(index, "; ".join(faults))
