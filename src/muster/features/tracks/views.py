"""What applications look like to those who read them: candidates, recruiters, integrators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

from muster.features import delivery
from muster.features.catalog import Activity, Kind
from muster.features.invitations import InvitationView, State
from muster.features.tracks.model import Application, Outcome, Stage, StageState, Status


@dataclass(frozen=True, slots=True)
class Child:
    """The invitation by which an opened stage is taken."""

    id: int
    uid: UUID
    state: State
    expires_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @property
    def finished(self) -> bool:
        """Tell whether the candidate has submitted it."""
        return self.state is State.COMPLETED


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with the invitation by which it is taken, once it was opened."""

    stage: Stage
    child: Child | None


@dataclass(frozen=True, slots=True)
class Progress:
    """An invitation to a track and how far its candidate has come.

    ``application`` is None, and ``stages`` are those of the track as it is now, until the
    candidate presses Start.
    """

    invitation: InvitationView
    track: Activity
    application: Application | None
    stages: tuple[StageView, ...]

    @property
    def present(self) -> StageView:
        """Return the stage that the candidate has reached."""
        return self.stages[self.application.current - 1 if self.application else 0]

    @property
    def done(self) -> int:
        """Return how many stages lie behind the candidate."""
        return sum(one.stage.state is StageState.DONE for one in self.stages)

    def status(self, now: datetime) -> Status:
        """Return how the applicant stands, in one word; the view ``applicant`` says the same."""
        state = self.invitation.invitation.state(now)
        if state is State.REVOKED:
            return Status.REVOKED
        if self.application is None:
            return Status.EXPIRED if state is State.EXPIRED else Status.PENDING
        if self.application.outcome is not None:
            rejected = self.application.outcome is Outcome.REJECTED
            return Status.REJECTED if rejected else Status.COMPLETED
        return _status_of(self.present, now)


def _status_of(present: StageView, now: datetime) -> Status:
    child = present.child
    if present.stage.kind is None:
        return Status.REVIEW
    if present.stage.state is StageState.WAITING or (child and child.finished):
        return Status.SUBMITTED
    if child is not None and child.state is State.STARTED:
        return Status.STARTED
    over = child is not None and child.expires_at <= now
    return Status.EXPIRED if over else Status.PENDING


@dataclass(frozen=True, slots=True)
class Moved:
    """What a decision came to. ``changed`` is False when it had been made already."""

    progress: Progress
    changed: bool
    letter: delivery.Queued | None = None
    """The letter of the stage that was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One line of a track's list: who, and the stage that the person has reached.

    Before the track is started the stage is the first one of its present version. ``score`` is
    per cent of the last stage that was scored.
    """

    application_id: int
    uid: UUID
    candidate_id: int
    candidate_uid: UUID
    name: str
    email: str
    stage: int
    stage_title: str
    stage_kind: Kind | None
    status: Status
    score: Decimal | None
    added_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ApplicantPage:
    """Some applicants, and how many match in all."""

    rows: tuple[Applicant, ...]
    total: int


Counts: TypeAlias = Mapping[Status, int]
"""How many applicants stand how; nobody is left out of it."""


@dataclass(frozen=True, slots=True)
class StageStats:
    """How many applicants stand in a stage, and how."""

    number: int
    title: str
    kind: Kind | None
    count: int
    by_status: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """A track in numbers. ``hired`` are those who came through all stages."""

    applicants: int
    in_pipeline: int
    hired: int
    rejected: int
    by_status: Counts
    stages: tuple[StageStats, ...]
    first_added: datetime | None
    last_added: datetime | None
    first_updated: datetime | None
    last_updated: datetime | None
