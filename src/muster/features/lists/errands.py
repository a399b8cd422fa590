"""Errands: one thing that is done to many invitations, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import to_typeid
from muster.features.invitations import MOST_TOGETHER, More, Together

AT_ONCE = MOST_TOGETHER
"""So many are done while the member waits; more are left to the worker."""
ERRAND_PREFIX = "errand"


class UnknownErrandError(NotFoundError):
    """Nothing of this kind was done in this organization."""

    code = "unknown_errand"


class NobodyChosenError(InvalidError):
    """Choose at least one row."""

    code = "nobody_chosen"


class UndoneError(ConflictError):
    """This is undone already, or cannot be undone."""

    code = "undone"


class Verb(StrEnum):
    """What is done."""

    RESEND = "resend"
    EXTEND = "extend"
    REVOKE = "revoke"
    REVIVE = "revive"
    """Undoes revoking."""
    RESTORE = "restore"
    """Undoes extending."""

    @property
    def undo(self) -> "Verb | None":
        """Return what takes it back; a letter that was sent cannot be."""
        return {Verb.REVOKE: Verb.REVIVE, Verb.EXTEND: Verb.RESTORE}.get(self)


@dataclass(frozen=True, slots=True)
class Wanting:
    """An errand that somebody wants: what, to how many, and by how much for ``EXTEND``."""

    verb: Verb
    ids: tuple[int, ...] = ()
    more: More | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """An errand with how far it is; ``outcomes`` counts those whose turn has been."""

    id: int
    uid: UUID
    actor: str
    verb: Verb
    more: More
    undoes: int | None
    total: int
    created_at: datetime
    ended_at: datetime | None
    undone: bool
    outcomes: Mapping[Together, int]

    @property
    def typeid(self) -> str:
        """Return the name in addresses: ``errand_…``."""
        return to_typeid(ERRAND_PREFIX, self.uid)

    @property
    def seen(self) -> int:
        """Return how many had their turn."""
        return sum(self.outcomes.values())

    @property
    def done(self) -> int:
        """Return how many were changed."""
        return self.outcomes.get(Together.DONE, 0)

    @property
    def can_be_undone(self) -> bool:
        """Tell whether there is something to take back, and a way to."""
        return (
            self.verb.undo is not None
            and self.ended_at is not None
            and not self.undone
            and self.done > 0
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody to whom nothing was done, and why."""

    uid: UUID
    name: str
    title: str
    outcome: Together
