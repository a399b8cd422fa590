"""What the verbs share: reading an application under its lock, and carrying a move out."""

from dataclasses import dataclass, replace
from datetime import datetime

from muster.features import catalog, delivery, invitations, journal, organizations
from muster.features.catalog import Activity, Kind
from muster.features.invitations import InvitationView
from muster.features.tracks.model import (
    Application,
    By,
    Decision,
    Move,
    NoTrackError,
    Outcome,
    Ruling,
    Stage,
    StageState,
    move,
    opens_until,
)
from muster.features.tracks.store import reading, writing
from muster.storage.postgres import Connection

RULE = "rule"
"""The actor of what a stage's own rule decided."""


@dataclass(frozen=True, slots=True)
class Scene:
    """An application under the lock of its invitation, which nobody else can move meanwhile."""

    connection: Connection
    organization: int
    track: InvitationView
    application: Application
    actor: str
    now: datetime
    letter: delivery.Queued | None = None
    """The letter of the stage that was opened."""

    @property
    def by(self) -> invitations.By:
        """Return who acts, and when."""
        return invitations.By(self.actor, self.now)

    def after(self, application: Application) -> "Scene":
        """Return the scene with the application changed."""
        return replace(self, application=application)

    async def note(self, fact: str, **data: object) -> None:
        """Write down what happened to the application."""
        fact_of = journal.Fact(
            fact,
            Application.SUBJECT,
            self.application.id,
            {"track_id": self.application.activity_id, **data},
        )
        await journal.record(
            self.connection, self.organization, [fact_of], actor=self.actor, now=self.now
        )


def require_track(view: InvitationView) -> InvitationView:
    """Return an invitation to a track.

    Raises:
        NoTrackError: it is to something else.
    """
    if view.activity.kind is not Kind.TRACK:
        raise NoTrackError
    return view


async def rule(scene: Scene, ruling: Ruling, *, send: bool | None = None) -> Scene:
    """Carry out what was said about the present stage: open the next one, or end."""
    if scene.application.outcome is not None:
        scene = await reopen(scene)
    step = move(scene.application, ruling, scene.now)
    await writing.update_stage(scene.connection, scene.organization, step.left)
    fact = "application.advanced" if ruling.decision is Decision.ADVANCE else "application.rejected"
    await scene.note(fact, stage=step.left.number, by=ruling.by.value)
    if step.left.invitation_id is not None:
        await invitations.leave_stage(
            scene.connection, scene.organization, step.left.invitation_id, scene.by
        )
    if step.opens is None:
        return await _end(scene, step)
    waited = ruling.by is By.PERSON or scene.application.present.state is StageState.WAITING
    return await open_stage(scene, step.opens, waited=waited, send=send)


async def open_stage(
    scene: Scene, stage: Stage, *, waited: bool = False, send: bool | None = None
) -> Scene:
    """Open a stage: a review waits at once, an activity gets its invitation and its letter."""
    opened = replace(stage, state=StageState.WAITING, opened_at=scene.now)
    if stage.key is not None:
        activity = await catalog.get.within(scene.connection, scene.organization, stage.key)
        opening = _opening(scene, opened, activity, waited=waited, send=send)
        scene, child = await _invite(scene, opening)
        opened = replace(
            opened, state=StageState.OPEN, title=activity.title, invitation_id=child.id
        )
    await writing.update_stage(scene.connection, scene.organization, opened)
    moved = await _write(
        scene, replace(scene.application, current=stage.number, updated_at=scene.now)
    )
    fact = "application.stage_opened" if stage.key is not None else "application.waiting"
    await scene.note(fact, stage=stage.number)
    return moved


async def wait(scene: Scene) -> Scene:
    """Let the present stage wait for a person."""
    waiting = replace(scene.application.present, state=StageState.WAITING)
    await writing.update_stage(scene.connection, scene.organization, waiting)
    moved = await _write(scene, replace(scene.application, updated_at=scene.now))
    await scene.note("application.waiting", stage=waiting.number)
    return moved


async def reopen(scene: Scene) -> Scene:
    """Take the end of an application back; its present stage is where it was."""
    track = await invitations.reopen_track(
        scene.connection, scene.organization, scene.track.invitation, scene.by
    )
    await scene.note("application.reopened", stage=scene.application.current)
    await close_ahead(scene)
    open_again = replace(scene.application, outcome=None, ended_at=None, updated_at=scene.now)
    reopened = replace(scene, track=replace(scene.track, invitation=track))
    return await _write(reopened, open_again)


async def close_ahead(scene: Scene) -> None:
    """Close again what was open ahead before a decision was taken back, and is valid once more."""
    for stage in scene.application.stages:
        if stage.state is StageState.AHEAD and stage.invitation_id is not None:
            await invitations.close_stage(
                scene.connection, scene.organization, stage.invitation_id, scene.by
            )


async def put_back(scene: Scene) -> Scene:
    """Open the present stage again for a candidate who was rejected before finishing it."""
    again = replace(
        scene.application.present,
        state=StageState.OPEN,
        ended_at=None,
        by=None,
        decided_by=None,
        reason=None,
    )
    reopened = await reopen(scene)
    await writing.update_stage(scene.connection, scene.organization, again)
    return await _write(reopened, reopened.application)


def _opening(
    scene: Scene, stage: Stage, activity: Activity, *, waited: bool, send: bool | None
) -> invitations.Opening:
    end = opens_until(scene.track.invitation.expires_at, waited=waited, now=scene.now)
    count = len(scene.application.stages)
    return invitations.Opening(activity, stage.number, count, end, send, stage.invitation_id)


async def _invite(
    scene: Scene, opening: invitations.Opening
) -> tuple[Scene, invitations.Invitation]:
    organization = await organizations.organization_of_link.within(
        scene.connection, scene.organization
    )
    assert organization is not None  # noqa: S101 -- the transaction speaks for it
    child, letter = await invitations.open_stage(
        scene.connection, organization, scene.track, opening, scene.by
    )
    return replace(scene, letter=letter), child


async def _end(scene: Scene, step: Move) -> Scene:
    outcome = step.outcome or Outcome.FINISHED
    invitation = await invitations.end_track(
        scene.connection, scene.organization, scene.track.invitation, scene.by
    )
    ended = replace(scene.application, outcome=outcome, ended_at=scene.now, updated_at=scene.now)
    await scene.note("application.ended", outcome=outcome.value)
    over = replace(scene, track=replace(scene.track, invitation=invitation))
    return await _write(over, ended)


async def _write(scene: Scene, application: Application) -> Scene:
    await writing.update_application(scene.connection, scene.organization, application)
    written = await reading.select_application(scene.connection, scene.organization, application.id)
    assert written is not None  # noqa: S101 -- it is locked by this transaction
    return scene.after(written)
