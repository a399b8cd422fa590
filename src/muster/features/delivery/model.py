"""Messages: what a feature hands over, what a worker sends, what a page shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from muster.base.errors import InvalidError
from muster.features.delivery.texts.model import Words


class Lane(StrEnum):
    """A way out of the house; each has its own relay, rate and pause."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class MessageState(StrEnum):
    """Where a message is on its way; ``docs/life-of-a-message.md`` draws the arrows."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    """The relay said 250; whether a person received it is not known."""
    DEFERRED = "deferred"
    """Not accepted; it will be tried again."""
    UNKNOWN = "unknown"
    """The connection was lost after the letter left; tried again with the same Message-ID."""
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    """Revoked, or too late, before it left."""
    DEAD = "dead"
    """Given up."""

    @property
    def waits(self) -> bool:
        """Tell whether the message may still leave."""
        return self in _WAITING


_WAITING = frozenset(
    {MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED, MessageState.UNKNOWN}
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that a feature owes, written in the feature's own transaction.

    ``kind`` chooses the renderer, ``reference`` is the id of what it is about, ``variables`` is
    JSON with all that the renderer needs but the link and the address. Suppression and pauses
    go by ``recipient_key``, the normalised address. ``bulk`` lets single messages pass.
    """

    kind: str
    reference: int
    recipient: str
    recipient_key: str
    variables: Mapping[str, Any]
    template: str
    send_before: datetime | None
    bulk: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A recipient who has another address, or another spelling of it, or another name."""

    from_key: str
    recipient: str
    recipient_key: str
    name: str


@dataclass(frozen=True, slots=True)
class Queued:
    """What became of a draft: QUEUED, or SUPPRESSED at once."""

    id: int
    uid: UUID
    state: MessageState


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed message, as a renderer and a worker see it.

    ``created_at`` is the Date of every try, ``uid`` makes the Message-ID, ``attempt`` is the
    fencing number (1 = first claim), ``failures`` the place in the schedule of retries.
    """

    organization_id: int
    id: int
    uid: UUID
    kind: str
    reference: int
    recipient: str
    recipient_key: str
    variables: Mapping[str, Any]
    template: str
    created_at: datetime
    attempt: int
    rendered_sha256: bytes | None
    failures: int = 0
    send_before: datetime | None = None
    words: Words | None = None
    """The organization's own, as they were when the message was queued; None means ours."""

    @property
    def domain(self) -> str:
        """Return the recipient's domain, by which relays ask for patience."""
        return self.recipient_key.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered message: envelope sender, envelope recipient, RFC 5322 bytes with CRLF."""

    sender: str
    recipient: str
    content: bytes


Renderer: TypeAlias = Callable[[Message], Letter]
"""Pure and deterministic: the same message gives the same bytes on every try."""


class RenderError(InvalidError):
    """A message cannot be turned into a letter."""

    code = "render"


@dataclass(frozen=True, slots=True)
class TryView:
    """One try of a message; ``words`` are the relay's own, at most 500 characters."""

    number: int
    started_at: datetime
    ended_at: datetime
    phase: str | None
    outcome: str
    code: int | None
    enhanced: str | None
    words: str


class BounceKind(StrEnum):
    """What a bounce is about."""

    HARD = "hard"
    """The address: nothing can be delivered to it, and nothing more is sent."""
    SOFT = "soft"
    """The moment: a full mailbox, a server that is away."""
    POLICY = "policy"
    """Us: the other side refuses what we send; it is the operator's to look at."""
    COMPLAINT = "complaint"
    """The recipient called a letter spam."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What came back about a letter; ``status`` and ``words`` are the other side's own."""

    kind: BounceKind
    reason: str
    status: str | None
    words: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as status pages and the API show it; ``next_try_at`` is None once it ended.

    ``is_held``: it waits, but will not leave, because its address is suppressed by now.
    """

    id: int
    uid: UUID
    kind: str
    reference: int
    state: MessageState
    reason: str | None
    created_at: datetime
    ended_at: datetime | None
    next_try_at: datetime | None
    tries: tuple[TryView, ...]
    bounces: tuple[Bounce, ...] = ()
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest letter about something stands.

    ``at`` is when it got there; ``status`` and ``words`` are those of the last bounce, if there
    was one; ``held_because`` is why its address is suppressed by now, or None.
    """

    id: int
    state: MessageState
    reason: str | None
    at: datetime
    bounce: Bounce | None
    held_because: str | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that an organization no longer writes to, and why."""

    id: int
    recipient_key: str
    reason: str
    words: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LaneHealth:
    """Whether letters leave.

    ``reason`` is None while they do; else ``no_worker``, ``no_relay`` or what paused the lane
    (``configuration``, ``policy``, ``unreachable``, ``busy``), with the relay's own ``words``.
    ``queued`` counts what waits, up to 100,000; ``oldest_age_seconds`` is how long the most
    overdue message has been due.
    """

    paused: bool
    reason: str | None
    words: str
    queued: int
    oldest_age_seconds: float
