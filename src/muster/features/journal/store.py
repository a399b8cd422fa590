"""SQL of the journal."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from asyncpg import Record
from pydantic_core import to_json

from muster.features.journal.model import Fact
from muster.storage.postgres import Connection

INSERT_EVENTS: LiteralString = """
-- One row a fact, in the order given.
insert into event (organization_id, type, subject_kind, subject_id, occurred_at, actor, data)
select $1, type, subject_kind, subject_id, $6, $7, data::jsonb
from unnest($2::text[], $3::text[], $4::bigint[], $5::text[])
    as fact (type, subject_kind, subject_id, data)"""

UNSEQUENCED_ORGANIZATIONS: LiteralString = """
-- Organizations with events that the feed does not show yet.
select distinct organization_id from event where sequence is null limit $1"""

LOCK_COUNTER: LiteralString = """
-- One sequencer an organization at a time; the row is made on first use.
insert into event_counter (organization_id, last_sequence) values ($1, 0)
on conflict (organization_id) do update set last_sequence = event_counter.last_sequence
returning last_sequence"""

SEQUENCE_EVENTS: LiteralString = """
-- Give the next numbers to what is committed by now; what commits later gets later ones.
with waiting as (
    select id, row_number() over (order by id) as place
    from (select id from event
          where organization_id = $1 and sequence is null order by id limit $3) as oldest
),
numbered as (
    update event set sequence = $2 + waiting.place
    from waiting
    where event.organization_id = $1 and event.id = waiting.id
    returning event.sequence
)
update event_counter set last_sequence = greatest(last_sequence, (select max(sequence) from numbered))
where organization_id = $1 and exists (select from numbered)
returning (select count(*) from numbered)"""

SELECT_FEED: LiteralString = """
-- The feed: sequenced events after a number, in order.
select id, uid, type, subject_kind, subject_id, occurred_at, actor, data, sequence
from event where organization_id = $1 and sequence > $2
order by sequence limit $3"""


COPY_EVENTS: LiteralString = """
-- Every event about some things, oldest first, as one document.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select event.id, event.type, event.subject_kind, event.subject_id, event.occurred_at,
           event.actor, event.data
    from event
    join unnest($2::text[], $3::bigint[]) as thing (kind, id)
      on thing.kind = event.subject_kind and thing.id = event.subject_id
    where event.organization_id = $1) as line"""


async def insert_events(
    connection: Connection, organization: int, facts: Sequence[Fact], now: datetime, actor: str
) -> None:
    """Write the facts as events."""
    await connection.execute(
        INSERT_EVENTS,
        organization,
        [fact.type for fact in facts],
        [fact.subject_kind for fact in facts],
        [fact.subject_id for fact in facts],
        [to_json(fact.data).decode() for fact in facts],
        now,
        actor,
    )


async def unsequenced_organizations(connection: Connection, most: int) -> list[int]:
    """Return organizations with unsequenced events."""
    return [row[0] for row in await connection.fetch(UNSEQUENCED_ORGANIZATIONS, most)]


async def sequence_events(connection: Connection, organization: int, most: int) -> int:
    """Number up to ``most`` events and return how many."""
    last = await connection.fetchval(LOCK_COUNTER, organization)
    return await connection.fetchval(SEQUENCE_EVENTS, organization, last, most) or 0


async def last_sequence(connection: Connection, organization: int) -> int:
    """Return the last number that was given; nobody gives another until the transaction ends."""
    return await connection.fetchval(LOCK_COUNTER, organization)


async def select_feed(
    connection: Connection, organization: int, after: int, limit: int
) -> list[Record]:
    """Return sequenced events after a number."""
    return await connection.fetch(SELECT_FEED, organization, after, limit)


async def copy_events(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> Any:
    """Return the events about things of (kind, id) as a document."""
    kinds, ids = [kind for kind, _ in things], [number for _, number in things]
    return json.loads(await connection.fetchval(COPY_EVENTS, organization, kinds, ids))
