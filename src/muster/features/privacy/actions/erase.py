"""The verb that erases a person, and the one that removes the bytes that outlive their rows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from muster.base.clock import Clock
from muster.base.ids import from_object_id, from_typeid, parse_integer
from muster.features import candidates, journal
from muster.features.candidates import Candidate, UnknownCandidateError
from muster.features.privacy import store
from muster.features.privacy.actions import people
from muster.features.privacy.model import Basis, Doomed, OnHoldError, Place, Times, Tombstone
from muster.storage.postgres import Connection, Database, Role, action, service

Removers: TypeAlias = Mapping[Place, Callable[[str], Awaitable[None]]]
"""What removes the bytes under a key from each place; they may be gone already."""
_MOST = 200


@dataclass(frozen=True, slots=True)
class Order:
    """Why somebody is erased, and by whom."""

    basis: Basis
    actor: str


async def erase(
    database: Database, organization: int, reference: str, order: Order, clock: Clock
) -> Tombstone:
    """Delete everything about a candidate, in one transaction; return what is left.

    Whoever was erased before has the same tombstone still. Bytes of recordings and files, and
    letters in a folder, go with the next ``remove_doomed``. Receivers of events hear
    ``candidate.erased``.

    Raises:
        UnknownCandidateError: there is and was no such candidate.
        OnHoldError: the candidate is kept by a legal hold.
    """
    eraser = database.acting_as(Role.ERASER)
    return await _erase(eraser, organization, reference, order, clock)


async def erase_if_due(
    database: Database, organization: int, candidate: int, order: Order, times: Times
) -> Tombstone | None:
    """Do the same to somebody without contact for long; None when that is so no more.

    Contact, a hold or another erasure may have come since the list was made.
    """
    eraser = database.acting_as(Role.ERASER)
    return await _erase_if_due(eraser, organization, candidate, order, times)


@action
async def _erase(
    connection: Connection, organization: int, reference: str, order: Order, clock: Clock
) -> Tombstone:
    try:
        candidate = await candidates.find(connection, organization, reference)
    except UnknownCandidateError:
        return await _erased_before(connection, organization, reference)
    if not await people.lock(connection, organization, candidate.id):
        return await _erased_before(connection, organization, reference)
    if await store.select_hold(connection, organization, candidate.id) is not None:
        raise OnHoldError
    return await _bury(connection, organization, candidate, order, clock.now())


@action
async def _erase_if_due(
    connection: Connection, organization: int, number: int, order: Order, times: Times
) -> Tombstone | None:
    if not await people.lock(connection, organization, number):
        return None
    if not await store.is_due(connection, organization, times, number):
        return None
    candidate = await candidates.find(connection, organization, str(number))
    return await _bury(connection, organization, candidate, order, times.now)


async def _bury(
    connection: Connection, organization: int, candidate: Candidate, order: Order, now: datetime
) -> Tombstone:
    left = await people.forget(connection, organization, candidate.id)
    for place, keys in left.items():
        await store.doom(connection, organization, place, keys, now)
    stone = Tombstone(candidate.id, candidate.uid, order.basis, now, order.actor)
    await store.insert_tombstone(connection, organization, stone)
    await journal.record(connection, organization, [_fact_of(stone)], actor=order.actor, now=now)
    return stone


def _fact_of(stone: Tombstone) -> journal.Fact:
    # Whoever is to erase a copy may know the candidate by any of these, and can ask nobody now.
    names = {"id": stone.typeid, "uuid": str(stone.candidate_uid)}
    data = {"basis": stone.basis.value, **names}
    return journal.Fact("candidate.erased", "candidate", stone.candidate_id, data)


async def _erased_before(connection: Connection, organization: int, reference: str) -> Tombstone:
    dated = from_object_id(reference)
    number = dated[1] if dated else parse_integer(reference)
    stone = await store.select_tombstone(
        connection, organization, number, from_typeid("cand", reference)
    )
    if stone is None:
        raise UnknownCandidateError
    return stone


@action
async def list_erased(
    connection: Connection, organization: int, since: datetime
) -> list[Tombstone]:
    """Return who was erased since an instant, oldest first.

    A backup knows people who were erased after it: whoever restores one erases them again.
    """
    return await store.select_tombstones(connection, organization, since)


async def remove_doomed(database: Database, removers: Removers) -> int:
    """Remove the bytes of people who were erased; return how many things went.

    What cannot be removed now stays owed, and holds up nothing else.

    Raises:
        ExceptionGroup: some things could not be removed; the others were.
    """
    worker, count, errors = database.acting_as(Role.WORKER), 0, list[Exception]()
    while doomed := await _doomed(worker, tuple(removers), len(errors)):
        gone = []
        for one in doomed:
            try:
                await removers[one.place](one.key)
            except Exception as error:  # noqa: BLE001 -- told below
                errors.append(error)
            else:
                gone.append(one)
        if not gone:
            break
        await _gone(worker, gone)
        count += len(gone)
    if errors:
        raise ExceptionGroup("bytes that could not be removed", errors)
    return count


@service
async def _doomed(connection: Connection, places: tuple[Place, ...], skip: int) -> list[Doomed]:
    return await store.select_doomed(connection, places, _MOST, skip)


@service
async def _gone(connection: Connection, gone: list[Doomed]) -> None:
    await store.forget_doomed(connection, gone)
