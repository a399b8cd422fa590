"""Endpoints, the calls that are owed to them, and what they may be told."""

import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from muster.base.clock import Clock
from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import to_typeid
from muster.base.sealing import Sealer
from muster.features import journal
from muster.features.organizations import Organization
from muster.features.webhooks.auth import StaticAuth
from muster.features.webhooks.targets import AllowList

TYPE_PREFIX = "whe"
CALL_PREFIX = "whc"
PING = "webhook.ping"
MOST_ENDPOINTS = 100
"""Endpoints of an organization; each event is looked at for every one of them."""
LONGEST_TEXT = 500
_MOST_EVENTS = 100
_EVENT = re.compile(r"[a-z0-9_]{1,60}(\.[a-z0-9_]{1,60}){0,4}(\.\*)?")


class UnknownEndpointError(NotFoundError):
    """There is no such webhook in this organization."""

    code = "unknown_webhook"


class UnknownCallError(NotFoundError):
    """There is no such call of this webhook."""

    code = "unknown_webhook_call"


class TooManyEndpointsError(ConflictError):
    """The organization has as many webhooks as one may have."""

    code = "too_many_webhooks"


class EndpointDisabledError(ConflictError):
    """The webhook is disabled; enable it first."""

    code = "webhook_disabled"


class ReplayError(InvalidError):
    """Calls can be repeated for 30 days."""

    code = "replay_period"


class Style(StrEnum):
    """Who forms the body of an endpoint's calls."""

    MUSTER = "muster"
    XOBIN = "xobin"
    XOBIN_INTERVIEWS = "xobin_interviews"
    MICRO1 = "micro1"


class EndpointState(StrEnum):
    """Whether an endpoint is called."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why an endpoint is not called any more."""

    OPERATOR = "operator"
    """Somebody of the organization wanted it so."""
    GONE = "gone"
    """It answered 410."""
    FAILING = "failing"
    """Every try of five days failed."""


class CallState(StrEnum):
    """Where a call is on its way."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    """The endpoint answered 2xx."""
    DEAD = "dead"
    """Given up; it can be replayed for 30 days."""


@dataclass(frozen=True, slots=True)
class SecretHint:
    """A signing secret as it may be shown: its last letters, and until when it signs."""

    hint: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that is called when something happens.

    ``slot`` is the vendor's word for what it is about, or empty; ``events`` are types, with
    ``invitation.*`` for all of a kind, and none for all there are. ``failing_since`` is the
    first failure after the last success.
    """

    id: int
    uid: UUID
    url: str
    style: Style
    slot: str
    events: frozenset[str]
    description: str
    auth: StaticAuth | None
    state: EndpointState
    disabled_reason: DisabledReason | None
    created_at: datetime
    changed_at: datetime
    failing_since: datetime | None
    secrets: tuple[SecretHint, ...] = ()

    @property
    def typeid(self) -> str:
        """Return ``whe_…``."""
        return to_typeid(TYPE_PREFIX, self.uid)

    def wants(self, event: journal.Event) -> bool:
        """Tell whether an endpoint is to be told of an event; never of its own troubles."""
        if event.subject_kind == "webhook" and event.subject_id == self.id:
            return False
        return not self.events or any(_matches(pattern, event.type) for pattern in self.events)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new endpoint."""

    url: str
    style: Style = Style.MUSTER
    slot: str = ""
    events: frozenset[str] = frozenset()
    description: str = ""
    auth: StaticAuth | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an endpoint; None keeps what is."""

    url: str | None = None
    slot: str | None = None
    events: frozenset[str] | None = None
    description: str | None = None
    auth: StaticAuth | None = None
    drop_auth: bool = False


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint at the only moment at which its secret (``whsec_…``) is said."""

    endpoint: Endpoint
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator brings: the time, how secrets are sealed, where calls may go besides."""

    clock: Clock
    sealer: Sealer
    allowed: AllowList


@dataclass(frozen=True, slots=True)
class Body:
    """What a call says.

    ``content`` is the exact bytes that every try sends. ``candidate`` is the row of the person
    who is spoken of in it, who may ask to be forgotten.
    """

    type: str
    content: bytes
    candidate: int | None = None


class BodyMaker(Protocol):
    """Forms the bodies of a style; an edge, bound in ``run/wiring.py``."""

    def __call__(
        self, endpoint: Endpoint, event: journal.Event, organization: Organization
    ) -> Awaitable[Body | None]:
        """Return what to say about an event, or None if it is nothing to this endpoint."""
        ...


@dataclass(frozen=True, slots=True)
class Try:
    """One go at a call: the answer's status, if there was one, and the beginning of its text."""

    number: int
    started_at: datetime
    ended_at: datetime
    outcome: str
    status: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """One event told to one endpoint.

    ``event`` is the event's uid, None for a test. ``next_try_at`` is None once it ended. The
    tries are oldest first.
    """

    id: int
    uid: UUID
    type: str
    event: UUID | None
    created_at: datetime
    state: CallState
    reason: str | None
    next_try_at: datetime | None
    ended_at: datetime | None
    body: bytes | None
    tries: tuple[Try, ...] = ()

    @property
    def typeid(self) -> str:
        """Return ``whc_…``, which every try and replay sends as ``webhook-id``."""
        return to_typeid(CALL_PREFIX, self.uid)


def check_events(events: Iterable[str]) -> frozenset[str]:
    """Return the types of a filter.

    Raises:
        InvalidError: one is no dotted type, or there are too many.
    """
    wanted = frozenset(events)
    if len(wanted) > _MOST_EVENTS:
        raise InvalidError(f"events has at most {_MOST_EVENTS} types", field="events")
    for one in sorted(wanted):
        if not _EVENT.fullmatch(one):
            raise InvalidError(
                f"{one[:100]} is no event type such as invitation.completed or invitation.*",
                field="events",
            )
    return wanted


def check_text(text: str, name: str) -> str:
    """Return a description or a slot, which may be empty.

    Raises:
        InvalidError: it is too long or has control characters.
    """
    if len(text) > LONGEST_TEXT or not (text.isprintable() or not text):
        raise InvalidError(f"{name} has at most {LONGEST_TEXT} printable characters", field=name)
    return text


def place_of(organization: int, endpoint: UUID, what: str) -> bytes:
    """Return where a secret of an endpoint is sealed to."""
    return f"webhook {organization} {endpoint} {what}".encode()


def _matches(pattern: str, kind: str) -> bool:
    return kind.startswith(pattern[:-1]) if pattern.endswith(".*") else kind == pattern
