"""Whether letters leave: for readiness, metrics, the doctor and answers that promise a mail."""

from datetime import datetime, timedelta

from asyncpg import Record

from muster.features.delivery.model import Lane, LaneHealth
from muster.features.delivery.store import lanes as store
from muster.storage.postgres import Connection, Database, Role, service

SEEN = timedelta(seconds=30)
"""A worker that was not seen for so long is gone; a live one shows itself every 5 s."""


async def lane_health(database: Database, *, now: datetime) -> LaneHealth:
    """Return how the mail lane does; any database will do, it is asked in the worker's role."""
    return await _look(database.acting_as(Role.WORKER), now)


async def lane_reason(database: Database, *, now: datetime) -> str | None:
    """Return why no letters leave, as ``LaneHealth.reason`` has it, without counting them."""
    return await _look_briefly(database.acting_as(Role.WORKER), now)


async def resume_lane(database: Database) -> bool:
    """Open the mail lane at once instead of at its next probe; tells whether it was paused."""
    return await _resume(database.acting_as(Role.WORKER))


@service
async def _resume(connection: Connection) -> bool:
    return await store.resume_lane(connection, Lane.MAIL)


@service
async def _look_briefly(connection: Connection, now: datetime) -> str | None:
    return _reason(await store.select_lane(connection, Lane.MAIL), now)


@service
async def _look(connection: Connection, now: datetime) -> LaneHealth:
    row = await store.select_lane(connection, Lane.MAIL)
    oldest = await store.oldest_due(connection, Lane.MAIL)
    return LaneHealth(
        paused=row["reason"] is not None,
        reason=_reason(row, now),
        words=row["words"],
        queued=await store.count_waiting(connection, Lane.MAIL),
        oldest_age_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
    )


def _reason(row: Record, now: datetime) -> str | None:
    if _is_fresh(row["relay_seen_at"], now):
        reason: str | None = row["reason"]
        return reason
    return "no_relay" if _is_fresh(row["worker_seen_at"], now) else "no_worker"


def _is_fresh(seen_at: datetime | None, now: datetime) -> bool:
    return seen_at is not None and now - seen_at < SEEN
