"""Facts and events: what happened, to what, when, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

CANDIDATE = "candidate"
"""The actor when the person with the link acts."""
TIME = "time"
"""The actor when nobody does: the time was up."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an action did; it becomes an event in the action's own transaction.

    ``type`` is dotted (``invitation.created``); ``data`` is small, JSON, and holds no secret.
    """

    type: str
    subject_kind: str
    subject_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the journal with its place in the organization's order."""

    id: int
    uid: UUID
    type: str
    subject_kind: str
    subject_id: int
    occurred_at: datetime
    actor: str
    data: Mapping[str, Any]
    sequence: int | None
