"""The worker's part: inviting the people of lists, five hundred in a transaction.

What became of a row is written with the invitation itself, so that a crash or a second worker
repeats nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from muster.base.clock import Clock
from muster.base.errors import ConflictError, InvalidError
from muster.features import invitations, journal, organizations
from muster.features.catalog import ArchivedActivityError
from muster.features.intake.actions.finding import IntakeView, activities_of, call_of
from muster.features.intake.model import BATCH, KEPT, Intake, IntakeState, Row, outcome_of
from muster.features.intake.store import intakes, rows
from muster.features.invitations import Invited
from muster.storage.postgres import Connection, Database, Role, action, service

_LATER = timedelta(minutes=1)
_MOST = 100


async def carry_out(
    database: Database, clock: Clock, listen: Callable[[Invited], None] = lambda _: None
) -> int:
    """Invite the people of all lists that are due; return how many rows were dealt with.

    For the worker, as often as it likes. ``listen`` hears of every batch. A list that fails is
    put off for a minute, and stops no other.

    Raises:
        ExceptionGroup: some failed; the others are done.
    """
    done = 0
    errors: list[Exception] = []
    for organization, intake in await _find_due(database.acting_as(Role.WORKER), clock):
        try:
            done += await _carry_out_one(database, organization, intake, clock, listen)
        except Exception as error:  # noqa: BLE001 -- told below
            errors.append(error)
            await _put_off(database, organization, intake, clock.now() + _LATER)
    if errors:
        raise ExceptionGroup("lists that could not be carried out", errors)
    return done


@service
async def _find_due(connection: Connection, clock: Clock) -> list[tuple[int, int]]:
    return await intakes.select_due(connection, clock.now(), _MOST)


@action
async def _put_off(connection: Connection, organization: int, intake: int, until: datetime) -> None:
    await intakes.put_off(connection, organization, intake, until)


async def _carry_out_one(
    database: Database,
    organization: int,
    intake: int,
    clock: Clock,
    listen: Callable[[Invited], None],
) -> int:
    done = 0
    while (invited := await step(database, organization, intake, clock.now())) is not None:
        listen(invited)
        done += len({row.guest for row in invited.rows})
    return done


@action
async def step(
    connection: Connection, organization: int, intake: int, now: datetime
) -> Invited | None:
    """Invite the next rows of a list; None when nothing is left, or somebody else is at it."""
    owner = await organizations.organization_of_link.within(connection, organization)
    found = await intakes.lock_due(connection, organization, intake, now)
    if owner is None or found is None:
        return None
    begun = replace(found, state=IntakeState.RUNNING, begun_at=found.begun_at or now)
    waiting = await rows.select_waiting(connection, organization, intake, BATCH)
    if not waiting:
        await _end(connection, organization, replace(begun, state=IntakeState.DONE), now)
        return None
    view = IntakeView(begun, await activities_of(connection, organization, begun))
    try:
        if not view.activities:
            raise ArchivedActivityError
        call = call_of(view, begun.options, waiting, begun.begun_at or now)
        invited = await invitations.invite_within(connection, owner, call, now)
    except (ConflictError, InvalidError) as error:
        # Said before anything is written: an activity was archived, or the window has passed.
        stopped = replace(begun, state=IntakeState.STOPPED, problem=error.code)
        await _end(connection, organization, stopped, now)
        return None
    await _note(connection, organization, begun, _told(waiting, invited), now)
    return invited


async def _note(
    connection: Connection, organization: int, intake: Intake, told: Sequence[Row], now: datetime
) -> None:
    await rows.write_outcomes(connection, organization, intake.id, told)
    counts = Counter(intake.counts) + Counter(row.outcome or "" for row in told)
    after = replace(intake, counts=dict(counts))
    await intakes.write_progress(connection, organization, after, now)


def _told(waiting: Sequence[Row], invited: Invited) -> list[Row]:
    """Return the rows with what became of them: one answer for each activity."""
    each = len(invited.rows) // len(waiting)
    told = []
    for place, row in enumerate(waiting):
        answers = invited.rows[place * each : (place + 1) * each]
        ids = tuple(answer.invitation.id for answer in answers if answer.invitation)
        outcome = outcome_of(tuple(answer.outcome for answer in answers))
        told.append(
            replace(row, outcome=outcome.value, problems=answers[0].problems, invitation_ids=ids)
        )
    return told


async def _end(connection: Connection, organization: int, intake: Intake, now: datetime) -> None:
    await intakes.write_progress(connection, organization, intake, now)
    data = {"state": intake.state.value, "rows": dict(intake.counts)}
    fact = journal.Fact("intake.ended", "intake", intake.id, data)
    await journal.record(connection, organization, [fact], actor=intake.made_by, now=now)


async def forget_old(database: Database, clock: Clock) -> int:
    """Delete the rows of lists that ended, or came and were left, 30 days ago; return how many lists.

    For the worker. What stays of a list is how many became what.
    """
    now = clock.now()
    full = await _find_full(database.acting_as(Role.WORKER), now - KEPT)
    for organization, intake in full:
        await _empty(database, organization, intake, now)
    return len(full)


@service
async def _find_full(connection: Connection, before: datetime) -> list[tuple[int, int]]:
    return await intakes.select_full(connection, before, _MOST)


@action
async def _empty(connection: Connection, organization: int, intake: int, now: datetime) -> None:
    await rows.delete_rows(connection, organization, intake)
    await intakes.empty(connection, organization, intake, now)
