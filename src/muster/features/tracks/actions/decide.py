"""What a person says about an application: on to the next stage, or not."""

from datetime import datetime

from muster.base.clock import Clock
from muster.base.text import clean_line
from muster.features import invitations
from muster.features.invitations import RevokedError, State
from muster.features.tracks.actions.moving import Scene, put_back, rule
from muster.features.tracks.actions.read import progress_of, read_progress
from muster.features.tracks.deciding import made_already
from muster.features.tracks.model import (
    Application,
    By,
    Decision,
    NotStartedError,
    Outcome,
    Ruling,
    Stage,
    StageState,
    StageUnfinishedError,
    Verdict,
)
from muster.features.tracks.store import reading
from muster.features.tracks.views import Moved
from muster.storage.postgres import Connection, Database

_LONGEST_REASON = 1000


async def decide(
    database: Database, organization: int, verdict: Verdict, *, actor: str, clock: Clock
) -> Moved:
    """Let a candidate go on to the next stage, or reject them; the same decision twice is one.

    A person may overrule a rejection: who had finished the stage goes on to the next one, who
    had not may take it again.

    Raises:
        UnknownInvitationError: there is no such application.
        NoTrackError: the invitation is not to a track.
        NotStartedError: the candidate has not started.
        RevokedError: the track's invitation is revoked.
        StageUnfinishedError: the candidate has not finished the present stage.
        DecidedMeanwhileError: somebody else decided otherwise.
        ApplicationEndedError: the candidate came through; it is too late to reject.
        InvalidError: the reason is too long or not one line.
    """
    reason = verdict.reason and clean_line(verdict.reason, field="reason", longest=_LONGEST_REASON)
    seen = (await read_progress(database, organization, verdict.application)).application
    if seen is None:
        raise NotStartedError
    ruling = Ruling(verdict.decision, By.PERSON, actor, reason)
    return await database.run(
        organization,
        lambda connection: _decide(connection, organization, (verdict, seen), ruling, clock.now()),
    )


async def _decide(
    connection: Connection,
    organization: int,
    wish: tuple[Verdict, Application],
    ruling: Ruling,
    now: datetime,
) -> Moved:
    verdict, seen = wish
    view = await invitations.lock_track(connection, organization, str(seen.id))
    if view.invitation.stored_state is State.REVOKED:
        raise RevokedError
    application = await reading.select_application(connection, organization, seen.id)
    if application is None:
        raise NotStartedError
    if made_already(application, seen, verdict, now):
        return Moved(await progress_of(connection, organization, view), changed=False)
    scene = Scene(connection, organization, view, application, ruling.actor, now)
    scene = await _carry_out(scene, ruling, send=verdict.send)
    progress = await progress_of(connection, organization, scene.track)
    return Moved(progress, changed=True, letter=scene.letter)


async def _carry_out(scene: Scene, ruling: Ruling, *, send: bool | None) -> Scene:
    if ruling.decision is Decision.REJECT:
        return await rule(scene, ruling)
    finished = await _is_finished(scene, scene.application.present)
    if finished:
        return await rule(scene, ruling, send=send)
    if scene.application.outcome is Outcome.REJECTED:
        return await put_back(scene)
    raise StageUnfinishedError


async def _is_finished(scene: Scene, stage: Stage) -> bool:
    if stage.key is None or stage.state is StageState.WAITING:
        return True
    children = await reading.select_children(
        scene.connection, scene.organization, scene.application.id
    )
    child = children.get(stage.invitation_id or 0)
    return child is not None and child.finished
