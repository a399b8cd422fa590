"""SQL of the worker: it acts for all organizations, in the worker's role."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.webhooks.dispatch.notes import Held, Note
from muster.storage.postgres import Connection

TAKE_BEHIND: LiteralString = """
-- Lease endpoints for which the feed shows more than they were told of.
update webhook_endpoint set announcing_until = $2
from (select endpoint.organization_id, endpoint.id
      from event_counter
      join webhook_endpoint endpoint on endpoint.organization_id = event_counter.organization_id
          and endpoint.state = 'active' and endpoint.sequence < event_counter.last_sequence
      where endpoint.announcing_until <= $1
      order by endpoint.announcing_until, endpoint.sequence limit $3
      for update of endpoint skip locked) as behind
where webhook_endpoint.organization_id = behind.organization_id
  and webhook_endpoint.id = behind.id
returning webhook_endpoint.organization_id, webhook_endpoint.id, webhook_endpoint.sequence"""

TAKE: LiteralString = """
-- Lease endpoints that have something due and do not rest: the longest unserved first, each to one
-- worker. One probe of the index an endpoint with something waiting, however much that is.
with recursive waiting as (
    (select organization_id, endpoint_id from webhook_call where due_at is not null
     order by organization_id, endpoint_id limit 1)
    union all
    select next.organization_id, next.endpoint_id
    from waiting
    cross join lateral (
        select organization_id, endpoint_id from webhook_call
        where due_at is not null and (webhook_call.organization_id, webhook_call.endpoint_id)
            > (waiting.organization_id, waiting.endpoint_id)
        order by organization_id, endpoint_id limit 1) as next
),
free as (
    select endpoint.organization_id, endpoint.id
    from waiting
    join webhook_endpoint endpoint on endpoint.organization_id = waiting.organization_id
        and endpoint.id = waiting.endpoint_id
    where endpoint.state = 'active' and endpoint.held_until <= $1 and endpoint.rests_until <= $1
        and exists (select from webhook_call
                    where webhook_call.organization_id = endpoint.organization_id
                        and webhook_call.endpoint_id = endpoint.id and due_at <= $1)
    order by endpoint.served_at
    limit $3
    for update of endpoint skip locked
)
update webhook_endpoint set hold = hold + 1, held_until = $2, served_at = $1
from free
where webhook_endpoint.organization_id = free.organization_id and webhook_endpoint.id = free.id
returning webhook_endpoint.organization_id, webhook_endpoint.id, uid, url, style, hold,
          auth_kind, auth_name, auth_sealed, rests_until, strikes, failures, failing_since,
          warned_at"""

SELECT_SEALS: LiteralString = """
-- The sealed secrets that sign for endpoints now, newest first.
select webhook_secret.organization_id, endpoint_id, sealed
from unnest($1::bigint[], $2::bigint[]) as held (organization_id, endpoint_id)
join webhook_secret using (organization_id, endpoint_id)
where expires_at is null or expires_at > $3
order by webhook_secret.organization_id, endpoint_id, number desc"""

RENEW: LiteralString = """
-- Keep endpoints that are still ours; tell which these are, and which of them somebody else changes
-- just now, who is not waited for: they are ours until the lease lapses.
with ours as materialized (
    select endpoint.organization_id, endpoint.id
    from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as held (organization_id, id, hold)
    join webhook_endpoint endpoint using (organization_id, id)
    where endpoint.hold = held.hold
),
free as (
    select endpoint.organization_id, endpoint.id
    from ours join webhook_endpoint endpoint using (organization_id, id)
    for no key update of endpoint skip locked
),
renewed as (
    update webhook_endpoint set held_until = $4
    from free
    where webhook_endpoint.organization_id = free.organization_id
        and webhook_endpoint.id = free.id
    returning webhook_endpoint.organization_id, webhook_endpoint.id
)
select ours.organization_id, ours.id, renewed.id is not null as renewed
from ours left join renewed using (organization_id, id)"""

RELEASE: LiteralString = """
-- Give an endpoint back. The number goes up, so that a renewal on its way finds nothing to renew.
update webhook_endpoint set held_until = '-infinity', hold = hold + 1
where organization_id = $1 and id = $2 and hold = $3"""

SELECT_DUE: LiteralString = """
-- What an endpoint is owed by now, oldest first.
select id, uid, body, attempt, failures
from webhook_call
where organization_id = $1 and endpoint_id = $2 and due_at <= $3
order by due_at, id limit $4"""

SELECT_BUSY: LiteralString = """
-- Lock the calls and endpoints that outcomes are to be written of, and tell of which calls that
-- cannot be, because somebody else has them or their endpoint: replaying or removing a million
-- calls takes its time, in which the outcomes of others are to be written.
with note as materialized (
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])
        as note (organization_id, endpoint_id, id)
),
mine as materialized (
    select organization_id, id from webhook_endpoint
    where (organization_id, id) in (select organization_id, endpoint_id from note)
    for no key update skip locked
),
free as materialized (
    select webhook_call.organization_id, webhook_call.id
    from webhook_call join note using (organization_id, id)
    for no key update of webhook_call skip locked
)
select note.organization_id, note.id
from note
join webhook_endpoint endpoint on endpoint.organization_id = note.organization_id
    and endpoint.id = note.endpoint_id
join webhook_call call on call.organization_id = note.organization_id and call.id = note.id
where not exists (select from mine
                  where mine.organization_id = endpoint.organization_id and mine.id = endpoint.id)
   or not exists (select from free
                  where free.organization_id = call.organization_id and free.id = call.id)"""

RECORD: LiteralString = """
-- Write what became of calls, and the tries. The attempt is the fencing number: of two workers
-- that made the same call, because one was lost for a while, the first writes.
with note as (
    select * from unnest(
        $1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::timestamptz[], $6::text[],
        $7::timestamptz[], $8::timestamptz[], $9::text[], $10::smallint[], $11::text[]
    ) as note (organization_id, id, attempt, state, due_at, reason,
               started_at, ended_at, outcome, status, words)
),
settled as (
    update webhook_call
    set state = note.state, due_at = note.due_at, reason = note.reason,
        ended_at = case when note.due_at is null then note.ended_at end,
        attempt = webhook_call.attempt + 1,
        failures = webhook_call.failures + (note.outcome <> 'delivered')::integer
    from note
    where webhook_call.organization_id = note.organization_id and webhook_call.id = note.id
        and webhook_call.attempt = note.attempt and webhook_call.state = 'waiting'
    returning webhook_call.organization_id, webhook_call.id
)
insert into webhook_try (organization_id, call_id, number, started_at, ended_at, outcome, status,
                         words)
select note.organization_id, note.id, note.attempt + 1, started_at, ended_at, outcome, status,
       words
from note join settled using (organization_id, id)
on conflict do nothing
returning organization_id, call_id"""

RECORD_PULSES: LiteralString = """
-- Write how endpoints do, by their holders only, and tell which were still held.
update webhook_endpoint
set strikes = pulse.strikes, failures = pulse.failures, failing_since = pulse.failing_since,
    rests_until = pulse.rests_until,
    warned_at = case when pulse.failing_since is not null then warned_at end
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::integer[], $5::integer[],
            $6::timestamptz[], $7::timestamptz[])
    as pulse (organization_id, id, hold, strikes, failures, failing_since, rests_until)
where webhook_endpoint.organization_id = pulse.organization_id
  and webhook_endpoint.id = pulse.id and webhook_endpoint.hold = pulse.hold
returning webhook_endpoint.organization_id, webhook_endpoint.id"""

SWEEP: LiteralString = """
-- Calls that ended long ago go, with their tries.
delete from webhook_call
using (select organization_id, id from webhook_call where ended_at < $1
       order by ended_at limit $2 for update skip locked) as old
where webhook_call.organization_id = old.organization_id and webhook_call.id = old.id"""

BACKLOG: LiteralString = """
-- By style: how many endpoints have something due, how many of them fail in a row ($2 strikes) and
-- wait for their rest to end, and since when the oldest call of the others is due.
with recursive waiting as (
    (select organization_id, endpoint_id from webhook_call where due_at is not null
     order by organization_id, endpoint_id limit 1)
    union all
    select next.organization_id, next.endpoint_id
    from waiting
    cross join lateral (
        select organization_id, endpoint_id from webhook_call
        where due_at is not null and (webhook_call.organization_id, webhook_call.endpoint_id)
            > (waiting.organization_id, waiting.endpoint_id)
        order by organization_id, endpoint_id limit 1) as next
)
select style, count(*) as endpoints, count(*) filter (where strikes >= $2) as resting,
       min(oldest.due_at) filter (where strikes < $2) as oldest
from waiting
join webhook_endpoint endpoint on endpoint.organization_id = waiting.organization_id
    and endpoint.id = waiting.endpoint_id
cross join lateral (
    select due_at from webhook_call
    where webhook_call.organization_id = waiting.organization_id
        and webhook_call.endpoint_id = waiting.endpoint_id and due_at <= $1
    order by due_at limit 1) as oldest
group by style"""


async def take_behind(
    connection: Connection, now: datetime, until: datetime, most: int
) -> list[Record]:
    """Lease endpoints whose calls are to be made."""
    return await connection.fetch(TAKE_BEHIND, now, until, most)


async def take(connection: Connection, now: datetime, until: datetime, most: int) -> list[Record]:
    """Lease endpoints that are to be called."""
    return await connection.fetch(TAKE, now, until, most)


async def select_seals(
    connection: Connection, keys: Sequence[tuple[int, int]], now: datetime
) -> dict[tuple[int, int], tuple[bytes, ...]]:
    """Return the sealed secrets of endpoints."""
    seals: dict[tuple[int, int], tuple[bytes, ...]] = dict.fromkeys(keys, ())
    for row in await connection.fetch(SELECT_SEALS, *_columns(keys), now):
        seals[row["organization_id"], row["endpoint_id"]] += (row["sealed"],)
    return seals


async def renew(
    connection: Connection, held: Sequence[Held], until: datetime
) -> dict[tuple[int, int], bool]:
    """Prolong leases; return those that were still ours, and whether each is prolonged."""
    keys = _columns([(one.organization_id, one.endpoint_id, one.hold) for one in held])
    rows = await connection.fetch(RENEW, *keys, until)
    return {(row["organization_id"], row["id"]): row["renewed"] for row in rows}


async def release(connection: Connection, held: Held) -> None:
    """End a lease."""
    await connection.execute(RELEASE, *held.key, held.hold)


async def select_due(
    connection: Connection, organization: int, endpoint: int, now: datetime, most: int
) -> list[Record]:
    """Return calls that are due."""
    return await connection.fetch(SELECT_DUE, organization, endpoint, now, most)


async def select_busy(connection: Connection, notes: Sequence[Note]) -> set[tuple[int, int]]:
    """Lock what is to be written; return organization and id of calls that somebody else has."""
    keys = [(*note.held.key, note.due.id) for note in notes]
    rows = await connection.fetch(SELECT_BUSY, *_columns(keys))
    return {(row["organization_id"], row["id"]) for row in rows}


async def record(connection: Connection, notes: Sequence[Note]) -> set[tuple[int, int]]:
    """Write outcomes; return organization and id of the calls that they were written of."""
    rows = await connection.fetch(RECORD, *_columns([note.columns() for note in notes]))
    return {(row["organization_id"], row["call_id"]) for row in rows}


async def record_pulses(connection: Connection, latest: Iterable[Note]) -> set[tuple[int, int]]:
    """Write how endpoints do, each by its latest note; return which were still held."""
    rows = [
        (
            *note.held.key,
            note.held.hold,
            note.pulse.strikes,
            note.pulse.failures,
            note.pulse.failing_since,
            note.pulse.rests_until,
        )
        for note in latest
    ]
    found = await connection.fetch(RECORD_PULSES, *_columns(rows))
    return {(row["organization_id"], row["id"]) for row in found}


async def sweep(connection: Connection, before: datetime, most: int) -> int:
    """Delete calls that ended before an instant; return how many."""
    return int((await connection.execute(SWEEP, before, most)).rpartition(" ")[2])


async def backlog(connection: Connection, now: datetime, strikes: int) -> list[Record]:
    """Return what is due, by style."""
    return await connection.fetch(BACKLOG, now, strikes)


def _columns(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
