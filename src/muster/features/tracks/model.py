"""Applications: how a candidate goes through a track, and what a finished stage leads to. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from muster.base.errors import ConflictError
from muster.features.catalog import Advance, Kind

TIME_AFTER_WAITING = timedelta(days=3)
"""Whoever had to wait for a person's decision has at least this long for the next stage."""


class StageState(StrEnum):
    """Where one stage of an application stands."""

    AHEAD = "ahead"
    """Not opened yet."""
    OPEN = "open"
    """The candidate may take it."""
    WAITING = "waiting"
    """A person must rate or decide."""
    DONE = "done"
    """It led on."""
    REJECTED = "rejected"
    """The application ended with it."""


class Outcome(StrEnum):
    """How an application ended."""

    PASSED = "passed"
    """The last stage was passed, or a person let the candidate through."""
    FINISHED = "finished"
    """The last stage asked for nothing but to be finished."""
    REJECTED = "rejected"


class Decision(StrEnum):
    """What a person says."""

    ADVANCE = "advance"
    REJECT = "reject"


class By(StrEnum):
    """Who moved a stage on."""

    RULE = "rule"
    PERSON = "person"


class Status(StrEnum):
    """How an applicant stands, in one word, as lists show and filter it."""

    PENDING = "pending"
    """The track, or its present stage, has not been started."""
    STARTED = "started"
    """The candidate is in the present stage."""
    SUBMITTED = "submitted"
    """The candidate has finished the present stage; a person must rate or decide."""
    REVIEW = "review"
    """The present stage is a review."""
    COMPLETED = "completed"
    """The candidate came through all stages."""
    REJECTED = "rejected"
    EXPIRED = "expired"
    REVOKED = "revoked"


class NotStartedError(ConflictError):
    """The candidate has not started the track yet; revoke the invitation to take it back."""

    code = "not_started"


class StageUnfinishedError(ConflictError):
    """The candidate has not finished the present stage."""

    code = "stage_unfinished"


class ApplicationEndedError(ConflictError):
    """The application has ended; nothing can be decided about it any more."""

    code = "application_ended"


class DecidedMeanwhileError(ConflictError):
    """Somebody else has decided about this stage meanwhile; look at it again."""

    code = "decided_meanwhile"


class WentOnError(ConflictError):
    """This decision cannot be taken back: the candidate has gone on, or it is not the last one."""

    code = "went_on"


class NoTrackError(ConflictError):
    """This invitation is not to a track."""

    code = "not_a_track"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an application; ``kind``, ``activity_id`` and ``key`` are None in a review."""

    id: int
    number: int
    title: str
    kind: Kind | None
    activity_id: int | None
    key: str | None
    """The activity's own key, by which it is found again."""
    minutes: int | None
    """How long the activity takes; None when nobody can say, and in a review."""
    advance: Advance
    state: StageState
    invitation_id: int | None = None
    """The child invitation, once the stage was opened."""
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    by: By | None = None
    decided_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """A candidate's way through a track; ``id`` is that of the track's invitation."""

    SUBJECT: ClassVar[str] = "application"

    id: int
    activity_id: int
    version: int
    current: int
    """The number of the present stage, from 1; that of the last one reached when it has ended."""
    outcome: Outcome | None
    score: Decimal | None
    """Per cent of the last stage that was scored."""
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    stages: tuple[Stage, ...]

    @property
    def present(self) -> Stage:
        """Return the stage that the candidate has reached."""
        return self.stages[self.current - 1]


@dataclass(frozen=True, slots=True)
class Result:
    """What the report of a finished stage says; ``percent`` is None while nothing is scored.

    ``passed`` is None without a pass mark, or while a person must rate (``complete`` is False).
    """

    passed: bool | None
    complete: bool
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was said about a stage, by whom and why."""

    decision: Decision
    by: By
    actor: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's decision about an application, by any name of the track's invitation.

    ``stage`` is the number of the stage that it is about: a decision about one that is left
    already changes nothing. Without it, it is about the stage that is present when the call
    comes in, or that somebody has decided about within ten seconds. ``send`` mails the next
    stage, or does not; None does as the track's invitation did.
    """

    application: str
    decision: Decision
    stage: int | None = None
    reason: str | None = None
    send: bool | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What a ruling changes: the stage that is left, the one that opens, or the end."""

    left: Stage
    opens: Stage | None = None
    outcome: Outcome | None = None


def rule_of(advance: Advance, result: Result) -> Decision | None:
    """Return what a stage's own rule says of its result; None leaves it to a person.

    A rule that cannot be answered decides nothing: where nobody can pass, because the activity
    has no pass mark any more, a person decides.
    """
    if advance is Advance.FINISHED:
        return Decision.ADVANCE
    if advance is Advance.DECIDED or result.passed is None:
        return None
    return Decision.ADVANCE if result.passed else Decision.REJECT


def move(application: Application, ruling: Ruling, now: datetime) -> Move:
    """Return what a ruling about the present stage leads to."""
    state = StageState.DONE if ruling.decision is Decision.ADVANCE else StageState.REJECTED
    left = replace(
        application.present,
        state=state,
        ended_at=now,
        by=ruling.by,
        decided_by=ruling.actor,
        reason=ruling.reason,
    )
    if ruling.decision is Decision.REJECT:
        return Move(left, outcome=Outcome.REJECTED)
    if application.current < len(application.stages):
        return Move(left, opens=application.stages[application.current])
    unconditional = ruling.by is By.RULE and left.advance is Advance.FINISHED
    return Move(left, outcome=Outcome.FINISHED if unconditional else Outcome.PASSED)


def may_be_ruled(stage: Stage) -> bool:
    """Tell whether its rule may still move the stage: a person's word is never overruled by one.

    A stage that the rule rejected is among them, because a rating may be changed later.
    """
    if stage.state is StageState.REJECTED:
        return stage.by is By.RULE
    return stage.state in {StageState.OPEN, StageState.WAITING}


def opens_until(parent_end: datetime, *, waited: bool, now: datetime) -> datetime:
    """Return when a stage that opens now closes: with its track, but not the day it opens.

    ``waited`` says that the candidate had to wait for a person, who may have taken long.
    """
    return max(parent_end, now + TIME_AFTER_WAITING) if waited else parent_end
