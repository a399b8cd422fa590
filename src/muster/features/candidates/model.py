"""Candidates: people within one organization, unique by their address."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muster.base.addresses import Address
from muster.base.folding import cut, fold
from muster.base.ids import to_object_id


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to become a candidate, or is one already: checked address, clean name."""

    address: Address
    name: str
    locale: str | None = None

    @property
    def folded(self) -> str:
        """Return what lists search for the person by; an index entry has room for no more."""
        return f"{cut(fold(self.name), 1500)}\n{cut(fold(self.address.given), 600)}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person within one organization. Mail goes to ``address``; ``address_key`` is unique."""

    id: int
    uid: UUID
    address: str
    address_key: str
    name: str
    locale: str | None
    home_version: int
    created_at: datetime

    @property
    def object_id(self) -> str:
        """Return the 24-hex name."""
        return to_object_id(self.created_at, self.id)
