"""Reviewing: what members say of reports together, who sees no names, and what is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from muster.base.errors import ConflictError, NotFoundError
from muster.base.ids import to_typeid
from muster.features.catalog import Kind
from muster.features.reports import Given, QuestionView, ReportView
from muster.features.tracks import Progress, Status

LOOKING = timedelta(minutes=10)
"""For how long others are told that somebody looks at a report."""
LONGEST_COMMENT = 10_000
LONGEST_REASON = 1000


class UnknownCommentError(NotFoundError):
    """There is no such comment, or it is not yours."""

    code = "unknown_comment"


class RateFirstError(ConflictError):
    """Names are hidden here until you have rated; rate the answers first."""

    code = "rate_first"


class Choice(StrEnum):
    """What is decided about somebody outside of tracks."""

    PASSED_ON = "passed_on"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


class Which(StrEnum):
    """Which reports with answers that people rate a list shows."""

    WAITING = "waiting"
    """Nobody has rated some of their answers."""
    UNRATED = "unrated"
    """The reader has not rated some of them, and nothing is decided yet."""
    RATED = "rated"
    """The reader has rated some of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for; ``activity`` is a row id, None takes all."""

    which: Which = Which.WAITING
    activity: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What a member said about a report; ``name`` is the author's."""

    TYPE_PREFIX: ClassVar[str] = "cmt"

    uid: UUID
    member_id: int
    name: str
    text: str
    written_at: datetime
    edited_at: datetime | None

    @property
    def typeid(self) -> str:
        """The name in addresses: ``cmt_…``."""
        return to_typeid(self.TYPE_PREFIX, self.uid)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a report outside of tracks; ``name`` is the member's."""

    choice: Choice
    reason: str
    decided_at: datetime
    decided_by: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A report as one member may see it now.

    While it is ``veiled``, nothing in it says whose it is, nor what others gave: only the
    questions that people rate are there, with the member's own ratings. ``code`` is what the
    person is called then. ``progress`` is the application that it is a stage of, if it is one.
    """

    view: ReportView
    veiled: bool
    blind: bool
    code: str
    own: Mapping[str, Given] = field(default_factory=dict)
    to_rate: tuple[QuestionView, ...] = ()
    comments: tuple[Comment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    progress: Progress | None = None
    looking: tuple[str, ...] = ()

    @property
    def unrated(self) -> tuple[QuestionView, ...]:
        """Return the questions that the member may rate and has not rated."""
        return tuple(one for one in self.to_rate if one.question.id not in self.own)

    @property
    def decision(self) -> Decision | None:
        """Return the decision that counts."""
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """A report with answers to rate; ``name`` is None while it is hidden from the reader.

    ``waiting`` counts questions without points, ``to_rate`` those that people rate, ``own`` those
    of them that the reader has rated, ``raters`` all who have rated some.
    """

    attempt_id: int
    report_uid: UUID
    code: str
    name: str | None
    key: str
    title: str
    kind: Kind
    submitted_at: datetime
    waiting: int
    to_rate: int
    own: int
    raters: int
    looking: tuple[str, ...] = ()

    @property
    def typeid(self) -> str:
        """The report's name: ``rep_…``."""
        return to_typeid("rep", self.report_uid)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """Somebody in a stage of a track; ``name`` is None while it is hidden from the reader.

    ``report_uid`` is that of the stage's report, once there is one; ``unrated`` says that some of
    its answers wait for a rating.
    """

    application_uid: UUID
    name: str | None
    code: str
    track_key: str
    track_title: str
    stage: int
    stage_title: str
    kind: Kind | None
    status: Status
    score: Decimal | None
    since: datetime
    report_uid: UUID | None
    unrated: bool = False
    reason: str | None = None
    cursor: int = 0

    @property
    def typeid(self) -> str:
        """The name of the invitation to the track: ``inv_…``."""
        return to_typeid("inv", self.application_uid)

    @property
    def report(self) -> str | None:
        """The report's name: ``rep_…``."""
        return to_typeid("rep", self.report_uid) if self.report_uid else None


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of a track's board.

    ``count`` counts all who stand in it, ``waiting`` those of them who wait for a person.
    """

    number: int
    title: str
    kind: Kind | None
    count: int
    waiting: int
    cards: tuple[StageLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A track with those who are in it. ``invited`` counts who has not started, 1,000 at most."""

    columns: tuple[Column, ...]
    invited: int
    through: Column
    rejected: Column


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a person, each 1,000 at most."""

    to_rate: int
    to_decide: int
    requests: int


@dataclass(frozen=True, slots=True)
class BlindRule:
    """Whether names are hidden from reviewers of an activity; None is of all that say nothing."""

    activity_id: int | None
    key: str | None
    title: str | None
    blind: bool
