"""What a worker holds and what it writes down: endpoints, parcels, and the outcome of a try."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from muster.base.ids import to_typeid
from muster.features.webhooks.auth import AuthKind
from muster.features.webhooks.model import CALL_PREFIX, Style
from muster.features.webhooks.schedule import Answer, Pulse, Settlement


@dataclass(frozen=True, slots=True)
class Behind:
    """An endpoint that has not been told of all that the feed shows."""

    organization_id: int
    endpoint_id: int
    sequence: int


@dataclass(slots=True)
class Held:
    """An endpoint that this worker alone calls until ``until``, unless its hold was broken.

    Seals are opened by who sends, so that a secret is in nobody's hands for longer than needed.
    """

    organization_id: int
    endpoint_id: int
    uid: UUID
    url: str
    style: Style
    hold: int
    until: datetime
    pulse: Pulse
    auth: tuple[AuthKind, str, bytes] | None = None
    seals: tuple[bytes, ...] = ()
    lost: bool = field(default=False)

    @property
    def key(self) -> tuple[int, int]:
        """Return what it is found by."""
        return self.organization_id, self.endpoint_id


@dataclass(frozen=True, slots=True)
class Due:
    """A call whose time has come."""

    id: int
    uid: UUID
    body: bytes
    attempt: int
    failures: int

    @property
    def webhook_id(self) -> str:
        """Return the id that receivers know it by."""
        return to_typeid(CALL_PREFIX, self.uid)


@dataclass(frozen=True, slots=True)
class Note:
    """A try of a call, what becomes of the call, and how its endpoint does after it."""

    held: Held
    due: Due
    answer: Answer
    settlement: Settlement
    pulse: Pulse
    started_at: datetime
    ended_at: datetime

    def columns(self) -> tuple[Any, ...]:
        """Return the row, in the order of the statement RECORD."""
        return (
            self.held.organization_id,
            self.due.id,
            self.due.attempt,
            self.settlement.state,
            self.settlement.due_at,
            self.settlement.reason,
            self.started_at,
            self.ended_at,
            self.answer.outcome,
            self.answer.status,
            self.answer.words,
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of some notes, as keys: organization and row.

    ``calls`` are those whose try was written; of ``busy`` ones it was not, because somebody else
    has them just now. ``endpoints`` are still held by who wrote.
    """

    calls: frozenset[tuple[int, int]]
    endpoints: frozenset[tuple[int, int]]
    busy: frozenset[tuple[int, int]]
