"""Reading an ``InviteCandidateRequest``, in which nothing excludes anything.

``candidates`` are invited. ``candidate_id`` asks for the letter once more and may stand beside
them, and so may ``job_application_id``, which invites whoever applied. Real clients also send one candidate flat, as
``candidate_name`` and ``candidate_email``. Fields that are not known are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1.envelope import read_switch, read_text
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
    applicant: str | None
    send: bool


def read_wish(body: Mapping[str, object]) -> Wish:
    """Return what an ``InviteCandidateRequest`` asks for.

    Raises:
        InvalidError: a field is missing, of the wrong type, or nobody is to be invited.
    """
    interview = read_text(body, "interview_id", required=True) or ""
    entries = _entries(body)
    candidate = read_text(body, "candidate_id")
    applicant = read_text(body, "job_application_id")
    if not entries and candidate is None and applicant is None:
        raise InvalidError(
            "Give candidates, a candidate_id or a job_application_id to invite", field="candidates"
        )
    silent = read_switch(body, "disable_email_notification")
    return Wish(interview, entries, candidate, applicant, send=not silent)


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
