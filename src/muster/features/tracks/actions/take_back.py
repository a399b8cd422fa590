"""Taking back what a person decided, while the candidate has not gone on."""

from dataclasses import replace

from muster.base.clock import Clock
from muster.features import invitations
from muster.features.invitations import RevokedError, State
from muster.features.tracks.actions.moving import Scene, reopen, require_track
from muster.features.tracks.actions.read import progress_of
from muster.features.tracks.deciding import back_to
from muster.features.tracks.model import (
    NotStartedError,
    Stage,
    StageState,
    WentOnError,
)
from muster.features.tracks.store import reading, writing
from muster.features.tracks.views import Child, Progress
from muster.storage.postgres import Connection, action


@action
async def take_back(
    connection: Connection,
    organization: int,
    reference: str,
    stage: int,
    *,
    actor: str,
    clock: Clock,
) -> Progress:
    """Take back a person's decision about a stage; the application is where it was before.

    The next stage closes again, and its letter does not leave if it has not yet.

    Raises:
        UnknownInvitationError: there is no such application.
        NoTrackError: the invitation is not to a track.
        NotStartedError: the candidate has not started.
        RevokedError: the track's invitation is revoked.
        WentOnError: the candidate has started the next stage, or something else was decided.
    """
    view = require_track(await invitations.lock_track(connection, organization, reference))
    if view.invitation.stored_state is State.REVOKED:
        raise RevokedError
    application = await reading.select_application(connection, organization, view.invitation.id)
    if application is None:
        raise NotStartedError
    scene = Scene(connection, organization, view, application, actor, clock.now())
    children = await reading.select_children(connection, organization, application.id)
    before = back_to(application, stage, finished=_is_finished(application.stages, stage, children))
    if application.outcome is not None:
        scene = await reopen(scene)
    else:
        await _close_next(scene, scene.application.present, children)
    await writing.update_stage(connection, organization, before)
    moved = replace(scene.application, current=stage, updated_at=scene.now)
    await writing.update_application(connection, organization, moved)
    await scene.note("application.taken_back", stage=stage)
    return await progress_of(connection, organization, scene.track)


def _is_finished(stages: tuple[Stage, ...], number: int, children: dict[int, Child]) -> bool:
    if not 0 < number <= len(stages):
        raise WentOnError
    stage = stages[number - 1]
    child = children.get(stage.invitation_id or 0)
    return stage.key is None or (child is not None and child.finished)


async def _close_next(scene: Scene, stage: Stage, children: dict[int, Child]) -> None:
    child = children.get(stage.invitation_id or 0)
    if child is not None:
        if child.started_at is not None:
            raise WentOnError
        await invitations.close_stage(scene.connection, scene.organization, child.id, scene.by)
    closed = replace(stage, state=StageState.AHEAD, opened_at=None)
    await writing.update_stage(scene.connection, scene.organization, closed)
