"""What the API gives, with types; ``raw`` is the JSON that it came from, with all there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from muster.client.errors import Fault

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to invite; what is None is left to the call or to the organization.

    ``opens_at`` and ``expires_at`` are instants with a zone, or the organization's local time as
    ``YYYY-MM-DD HH:MM``.
    """

    email: str
    name: str
    external_id: str | None = None
    metadata: Json | None = None
    locale: str | None = None
    redirect_url: str | None = None
    opens_at: datetime | str | None = None
    expires_at: datetime | str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row of a call."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: wire(value) for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person, unique in the organization by address."""

    id: str
    email: str
    name: str
    locale: str | None
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Read what the API gave."""
        return cls(raw["id"], raw["email"], raw["name"], raw["locale"], raw)


@dataclass(frozen=True, slots=True)
class Activity:
    """What people are invited to; ``kind`` is assessment, interview or track."""

    id: str
    key: str
    kind: str
    title: str
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Read what the API gave, here or beside an invitation."""
        return cls(raw["id"], raw["key"], raw["kind"], raw["title"], raw)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One candidate, one activity, one window of time.

    ``state`` is pending, started, completed, expired or revoked; ``link`` is personal: whoever
    has it is the candidate.
    """

    id: str
    state: str
    link: str = field(repr=False)
    activity: Activity
    candidate: Candidate
    opens_at: datetime | None
    expires_at: datetime
    external_id: str | None
    metadata: Json
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Read what the API gave."""
        return cls(
            raw["id"],
            raw["state"],
            raw["link"],
            Activity.of(raw["activity"]),
            Candidate.of(raw["candidate"]),
            instant(raw["opens_at"]),
            datetime.fromisoformat(raw["expires_at"]),
            raw["external_id"],
            raw["metadata"],
            raw,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one person of a call, who was number ``index`` in it, from 0.

    ``outcome`` is created, renewed, revived, unchanged, already_completed, new_attempt or
    refused; only a refused row has no invitation, and says why in ``faults``. ``letter`` is None
    when no mail was asked for.
    """

    index: int
    outcome: str
    invitation: Invitation | None
    letter: str | None
    faults: tuple[Fault, ...]

    @classmethod
    def of(cls, raw: Json, first: int = 0) -> Self:
        """Read a row of an answer whose first one is the call's number ``first``."""
        invitation = raw["invitation"]
        return cls(
            first + raw["index"],
            raw["outcome"],
            Invitation.of(invitation) if invitation else None,
            raw["letter"],
            tuple(Fault(one["code"], one["field"], one["detail"]) for one in raw["errors"]),
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a call with many people is; ``total`` is None while nobody knows."""

    done: int
    refused: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the journal; ``sequence`` is its place, to be remembered by who follows."""

    id: str
    sequence: int
    type: str
    occurred_at: datetime
    subject: Json
    data: Json
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Read what the API gave."""
        occurred_at = datetime.fromisoformat(raw["occurred_at"])
        return cls(
            raw["id"],
            raw["sequence"],
            raw["type"],
            occurred_at,
            raw["subject"],
            raw["data"],
            raw,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The scored result of an attempt.

    ``attempt``, ``invitation`` and ``candidate`` are ids, ``name`` and ``email`` the candidate's.
    ``points`` of ``possible`` and ``percent`` are rounded to one decimal; ``percent`` is None while
    a question waits for its points, ``passed`` also without a cut-off. ``raw`` of one report that
    was asked for has sections, skills, questions, rank and signals, which lists leave out.
    """

    id: str
    attempt: str
    invitation: str
    external_id: str | None
    candidate: str
    name: str
    email: str
    activity: Activity
    version: int
    complete: bool
    waiting: int
    points: float
    possible: float
    percent: float | None
    passed: bool | None
    submitted_at: datetime
    raw: Json = field(repr=False)

    @classmethod
    def of(cls, raw: Json) -> Self:
        """Read what the API gave, of one report or in a list."""
        person = raw["candidate"]
        whole = isinstance(person, Mapping)
        return cls(
            id=raw["id"],
            attempt=raw["attempt"],
            invitation=raw["invitation"],
            external_id=raw["external_id"],
            candidate=person["id"] if whole else person,
            name=person["name"] if whole else raw["name"],
            email=person["email"] if whole else raw["email"],
            activity=Activity.of(raw["activity"]),
            version=raw["version"],
            complete=raw["complete"],
            waiting=raw["waiting"],
            points=raw["points"],
            possible=raw["of"],
            percent=raw["percent"],
            passed=raw["passed"],
            submitted_at=datetime.fromisoformat(raw["submitted_at"]),
            raw=raw,
        )


def instant(text: str | None) -> datetime | None:
    """Return an instant of the API."""
    return datetime.fromisoformat(text) if text else None


def wire(value: object) -> object:
    """Return what JSON has for a value.

    Raises:
        ValueError: it is a time without a zone, of which nobody knows when it is.
    """
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a time needs a zone; write the organization's local time as text")
    return value.isoformat()
