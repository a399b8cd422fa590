"""Activities that a program makes and changes, one at a time, rather than a folder of files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.features.catalog.content import Content, Kind
from muster.features.catalog.model import Activity
from muster.features.catalog.reading import ActivityFile


@dataclass(frozen=True, slots=True)
class Revision:
    """What an edge makes of an activity: its file, and what to keep beside it.

    ``of`` is the activity that it was made from, None for a new one.
    """

    file: ActivityFile
    settings: Mapping[str, Any]
    of: Activity | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity with the content of its current version, and that version's document."""

    activity: Activity
    content: Content
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """Which activities a numbered page shows: ``keyword`` is a part of the title, in any case."""

    kind: Kind
    keyword: str | None = None
    offset: int = 0
    limit: int = 50
