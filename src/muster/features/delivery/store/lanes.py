"""SQL of lanes for those who ask how they do."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.delivery.model import Lane
from muster.storage.postgres import Connection

SELECT_LANE: LiteralString = """
-- Whether a lane is open, and who was seen at it.
select reason, words, worker_seen_at, relay_seen_at from lane where name = $1"""

RESUME_LANE: LiteralString = """
-- Open a lane that rests, because somebody says that its trouble is over.
update lane set paused_at = null, reason = null, words = '', probe_at = null, strikes = 0
where name = $1 and reason is not null
returning name"""

COUNT_WAITING: LiteralString = """
-- How many messages wait, up to a bound; in the worker's role.
select count(*) from (
    select from message where lane = $1 and due_at is not null limit 100000) as waiting"""

OLDEST_DUE: LiteralString = """
-- Since when the most overdue message is due; one probe of the index an organization and class.
with recursive owner as (
    (select organization_id from message where lane = $1 and due_at is not null
     order by organization_id limit 1)
    union all
    select (select message.organization_id from message
            where message.organization_id > owner.organization_id
                and lane = $1 and due_at is not null
            order by message.organization_id limit 1)
    from owner where owner.organization_id is not null
)
select min(first.due_at)
from owner, (values (false), (true)) as class (bulk), lateral (
    select due_at from message
    where message.organization_id = owner.organization_id
        and lane = $1 and message.bulk = class.bulk and due_at is not null
    order by due_at limit 1
) as first"""


async def select_lane(connection: Connection, lane: Lane) -> Record:
    """Return a lane's row as people want to know it."""
    return await connection.fetchrow(SELECT_LANE, lane)


async def resume_lane(connection: Connection, lane: Lane) -> bool:
    """Open a lane; tells whether it rested."""
    return await connection.fetchval(RESUME_LANE, lane) is not None


async def count_waiting(connection: Connection, lane: Lane) -> int:
    """Return how many messages wait, up to 100,000."""
    return await connection.fetchval(COUNT_WAITING, lane)


async def oldest_due(connection: Connection, lane: Lane) -> datetime | None:
    """Return since when the most overdue message is due."""
    return await connection.fetchval(OLDEST_DUE, lane)
