"""What the list of candidates shows: which people are wanted, in which order, and what they did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.features.lists.model import Place, Total


class PeopleSort(StrEnum):
    """The order of a list of candidates."""

    NEWEST = "newest"
    NAME = "name"


class PeopleWish(StrEnum):
    """Which candidates a list shows."""

    SUPPRESSED = "suppressed"
    """Letters to them are not sent."""
    HELD = "held"
    """They are kept from being erased."""
    UNINVITED = "uninvited"


@dataclass(frozen=True, slots=True)
class WantedPeople:
    """Which candidates a list shows."""

    words: str = ""
    wish: PeopleWish | None = None
    sort: PeopleSort = PeopleSort.NEWEST
    names_only: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A candidate as a list shows them, over all their invitations."""

    id: int
    uid: UUID
    name: str
    address: str
    created_at: datetime
    invitations: int
    open: int
    completed: int
    last_at: datetime
    last_title: str | None
    best: float | None
    """Per cent."""
    latest: float | None
    suppressed: bool
    held: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of candidates; ``next`` is None at its end."""

    lines: tuple[PersonLine, ...]
    next: Place | None
    total: Total
