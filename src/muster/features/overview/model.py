"""What members look over: the funnel, what needs somebody, what happened to whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from muster.base.ids import to_typeid
from muster.features.delivery import Suppression
from muster.features.invitations import RequestState

WINDOWS = (7, 30, 90)
"""Days that a funnel may look back."""
CROWD = 2000
"""Invitations in a window from which on counting them is no matter of a moment."""
MOST_COUNTED = 1000
"""What needs somebody is counted up to here."""


class Step(StrEnum):
    """How far an invitation came; who came further came past all steps before."""

    INVITED = "invited"
    DELIVERED = "delivered"
    """A relay took a letter about it, and it did not come back."""
    OPENED = "opened"
    """Somebody pressed the button behind the link."""
    STARTED = "started"
    COMPLETED = "completed"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of the invitations of a time came how far."""

    numbers: Mapping[Step, int]
    counted_at: datetime

    def share(self, step: Step) -> float | None:
        """Return which part of those at the step before came to this one; None where none were."""
        steps = list(Step)
        place = steps.index(step)
        before = self.numbers[steps[place - 1]] if place else 0
        return self.numbers[step] / before if before else None


class Need(StrEnum):
    """What waits for somebody."""

    MAIL = "mail"
    """No letter leaves."""
    WEBHOOKS = "webhooks"
    """Another system is not told any more, or not for hours."""
    UNDELIVERED = "undelivered"
    """Invitations whose letter did not arrive."""
    MORE_TIME = "more_time"
    ACCOMMODATIONS = "accommodations"
    RATINGS = "ratings"
    DECISIONS = "decisions"
    EXPIRING = "expiring"
    """Invitations that end within three days and were not started."""
    RECORDINGS = "recordings"
    """Recordings of the last 30 days that cannot be played."""


@dataclass(frozen=True, slots=True)
class Attention:
    """One line of what waits: how many, up to 1,000, and the one person if there is just one."""

    need: Need
    number: int
    person: "Person | None" = None
    detail: str = ""
    """Why no letter leaves: see ``delivery.LaneHealth``."""


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate whom a line names."""

    uid: UUID
    name: str

    @property
    def typeid(self) -> str:
        """Return the name in addresses: ``cand_…``."""
        return to_typeid("cand", self.uid)


class ActorKind(StrEnum):
    """Who did it."""

    MEMBER = "member"
    KEY = "key"
    """A program with an API key."""
    CANDIDATE = "candidate"
    SHARE = "share"
    """Whoever had a link to a report."""
    OPERATOR = "operator"
    """Somebody at the command line."""
    AUTOMATIC = "automatic"
    """A rule, the time, or Muster itself."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something; ``name`` is a member's or a key's."""

    kind: ActorKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event with the names of whom and what it is about, as far as they are still there."""

    id: int
    type: str
    at: datetime
    actor: Actor
    subject: tuple[str, int]
    data: Mapping[str, Any] = field(default_factory=dict)
    person: Person | None = None
    activity_key: str | None = None
    activity_title: str | None = None
    invitation_uid: UUID | None = None
    report_uid: UUID | None = None
    message_uid: UUID | None = None
    message_kind: str | None = None
    thing: str | None = None
    """The name of a member, a key, a job, a webhook, or the address of a suppression."""
    applicant: str | None = None

    @property
    def report(self) -> str | None:
        """Return the report's name in addresses: ``rep_…``."""
        return to_typeid("rep", self.report_uid) if self.report_uid else None

    @property
    def invitation(self) -> str | None:
        """Return the invitation's name in addresses: ``inv_…``."""
        return to_typeid("inv", self.invitation_uid) if self.invitation_uid else None


@dataclass(frozen=True, slots=True)
class Lately:
    """Something that happened lately, to one or to many in one go: the newest event, how many.

    ``since`` is when the first of them happened. ``is_more``: there may be earlier ones yet.
    """

    newest: Happening
    number: int
    since: datetime
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events a list shows; None takes all.

    ``actor`` is that of events, or ``key``, ``candidate``, ``operator`` or ``automatic`` for all of
    a kind. ``type`` is a type, or the word before its dot.
    """

    actor: str | None = None
    type: str | None = None
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, newest first; ``next`` is the id after which the next page comes.

    ``looked_back_to`` is set where the search stopped before the page was full: so far back it
    went, and there may be more.
    """

    happenings: tuple[Happening, ...]
    next: int | None = None
    looked_back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of a person's time line begins: before an event, and before a moment."""

    event: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of what happened to a person, newest first, and the time that it covers.

    A letter belongs to the page if it was written from ``since`` on and before ``before``; None
    is without an end.
    """

    happenings: tuple[Happening, ...]
    since: datetime | None
    before: datetime | None
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class AccommodationWish:
    """What a person said they need; ``answered_at`` is None while it waits."""

    text: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoreTimeWish:
    """A wish for more time in the person's words; ``days`` is what was granted."""

    sentence: str
    state: RequestState
    days: int | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for: accommodations, and more time by the invitation's row."""

    accommodations: tuple[AccommodationWish, ...]
    more_time: Mapping[int, MoreTimeWish]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address that gets no letters, and the candidate whose it is."""

    suppression: Suppression
    person: Person | None


def actor_of(text: str, names: Mapping[str, str]) -> Actor:
    """Return who an event's actor is; ``names`` has those of members and keys by actor."""
    head = text.partition(":")[0]
    if head in {"member", "key"}:
        return Actor(ActorKind(head), names.get(text, ""))
    if head in {"candidate", "share"}:
        return Actor(ActorKind(head))
    if head in {"cli", "operator"}:
        return Actor(ActorKind.OPERATOR)
    return Actor(ActorKind.AUTOMATIC)
