"""Verbs of the journal."""

import json
from collections.abc import Sequence
from datetime import datetime

from asyncpg import Record

from muster.features.journal import store
from muster.features.journal.model import Event, Fact
from muster.storage.postgres import Connection, action, service

BATCH = 5000
"""Events that one sequencer step numbers at most."""


async def record(
    connection: Connection,
    organization: int,
    facts: Sequence[Fact],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Write facts in the caller's transaction, so that they stand or fall with the change."""
    if facts:
        await store.insert_events(connection, organization, facts, now, actor)


@action
async def sequence(connection: Connection, organization: int) -> int:
    """Give committed events of an organization their place in the feed; return how many."""
    return await store.sequence_events(connection, organization, BATCH)


async def last_sequence(connection: Connection, organization: int) -> int:
    """Number what has committed, in the caller's transaction; return the last number given."""
    while await store.sequence_events(connection, organization, BATCH) == BATCH:
        pass
    return await store.last_sequence(connection, organization)


@service
async def organizations_to_sequence(connection: Connection, most: int = 100) -> list[int]:
    """Return organizations whose feed is behind; for the worker's role."""
    return await store.unsequenced_organizations(connection, most)


@action
async def read_feed(
    connection: Connection, organization: int, *, after: int, limit: int
) -> list[Event]:
    """Return events after a sequence number, in order; what just committed is numbered first."""
    await store.sequence_events(connection, organization, BATCH)
    return [_event(row) for row in await store.select_feed(connection, organization, after, limit)]


def _event(row: Record) -> Event:
    return Event(**{**row, "data": json.loads(row["data"])})
