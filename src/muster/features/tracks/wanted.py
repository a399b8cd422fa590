"""Which applicants of a track are asked for, in what order, and which page of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from muster.features.tracks.model import Status


class Timeframe(StrEnum):
    """Which time of an applicant a period is about."""

    ADDED = "added_at"
    UPDATED = "updated_at"


class SortBy(StrEnum):
    """What a list of applicants is ordered by."""

    APPLICATION = "application_id"
    CANDIDATE = "candidate_id"
    NAME = "name"
    EMAIL = "email"
    STAGE = "stage"
    STATUS = "status"
    SCORE = "score"
    ADDED = "added_at"
    UPDATED = "updated_at"


@dataclass(frozen=True, slots=True)
class Period:
    """Applicants whose time lies from ``since`` until before ``before``; None is open."""

    timeframe: Timeframe = Timeframe.ADDED
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicants:
    """Which applicants, in what order, from which place on; None takes all.

    ``name`` and ``email`` are parts of them in any case. Equal ones are ordered by application.
    """

    name: str | None = None
    email: str | None = None
    stage: int | None = None
    statuses: tuple[Status, ...] | None = None
    candidate: int | None = None
    application: int | None = None
    period: Period = field(default_factory=Period)
    sort_by: SortBy = SortBy.APPLICATION
    descending: bool = False
    offset: int = 0
    limit: int = 25
