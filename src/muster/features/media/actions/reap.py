"""The worker's verb for what is left behind: recordings nobody completed, bytes nobody names."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from muster.base.clock import Clock
from muster.features import attempts, journal
from muster.features.media import facts
from muster.features.media.model import ABANDONED, Take, count_contiguous
from muster.features.media.store import work
from muster.features.media.store.rows import take_of
from muster.storage.blobs import SHARDS, BlobStore
from muster.storage.postgres import Connection, Database, Role, action, service

_MOST = 100
_STRAY_AFTER = timedelta(hours=24)
"""A blob is stored a moment before its row; after a day nothing will name it any more."""
_SHARD_EVERY = 300
"""Seconds that each part of the store is looked at, in turn."""


async def reap(database: Database, blobs: BlobStore, clock: Clock) -> None:
    """Salvage what was abandoned, and remove what candidates took back and what no row names.

    Raises:
        ExceptionGroup: recordings of some organizations could not be salvaged; all else is done.
    """
    worker, now = database.acting_as(Role.WORKER), clock.now()
    errors = await _salvage_abandoned(database, worker, now)
    for key in await _let_removed_go(worker, now - ABANDONED):
        await blobs.delete(key)
    before = now - _STRAY_AFTER
    await blobs.clear_scratch(before)
    await remove_strays(database, blobs, int(now.timestamp()) // _SHARD_EVERY % SHARDS, before)
    if errors:
        raise ExceptionGroup("recordings that could not be salvaged", errors)


async def remove_strays(
    database: Database, blobs: BlobStore, shard: int, before: datetime
) -> list[str]:
    """Remove blobs of a shard that are older than an instant and that no row names."""
    keys = await blobs.list_old(shard, before)
    named = await _named(database.acting_as(Role.WORKER), keys) if keys else set()
    strays = [key for key in keys if key not in named]
    for key in strays:
        await blobs.delete(key)
    return strays


async def _salvage_abandoned(app: Database, worker: Database, now: datetime) -> list[Exception]:
    errors: list[Exception] = []
    by_organization = defaultdict(list)
    for take, count in await _abandoned(worker, now - ABANDONED):
        by_organization[take.organization_id].append((take, count))
    for organization, found in by_organization.items():
        try:
            # The answer comes first: what is repeated after a crash finds it there.
            await _answer(app.acting_as(Role.APP), organization, found, now)
            await _salvage(worker, organization, found, now)
        except Exception as error:  # noqa: BLE001 -- told by who called
            errors.append(error)
    return errors


@service
async def _abandoned(connection: Connection, before: datetime) -> list[tuple[Take, int]]:
    rows = await work.select_abandoned(connection, before, _MOST)
    return [(take_of(row), count_contiguous(row["numbers"] or ())) for row in rows]


@action
async def _answer(
    connection: Connection, organization: int, found: Sequence[tuple[Take, int]], now: datetime
) -> None:
    for take, count in found:
        if count:
            value = {"take": str(take.uid)}
            put = attempts.Put(
                take.attempt_id, take.item, value, late=take.late, only_if_empty=True
            )
            await attempts.put.within(connection, organization, put, now)


@service
async def _salvage(
    connection: Connection, organization: int, found: Sequence[tuple[Take, int]], now: datetime
) -> None:
    noted = [
        facts.salvaged(take, count)
        for take, count in found
        if await work.salvage(connection, take, now, count)
    ]
    await journal.record(connection, organization, noted, actor=facts.WORKER, now=now)


@service
async def _let_removed_go(connection: Connection, before: datetime) -> list[str]:
    return await work.let_removed_go(connection, before)


@service
async def _named(connection: Connection, keys: Sequence[str]) -> set[str]:
    return await work.select_named(connection, keys)
