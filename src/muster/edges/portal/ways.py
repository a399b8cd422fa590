"""A track as its candidate is shown it: the steps, where each stands, which comes next. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.features.catalog import Kind
from muster.features.invitations import State
from muster.features.tracks import Progress, StageState, StageView


class Standing(StrEnum):
    """Where a stage stands as its candidate is told; that somebody was rejected is not said."""

    AHEAD = "ahead"
    OPEN = "open"
    STARTED = "started"
    EXPIRED = "expired"
    REVIEWED = "reviewed"
    """The candidate has done everything; people are looking at it."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the page. ``uid`` is the invitation that it is taken by, once it is open."""

    number: int
    title: str
    kind: Kind | None
    minutes: int | None
    standing: Standing
    uid: UUID | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """A track as its candidate sees it."""

    uid: UUID
    title: str
    begun: bool
    ended: bool
    steps: tuple[Step, ...]
    current: int

    @property
    def present(self) -> Step:
        """Return the step that the candidate has reached."""
        return self.steps[self.current - 1]


def way_of(progress: Progress, now: datetime) -> Way:
    """Return what a candidate is told of an application."""
    application = progress.application
    return Way(
        uid=progress.invitation.invitation.uid,
        title=progress.track.title,
        begun=application is not None,
        ended=application is not None and application.outcome is not None,
        steps=tuple(_step(view, now) for view in progress.stages),
        current=application.current if application else 1,
    )


def _step(view: StageView, now: datetime) -> Step:
    stage, child = view.stage, view.child
    return Step(
        stage.number,
        stage.title,
        stage.kind,
        stage.minutes,
        _standing(view, now),
        child.uid if child else None,
        child.expires_at if child else None,
    )


def _standing(view: StageView, now: datetime) -> Standing:
    if view.stage.state is StageState.AHEAD:
        return Standing.AHEAD
    if view.stage.state in {StageState.DONE, StageState.REJECTED}:
        return Standing.DONE
    child = view.child
    if child is None or child.finished or view.stage.state is StageState.WAITING:
        return Standing.REVIEWED
    if child.state is State.STARTED:
        return Standing.STARTED
    return Standing.EXPIRED if child.expires_at <= now else Standing.OPEN
