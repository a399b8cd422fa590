"""Job openings and who applies for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from muster.base import ids
from muster.base.addresses import Address, parse_address
from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.text import clean_line

LONGEST_DESCRIPTION = 20_000
_LONGEST_URL = 2000
_LONGEST_PHONE = 40
_LONGEST_PART_OF_NAME = 99  # both and the space between are a candidate's name of 200 at most


class UnknownJobError(NotFoundError):
    """There is no such job in this organization."""

    code = "unknown_job"


class UnknownApplicantError(NotFoundError):
    """There is no such applicant in this organization."""

    code = "unknown_applicant"


class JobClosedError(ConflictError):
    """The job is closed; nobody new can apply."""

    code = "job_closed"


class JobState(StrEnum):
    """Whether people can apply."""

    OPEN = "open"
    CLOSED = "closed"


class ApplicantState(StrEnum):
    """How far an applicant has come."""

    APPLIED = "applied"
    INVITED = "invited"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job opening; ``activity_id`` is what its applicants are invited to, where that is settled."""

    TYPE_PREFIX: ClassVar[str] = "job"

    id: int
    uid: UUID
    title: str
    description: str
    activity_id: int | None
    external_id: str | None
    apply_url: str | None
    state: JobState
    created_at: datetime
    changed_at: datetime | None

    @property
    def typeid(self) -> str:
        """The name in the native API: ``job_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies for a job; a candidate is behind them once they are invited."""

    TYPE_PREFIX: ClassVar[str] = "appl"

    id: int
    uid: UUID
    job_id: int
    job_uid: UUID
    job_title: str
    first_name: str
    last_name: str
    address: str
    phone: str | None
    resume_url: str | None
    external_id: str | None
    candidate_id: int | None
    invitation_id: int | None
    created_at: datetime
    changed_at: datetime | None
    invited_at: datetime | None
    completed_at: datetime | None

    @property
    def typeid(self) -> str:
        """The name in the native API: ``appl_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)

    @property
    def name(self) -> str:
        """Both names as a letter has them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def person(self) -> int:
        """Under whom webhooks keep what they say of them: the candidate, else minus their own id."""
        return self.candidate_id or -self.id

    @property
    def state(self) -> ApplicantState:
        """How far they have come."""
        if self.completed_at is not None:
            return ApplicantState.COMPLETED
        return ApplicantState.INVITED if self.invited_at else ApplicantState.APPLIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What somebody says of a job; None says nothing, an empty text takes away.

    ``activity`` is any name of an activity.
    """

    title: str | None = None
    description: str | None = None
    activity: str | None = None
    external_id: str | None = None
    apply_url: str | None = None
    state: JobState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What somebody says of an applicant, unchecked; None says nothing."""

    first_name: str
    last_name: str
    email: str
    phone: str | None = None
    resume_url: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """The same, checked."""

    address: Address
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a list: those after an id in its order, or a numbered page's.

    ``keyword`` is a part of a title, or of a name or address, in any case.
    """

    limit: int
    after: int | None = None
    offset: int = 0
    keyword: str | None = None


def checked_opening(said: Opening) -> Opening:
    """Return what is said of a job, cleaned.

    Raises:
        InvalidError: a text has what it may not have, or an address is none.
    """
    if said.description is not None and (
        len(said.description) > LONGEST_DESCRIPTION or not _is_text(said.description)
    ):
        raise InvalidError("description is too long, or contains a NUL", field="description")
    return Opening(
        title=None if said.title is None else clean_line(said.title, field="title"),
        description=said.description,
        activity=said.activity,
        external_id=said.external_id and clean_line(said.external_id, field="external_id"),
        apply_url=said.apply_url and _web_address(said.apply_url, "apply_url"),
        state=said.state,
    )


def checked_person(said: Details) -> Person:
    """Return what is said of an applicant, cleaned; empty texts say nothing.

    Raises:
        AddressError: nobody can be written to at the address.
        InvalidError: a name or another text has what it may not have.
    """
    given = {
        "first_name": clean_line(
            said.first_name, field="first_name", longest=_LONGEST_PART_OF_NAME
        ),
        "last_name": clean_line(said.last_name, field="last_name", longest=_LONGEST_PART_OF_NAME),
        "phone": said.phone and clean_line(said.phone, field="phone", longest=_LONGEST_PHONE),
        "resume_url": said.resume_url and _web_address(said.resume_url, "resume_url"),
        "external_id": said.external_id and clean_line(said.external_id, field="external_id"),
    }
    address = parse_address(said.email)
    return Person(address, {name: value for name, value in given.items() if value})


def _is_text(text: str) -> bool:
    """Tell whether PostgreSQL keeps it: no NUL, and no half of a character."""
    return "\0" not in text and text == text.encode("utf-8", "replace").decode()


def _web_address(url: str, field: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        good = False
    if not good or len(url) > _LONGEST_URL or not (url.isascii() and url.isprintable()):
        raise InvalidError(f"{field} must be an http or https address", field=field)
    return url
