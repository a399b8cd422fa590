"""After Submit: what the report of a stage leads to, and the sweep for what was left behind."""

from datetime import datetime, timedelta

import structlog

from muster.base.clock import Clock
from muster.features import invitations, reports
from muster.features.invitations import State
from muster.features.tracks.actions.moving import RULE, Scene, reopen, rule, wait
from muster.features.tracks.model import (
    By,
    Decision,
    Result,
    Ruling,
    StageState,
    may_be_ruled,
    rule_of,
)
from muster.features.tracks.store import reading, writing
from muster.storage.postgres import Connection, Database, Role, action, service

_LEASE = timedelta(minutes=5)
_log = structlog.get_logger(__name__)


async def conclude(database: Database, organization: int, attempt: int, clock: Clock) -> None:
    """Do what follows from a submitted attempt: its report, and the next stage of its track.

    Repeating it is safe; the worker does it for whoever was cut off in between.

    Raises:
        UnknownAttemptError: there is no such attempt.
        NotSubmittedError: it still runs.
    """
    await reports.settle(database, organization, attempt, clock)
    await follow_up(database, organization, attempt, clock)


@action
async def follow_up(connection: Connection, organization: int, attempt: int, clock: Clock) -> None:
    """Move an application by the rule of the stage that an attempt was made in.

    Nothing happens for attempts without a report or outside of tracks, in a stage that a person
    has decided about, in one that is left already, and while the track is revoked.
    """
    found = await reading.select_of_attempt(connection, organization, attempt)
    if found is None:
        return
    application_id, number = found
    view = await invitations.lock_track(connection, organization, str(application_id))
    # Under the lock: what is read here is the newest that anybody can follow up.
    scored = await reports.reports_of_attempts.within(connection, organization, [attempt])
    report = scored.get(attempt)
    application = await reading.select_application(connection, organization, application_id)
    if report is None or application is None:
        return
    scene = Scene(connection, organization, view, application, RULE, clock.now())
    result = _result_of(report.score)
    if result.percent is not None:
        await writing.update_score(connection, organization, scene.application, result.percent)
    stands = application.current == number and may_be_ruled(application.present)
    if stands and view.invitation.stored_state is not State.REVOKED:
        await _apply(scene, result)
    await writing.forget_due(connection, organization, attempt, report.revision)


def _result_of(score: reports.Score) -> Result:
    percent = score.overall.percent
    return Result(
        score.passed, score.complete, None if percent is None else reports.rounded(percent)
    )


async def _apply(scene: Scene, result: Result) -> None:
    stage = scene.application.present
    decision = rule_of(stage.advance, result)
    if decision is None:
        if stage.state is StageState.REJECTED:
            scene = await reopen(scene)
        if stage.state is not StageState.WAITING:
            await wait(scene)
        return
    if stage.state is not StageState.REJECTED or decision is Decision.ADVANCE:
        await rule(scene, Ruling(decision, By.RULE, RULE))


async def follow_up_due(database: Database, clock: Clock, most: int = 100) -> int:
    """Follow up what a crash, or a report that the worker settled, left behind; return how many.

    One that cannot be followed up rests for some minutes and does not stop the others.
    """
    now = clock.now()
    done = 0
    for organization, attempt in await _claim(database.acting_as(Role.WORKER), now, most):
        try:
            await follow_up(database, organization, attempt, clock)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next one may do better
            _log.warning("not_followed_up", attempt=attempt, error=type(error).__name__)
        else:
            done += 1
    return done


@service
async def _claim(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    return await writing.claim_due(connection, now, now + _LEASE, most)
