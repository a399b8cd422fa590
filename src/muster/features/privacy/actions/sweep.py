"""The verbs of retention: who would go, and letting them go."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from muster.base.clock import Clock
from muster.base.errors import UnavailableError
from muster.features import jobs, journal, organizations
from muster.features.privacy import store
from muster.features.privacy.actions.erase import Order, erase_if_due
from muster.features.privacy.model import (
    Basis,
    Outlook,
    Times,
    Tombstone,
    months_before,
    next_night,
)
from muster.storage.postgres import Connection, Database, Role, action, service

_BATCH = 100
_ACTOR = "retention"
_LEASE = timedelta(hours=1)
"""A worker that is killed in the middle of a night leaves the rest to the next one."""


@action
async def look_ahead(
    connection: Connection, organization: int, months: int, clock: Clock
) -> Outlook:
    """Return what a sweep would erase now, if people were kept so many months."""
    return await store.select_outlook(connection, organization, _times(months, clock))


async def sweep(
    database: Database, organization: int, months: int, *, actor: str, clock: Clock
) -> AsyncIterator[Tombstone]:
    """Erase whoever had no contact for so many months, one transaction each; yield each.

    Who can still use an invitation, takes an attempt or is held stays. Applicants who were never
    invited go without a tombstone. What was done is an event of the organization, also when the
    caller stops in the middle.

    Raises:
        ExceptionGroup: some could not be erased; all others were.
    """
    count = 0
    applicants = await _let_applicants_go(database, organization, months, actor, clock)
    try:
        async for stone in _erase_due(database, organization, months, actor, clock):
            count += 1
            yield stone
    finally:
        if count or applicants:
            swept = {"erased": count, "applicants": applicants, "months": months}
            await _note(database, organization, swept, actor, clock)


async def sweep_due(database: Database, clock: Clock) -> int:
    """Sweep every organization whose night has come; return how many people went.

    Raises:
        ExceptionGroup: somebody could not be erased, who has another turn in an hour; all others
            were.
    """
    worker, now, count = database.acting_as(Role.WORKER), clock.now(), 0
    errors: list[Exception] = []
    for organization, months in await _claim(worker, now):
        try:
            async for _ in sweep(database, organization, months, actor=_ACTOR, clock=clock):
                count += 1
            await _postpone(worker, organization, clock.now())
        except Exception as error:  # noqa: BLE001 -- told by who called
            errors.append(error)
    if errors:
        raise ExceptionGroup("organizations that could not be swept", errors)
    return count


async def _erase_due(
    database: Database, organization: int, months: int, actor: str, clock: Clock
) -> AsyncIterator[Tombstone]:
    order, times, after = Order(Basis.RETENTION, actor), _times(months, clock), 0
    errors: list[Exception] = []
    while due := await _due(database, organization, times, after):
        for candidate in due:
            try:
                stone = await erase_if_due(database, organization, candidate, order, times)
            except UnavailableError:
                raise
            except Exception as error:  # noqa: BLE001 -- told when the others have gone
                errors.append(error)
                continue
            if stone is not None:
                yield stone
        after = due[-1]
    if errors:
        raise ExceptionGroup("people who could not be erased", errors)


async def _let_applicants_go(
    database: Database, organization: int, months: int, actor: str, clock: Clock
) -> int:
    eraser, times, count = database.acting_as(Role.ERASER), _times(months, clock), 0
    while gone := await _let_some_go(eraser, organization, times, actor):
        count += gone
    return count


@action
async def _let_some_go(connection: Connection, organization: int, times: Times, actor: str) -> int:
    return await jobs.let_go(connection, organization, (times.before, times.now), actor)


def _times(months: int, clock: Clock) -> Times:
    now = clock.now()
    return Times(months_before(now, months), now)


@action
async def _due(connection: Connection, organization: int, times: Times, after: int) -> list[int]:
    return await store.select_due(connection, organization, times, after, _BATCH)


@action
async def _note(
    connection: Connection, organization: int, swept: dict[str, int], actor: str, clock: Clock
) -> None:
    fact = journal.Fact("retention.swept", "organization", organization, swept)
    await journal.record(connection, organization, [fact], actor=actor, now=clock.now())


@service
async def _claim(connection: Connection, now: datetime) -> list[tuple[int, int]]:
    return await store.claim_sweep(connection, now, now + _LEASE)


@service
async def _postpone(connection: Connection, organization: int, now: datetime) -> None:
    found = await organizations.organization_of_link.within(connection, organization)
    zone = found.time_zone if found else "UTC"
    await store.postpone_sweep(connection, organization, next_night(now, zone))
