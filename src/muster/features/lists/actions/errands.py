"""Errands: begun by a member, done in groups of 500 in a transaction each, by them or the worker.

A crash between two groups loses nothing: what has an outcome is done, and the others have their
turn when the lease of whoever was at it is over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.ids import from_typeid
from muster.features import invitations, organizations
from muster.features.invitations import Changes, Doer, More, Together
from muster.features.lists.errands import (
    AT_ONCE,
    ERRAND_PREFIX,
    Errand,
    LeftOut,
    NobodyChosenError,
    UndoneError,
    UnknownErrandError,
    Verb,
    Wanting,
)
from muster.features.lists.store import errands as store
from muster.storage.postgres import Connection, Database, Role, action, service

_LEASE = timedelta(seconds=60)
_NAMED = 100
"""Of those who were left out."""


async def begin_errand(
    database: Database, organization: int, wanting: Wanting, *, actor: str, clock: Clock
) -> Errand:
    """Begin an errand; up to 500 are done when this returns, more are left to the worker.

    Raises:
        NobodyChosenError: nobody is given, or nobody is left of those.
        UntilError: the instant to extend to has passed, or the days are not 1 to 365.
    """
    now = clock.now()
    if not wanting.ids:
        raise NobodyChosenError
    if wanting.more is not None:
        wanting.more.check(now)
    at_once = len(wanting.ids) <= AT_ONCE

    async def work(connection: Connection) -> Errand:
        made = await store.insert_errand(
            connection,
            organization,
            (actor, wanting.verb, wanting.more or More(), None),
            len(wanting.ids),
            now,
            now + _LEASE if at_once else now,
        )
        assert made is not None  # noqa: S101 -- it undoes nothing, so nothing is in its way
        await store.insert_rows(connection, organization, made[0], wanting.ids)
        if at_once:
            await _do_group(connection, organization, made[0], now)
        return await _find(connection, organization, made[1])

    return await database.run(organization, work)


async def undo_errand(
    database: Database, organization: int, reference: str, *, actor: str, clock: Clock
) -> Errand:
    """Take an errand back for those to whom it did something; done at once up to 500 of them.

    Raises:
        UnknownErrandError: there is none.
        UndoneError: it is undone already, not over yet, or nothing can be taken back.
    """
    now = clock.now()

    async def work(connection: Connection) -> Errand:
        former = await find_errand.within(connection, organization, reference)
        undo = former.verb.undo
        if undo is None or not former.can_be_undone:
            raise UndoneError
        at_once = former.done <= AT_ONCE
        made = await store.insert_errand(
            connection,
            organization,
            (actor, undo, More(), former.id),
            former.done,
            now,
            now + _LEASE if at_once else now,
        )
        if made is None:
            raise UndoneError
        await store.copy_rows(connection, organization, made[0], former.id)
        if at_once:
            await _do_group(connection, organization, made[0], now)
        return await _find(connection, organization, made[1])

    return await database.run(organization, work)


@action
async def find_errand(connection: Connection, organization: int, reference: str) -> Errand:
    """Return an errand by its TypeID.

    Raises:
        UnknownErrandError: there is none.
    """
    uid = from_typeid(ERRAND_PREFIX, reference)
    found = await store.select_errand(connection, organization, uid) if uid else None
    if found is None:
        raise UnknownErrandError
    return found


@action
async def stop_errand(
    connection: Connection, organization: int, reference: str, clock: Clock
) -> Errand:
    """Leave those alone whose turn has not been; what is done stays done.

    Raises:
        UnknownErrandError: there is none.
    """
    errand = await find_errand.within(connection, organization, reference)
    await store.end_errand(connection, organization, errand.id, clock.now())
    return await find_errand.within(connection, organization, reference)


@action
async def list_left_out(connection: Connection, organization: int, errand: Errand) -> list[LeftOut]:
    """Return those to whom nothing was done, a hundred at most."""
    return await store.select_left_out(connection, organization, errand.id, _NAMED)


async def carry_on_errands(database: Database, clock: Clock, most: int = 20) -> int:
    """Do a group of each errand that is due; return how many groups were done. For the worker.

    Raises:
        ExceptionGroup: some could not be gone on with; the others were.
    """
    done, errors = 0, list[Exception]()
    for organization, errand in await _due(database.acting_as(Role.WORKER), clock.now(), most):
        try:
            done += await _carry_on(database, organization, errand, clock)
        except Exception as error:  # noqa: BLE001 -- told below
            errors.append(error)
            await _put_off(database, organization, errand, clock)
    if errors:
        raise ExceptionGroup("errands that could not be gone on with", errors)
    return done


@service
async def _due(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    return await store.select_due(connection, now, most)


async def _carry_on(database: Database, organization: int, errand: int, clock: Clock) -> bool:
    async def work(connection: Connection) -> bool:
        return await _do_group(connection, organization, errand, clock.now())

    return await database.run(organization, work)


async def _put_off(database: Database, organization: int, errand: int, clock: Clock) -> None:
    """Let the others go first when one cannot be done now."""

    async def work(connection: Connection) -> None:
        await store.lease_errand(connection, organization, errand, clock.now() + _LEASE)

    await database.run(organization, work)


async def _do_group(connection: Connection, organization: int, errand: int, now: datetime) -> bool:
    """Do what is to be done to the next 500; tell whether there was something to do."""
    task = await store.lock_errand(connection, organization, errand)
    if task is None:
        return False
    rows = await store.select_waiting(connection, organization, errand, AT_ONCE)
    if rows:
        changes = await _do(connection, organization, task, rows, now)
        outcomes = {
            row["place"]: (
                changes.outcomes.get(row["invitation_id"], Together.GONE),
                changes.former.get(row["invitation_id"]),
            )
            for row in rows
        }
        await store.write_outcomes(connection, organization, errand, outcomes)
    if len(rows) < AT_ONCE or not await store.select_waiting(connection, organization, errand, 1):
        await store.end_errand(connection, organization, errand, now)
    else:
        await store.lease_errand(connection, organization, errand, now)
    return True


async def _do(
    connection: Connection, organization: int, task: Record, rows: list[Record], now: datetime
) -> Changes:
    owner = await organizations.organization_of_link.within(connection, organization)
    assert owner is not None  # noqa: S101 -- organizations are never deleted
    doer = Doer(owner, task["actor"], now)
    ids = [row["invitation_id"] for row in rows]
    match Verb(task["verb"]):
        case Verb.RESEND:
            return await invitations.resend_together(connection, ids, doer)
        case Verb.REVOKE:
            return await invitations.revoke_together(connection, ids, doer)
        case Verb.REVIVE:
            return await invitations.revive_together(connection, ids, doer)
        case Verb.RESTORE:
            ends: Mapping[int, tuple[datetime, datetime]] = {
                row["invitation_id"]: (row["former_end"], row["given_end"]) for row in rows
            }
            return await invitations.restore_ends(connection, ends, doer)
        case Verb.EXTEND:
            more = More(task["until"], task["days"])
            if more.until is not None and more.until <= now:
                return Changes(dict.fromkeys(ids, Together.EXPIRED))
            return await invitations.extend_together(connection, ids, more, doer)


async def _find(connection: Connection, organization: int, uid: object) -> Errand:
    return await find_errand.within(connection, organization, str(uid))
