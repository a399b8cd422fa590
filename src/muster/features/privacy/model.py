"""Privacy: erasing people, keeping them by law, and for how long all others are kept."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import to_typeid
from muster.base.text import clean_line

LONGEST_MONTHS = 600
_NIGHT = 3  # o'clock, where the organization is
_LONGEST_REASON = 500


class OnHoldError(ConflictError):
    """The candidate is kept by a legal hold; release it before erasing."""

    code = "on_hold"


class UnknownHoldError(NotFoundError):
    """Nobody has put this candidate on hold."""

    code = "unknown_hold"


class RetentionError(InvalidError):
    """People are kept for 1 to 600 months after the last contact."""

    code = "bad_retention"


class Basis(StrEnum):
    """Why somebody was erased (GDPR, Article 17, 1)."""

    REQUEST = "request"
    """The person asked for it."""
    RETENTION = "retention"
    """The time for which the organization keeps people was over."""


class Place(StrEnum):
    """Where bytes are left that must go after their rows."""

    BLOB = "blob"
    """The store of recordings and files; the key is the blob's."""
    LETTER = "letter"
    """A folder that takes letters; the key is the name of a file."""


@dataclass(frozen=True, slots=True)
class Doomed:
    """Bytes of somebody who was erased, under their key in a place."""

    organization_id: int
    place: Place
    key: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of somebody who was erased: numbers that we made, and no personal data."""

    candidate_id: int
    candidate_uid: UUID
    basis: Basis
    erased_at: datetime
    erased_by: str

    @property
    def typeid(self) -> str:
        """The name that the candidate had in the native API: ``cand_…``."""
        return to_typeid("cand", self.candidate_uid)


@dataclass(frozen=True, slots=True)
class Hold:
    """A candidate whom nobody may erase for now, and why."""

    reason: str
    held_at: datetime
    held_by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who is on hold."""

    candidate_uid: UUID
    name: str
    address: str
    hold: Hold


@dataclass(frozen=True, slots=True)
class Retention:
    """How many months after the last contact an organization keeps people."""

    months: int
    set_at: datetime
    set_by: str
    sweep_at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """Who had no contact since ``before`` is due at ``now``, unless something keeps them."""

    before: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sweep would erase now: people whose last contact was before an instant.

    ``held`` are those whom it would erase if nobody held them; they are in no other number.
    ``applicants`` are people who were entered for a job and never invited.
    ``oldest`` is the earliest last contact, None when there is nobody.
    """

    before: datetime
    people: int
    held: int
    invitations: int
    attempts: int
    recordings: int
    files: int
    applicants: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A recording or file of a personal copy: its path in the archive, and where its bytes lie."""

    path: str
    blob_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """Everything about a candidate: one document, and what is enclosed.

    ``document`` is JSON; docs/privacy.md says what its members are.
    """

    candidate_uid: UUID
    made_at: datetime
    document: Mapping[str, Any]
    enclosures: tuple[Enclosure, ...]

    @property
    def name(self) -> str:
        """Return the file name of the archive; it says nothing about the person."""
        return f"{to_typeid('cand', self.candidate_uid)}.zip"


def check_months(months: int) -> int:
    """Return a number of months.

    Raises:
        RetentionError: it is not 1 to 600.
    """
    if not 1 <= months <= LONGEST_MONTHS:
        raise RetentionError(field="months")
    return months


def check_reason(reason: str) -> str:
    """Return why somebody is held, in one clean line of at most 500 characters.

    Raises:
        InvalidError: it is empty, too long, or has characters that a line cannot have.
    """
    return clean_line(reason, field="reason", longest=_LONGEST_REASON)


def months_before(instant: datetime, months: int) -> datetime:
    """Return the same day and time so many months earlier, or the last day of a shorter month."""
    year, month = divmod(instant.year * 12 + instant.month - 1 - months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last_day))


def next_night(now: datetime, time_zone: str) -> datetime:
    """Return the next three o'clock at night in a time zone."""
    there = now.astimezone(ZoneInfo(time_zone))
    night = there.replace(hour=_NIGHT, minute=0, second=0, microsecond=0)
    return (night if night > there else night + timedelta(days=1)).astimezone(now.tzinfo)
