"""What reports look like to those who read them: pages, PDF, the API, dialects, lists, CSV."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from muster.base import ids
from muster.base.signing import LinkClaim
from muster.features.attempts import Attempt, AttemptState, EndedBy, NotedSignal, Value
from muster.features.candidates import Candidate
from muster.features.catalog import Kind, Question
from muster.features.invitations import ActivityLine, Invitation
from muster.features.media import AnswerFile, Take
from muster.features.organizations import Organization
from muster.features.reports.model import Given, Mark, PartScore, QuestionScore, Report, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question of a report: what was asked, what was given, and what it earned.

    ``shown`` are the options' letters as this candidate saw them. ``given`` holds the present
    rating of each reviewer. ``recordings`` are all takes, the answer is the one that ``value``
    names. ``seconds_spent`` is known where the question has a clock of its own, and never more
    than the version allows everybody, so that it tells of no accommodation.
    """

    number: int
    question: Question
    shown: tuple[str, ...]
    value: Value
    mark: Mark
    given: tuple[Given, ...]
    recordings: tuple[Take, ...]
    files: tuple[AnswerFile, ...]
    late: bool
    seconds_spent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section of a report; ``number`` counts from 1, ``title`` may be empty."""

    number: int
    title: str
    tally: Tally
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among the complete reports of the same activity, of all its versions.

    Equal results share a place. ``better_than_percent`` is how many of the others have less,
    in whole per cent, rounded down. ``spread`` counts the results from 0 to under 10 per cent, to
    under 20, and so on; the last of its ten counts those from 90 to 100.
    """

    place: int
    of: int
    better_than_percent: int
    spread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with everything that a reader needs, as of the instant ``made_at``.

    Nothing in it tells of an accommodation: the ends of ``attempt`` are left out, and its
    ``closes_at`` is the moment of Submit. ``language`` is the version's. ``rank`` is there when
    the report is complete and at least 20 of the activity are.
    """

    organization: Organization
    report: Report
    attempt: Attempt
    invitation: Invitation
    candidate: Candidate
    activity: ActivityLine
    title: str
    kind: Kind
    version: int
    language: str | None
    sections: tuple[SectionView, ...]
    skills: tuple[PartScore, ...]
    signals: tuple[NotedSignal, ...]
    rank: Rank | None
    made_at: datetime
    images: Mapping[str, str] = field(default_factory=dict)
    """The version's images: names that its Markdown uses, to hexadecimal SHA-256."""

    @property
    def questions(self) -> tuple[QuestionView, ...]:
        """Return all questions in order."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """A report as a list shows it. ``signals`` counts them by kind; empty unless asked for."""

    report: Report
    invitation_id: int
    invitation_uid: UUID
    external_id: str | None
    candidate_id: int
    candidate_uid: UUID
    candidate_name: str
    candidate_address: str
    activity: ActivityLine
    version: int
    started_at: datetime
    submitted_at: datetime
    signals: Mapping[str, int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports a list shows; None asks for nothing. Activity and candidate are row ids.

    ``since`` is the earliest ``settled_at``: who asks with the time of the last call gets what
    is new and what has changed.
    """

    activity_id: int | None = None
    candidate_id: int | None = None
    complete: bool | None = None
    passed: bool | None = None
    since: datetime | None = None


class ShareState(StrEnum):
    """What a link to a report does; nothing leaves the last two."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A link that shows one report to whoever has it, until it ends or is revoked.

    ``views`` counts how often it was opened, ``viewed_at`` is the last time.
    """

    TYPE_PREFIX: ClassVar[str] = "shr"

    organization_id: int
    id: int
    uid: UUID
    attempt_id: int
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    views: int
    viewed_at: datetime | None
    claim: LinkClaim

    @property
    def typeid(self) -> str:
        """The name in the native API: ``shr_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)

    def state(self, now: datetime) -> ShareState:
        """Return what the link does at an instant."""
        if self.revoked_at is not None:
            return ShareState.REVOKED
        return ShareState.EXPIRED if self.expires_at <= now else ShareState.OPEN


@dataclass(frozen=True, slots=True)
class ShareView:
    """One time that a shared report was opened: when, with what kind of program, for what."""

    viewed_at: datetime
    agent: str
    what: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which attempts a list shows; None asks for nothing. ``unrated``: a question waits."""

    state: AttemptState | None = None
    unrated: bool = False
    activity_id: int | None = None
    candidate_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLine:
    """An attempt as a list shows it.

    ``waiting`` counts questions without points, None while there is no report; ``percent`` is
    rounded to six decimals. Nothing of it tells of an accommodation.
    """

    id: int
    uid: UUID
    version: int
    state: AttemptState
    started_at: datetime
    submitted_at: datetime | None
    ended_by: EndedBy | None
    invitation_uid: UUID
    candidate_uid: UUID
    candidate_name: str
    activity: ActivityLine
    waiting: int | None
    percent: Decimal | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reviewer sees of one question: the answer, its mark, what was given for it.

    ``given`` holds the present rating of each reviewer, ``earlier`` those that they replaced.
    """

    attempt_uid: UUID
    question: Question
    value: Value
    score: QuestionScore
    given: tuple[Given, ...]
    earlier: tuple[Given, ...]
