"""Activities and their versions, and the forms in which the outside names them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from muster.base import ids
from muster.base.errors import ConflictError, NotFoundError
from muster.features.catalog.content import Content, Kind

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Dialect(StrEnum):
    """A vendor's wire format that Muster speaks."""

    HIRINGBRANCH = "hiringbranch"
    XOBIN = "xobin"
    MICRO1 = "micro1"


class Change(StrEnum):
    """What importing a file did."""

    CREATED = "created"
    PUBLISHED = "published"
    """The content differed: a new version."""
    UPDATED = "updated"
    """Only vendor ids or the retake rule differed: the version stays."""
    UNCHANGED = "unchanged"


class UnknownActivityError(NotFoundError):
    """There is no such activity in this organization."""

    code = "unknown_activity"


class UnknownVersionError(NotFoundError):
    """The activity has no version of that number."""

    code = "unknown_version"


class ArchivedActivityError(ConflictError):
    """This activity is archived: nobody new can be invited to it until it is restored."""

    code = "archived_activity"


class ChangedMeanwhileError(ConflictError):
    """Somebody else has changed this meanwhile; read it again."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Activity:
    """What a candidate can be invited to, as its current version describes it."""

    TYPE_PREFIX: ClassVar[str] = "act"

    organization_id: int
    id: int
    uid: UUID
    key: str
    kind: Kind
    title: str
    summary: str
    language: str | None
    minutes: int | None
    have_ready: tuple[str, ...]
    retake_after_days: int | None
    current_version: int
    created_at: datetime
    vendor_ids: Mapping[Dialect, str]
    archived_at: datetime | None = None
    changed_at: datetime | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What a vendor's client said of it and Muster keeps to say again, by dialect."""

    @property
    def object_id(self) -> str:
        """The 24-hex name (DESIGN 4)."""
        return ids.to_object_id(self.created_at, self.id)

    @property
    def typeid(self) -> str:
        """The name in the native API: ``act_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)


@dataclass(frozen=True, slots=True)
class Version:
    """An activity's content, frozen when it was published."""

    activity_id: int
    number: int
    published_at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Imported:
    """One file's outcome."""

    activity: Activity
    change: Change


@dataclass(frozen=True, slots=True)
class Reference:
    """What an outside name of an activity may mean; all None when it can mean nothing.

    A vendor id goes first. ``created_second`` comes with ``id`` in an object id, and must be
    the second in which the row was made.
    """

    vendor_id: str | None = None
    id: int | None = None
    created_second: datetime | None = None
    uid: UUID | None = None
    key: str | None = None


def parse_reference(text: str, dialect: Dialect | None) -> Reference:
    """Read a name in the form that a dialect emits; None is the native API.

    Never fails: what has no known form refers to nothing.
    """
    if dialect is None:
        key = text if _KEY.fullmatch(text) else None
        return Reference(uid=ids.from_typeid(Activity.TYPE_PREFIX, text), key=key)
    if dialect is Dialect.HIRINGBRANCH:
        return _object_reference(text)
    if dialect is Dialect.XOBIN:
        row = ids.parse_integer(text)
        return Reference(vendor_id=None if row is None else str(row), id=row)
    uid = ids.parse_uuid(text)
    return Reference(vendor_id=None if uid is None else str(uid), uid=uid)


def _object_reference(text: str) -> Reference:
    vendor_id = text.lower() if re.fullmatch(r"[0-9a-fA-F]{24}", text) else None
    named = ids.from_object_id(text)
    second, row = named or (None, None)
    return Reference(vendor_id=vendor_id, id=row, created_second=second)
