"""Drafts: activities that members are still writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from muster.base import ids
from muster.base.errors import ConflictError, NotFoundError
from muster.features.catalog.content import Kind
from muster.features.catalog.editing import Removed
from muster.features.catalog.model import Activity


class UnknownDraftError(NotFoundError):
    """There is no such draft; it was published or discarded."""

    code = "unknown_draft"


class DraftExistsError(ConflictError):
    """Somebody has begun another draft of this activity meanwhile."""

    code = "draft_exists"


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be the next version of an activity, or its first.

    ``document`` has the fields of an activity file as they were typed: numbers may be text, and
    what is missing or wrong may be so until it is published. Its ``images`` map names to
    hexadecimal digests.
    """

    TYPE_PREFIX: ClassVar[str] = "dra"

    id: int
    uid: UUID
    activity_id: int | None
    based_on: int | None
    document: Mapping[str, Any]
    removed: tuple[Removed, ...]
    revision: int
    changed_at: datetime
    changed_by: str

    @property
    def typeid(self) -> str:
        """The name in addresses: ``dra_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)

    @property
    def kind(self) -> Kind:
        """What kind of activity it is; that never changes."""
        return Kind(self.document["kind"])

    @property
    def title(self) -> str:
        """The title, which may be empty for now."""
        return str(self.document.get("title", ""))


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of activities; ``draft`` is that of an open draft.

    ``questions`` counts questions, prompts or stages, and what may be drawn counts whole.
    """

    activity: Activity
    questions: int
    draft: UUID | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which activities a page of the list shows, newest first: those before an id.

    ``keyword`` is a part of the title or key, in any case.
    """

    keyword: str = ""
    kind: Kind | None = None
    archived: bool = False
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class VersionNote:
    """A version in an activity's history; ``published_by`` is an actor, where it was noted."""

    number: int
    published_at: datetime
    published_by: str | None
