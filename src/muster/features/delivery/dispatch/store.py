"""SQL of the worker: it acts for all organizations, in the worker's role."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.lanes import LaneRow
from muster.features.delivery.model import Lane, Message
from muster.features.delivery.outcomes import LONGEST_WORDS, Pause
from muster.storage.postgres import Connection

LOCK_LANE: LiteralString = """
-- One claim at a time: the rate and the probe of a paused lane are shared by all workers.
select probe_at, strikes, tokens, refilled_at from lane where name = $1 for update"""

SPEND: LiteralString = """
-- Take tokens out of the lane's bucket; a probe keeps other workers from probing.
update lane set tokens = $2, refilled_at = $3, probe_at = coalesce($4, probe_at) where name = $1"""

CLAIM: LiteralString = """
-- Lease due messages: organizations in turn, an equal share each. What is late, suppressed or
-- must be patient is put where it belongs on the way, so that it is looked at once, not again
-- with every claim. An organization stays awake until after its leases, so that one that lapses
-- is seen by the next claim. A message whose worker vanished five times rests for an hour: it may be
-- what kills them.
with turn as (
    select organization_id from ready
    where lane = $1 and awake_until > $3
        and exists (select from message
                    where message.organization_id = ready.organization_id
                        and lane = $1 and bulk = $2 and due_at <= $3)
    order by served_at
    limit $4
),
due as (
    select picked.*
    from turn cross join lateral (
        select organization_id, id, state as was, recipient_key, send_before, losses
        from message
        where message.organization_id = turn.organization_id
            and lane = $1 and bulk = $2 and due_at <= $3
        order by due_at
        limit (select ceil($4 / greatest(count(*), 1)::numeric) from turn)
        for update skip locked
    ) as picked
    limit $4
),
fate as (
    select due.organization_id, due.id, due.was, due.losses, domain_pause.until,
           case when due.send_before <= $3 and due.was in ('sending', 'unknown') then 'dead'
                when due.send_before <= $3 then 'cancelled'
                when suppression.id is not null then 'suppressed'
                when domain_pause.until is not null then 'deferred'
                when due.was = 'sending' and due.losses >= 4 then 'deferred'
                else 'sending' end as state
    from due
    left join suppression using (organization_id, recipient_key)
    left join domain_pause
        on domain_pause.domain = substring(due.recipient_key from '[^@]*$')
        and domain_pause.until > $3
),
taken as (
    update message
    set state = fate.state,
        reason = case fate.state when 'sending' then null when 'deferred' then 'later'
                                 when 'suppressed' then 'suppressed' else 'expired' end,
        due_at = case fate.state when 'sending' then $5
                                 when 'deferred' then coalesce(fate.until, $3 + interval '1 hour') end,
        ended_at = case when fate.state in ('dead', 'cancelled', 'suppressed') then $3 end,
        attempt = message.attempt + (fate.state = 'sending')::integer,
        losses = case when fate.was = 'sending' and fate.state = 'sending' then fate.losses + 1
                      else 0 end
    from fate
    where message.organization_id = fate.organization_id and message.id = fate.id
    returning message.organization_id, message.id, uid, kind, reference, recipient, recipient_key,
              variables, template, text_id, created_at, attempt, rendered_sha256, failures,
              send_before, message.state, message.reason, fate.was
),
lost as (
    insert into message_try (organization_id, message_id, number, started_at, ended_at, outcome,
                             words)
    select organization_id, id, attempt - (state = 'sending')::integer, $3, $3, 'unknown',
           'the worker that had this message is gone'
    from taken where was = 'sending'
    on conflict do nothing
),
served as (
    update ready
    set served_at = $3, awake_until = greatest(awake_until, $5 + interval '10 seconds')
    from (select organization_id from ready
          where lane = $1 and organization_id in (select organization_id from taken)
          for update skip locked) as free
    where ready.organization_id = free.organization_id and ready.lane = $1
)
select taken.*, letter_text.language as text_language, letter_text.subject as text_subject,
       letter_text.body as text_body
from taken left join letter_text
    on letter_text.organization_id = taken.organization_id and letter_text.id = taken.text_id"""

RENEW: LiteralString = """
-- Keep leases that are still ours and tell which.
with held as (
    select message.organization_id, message.id
    from unnest($1::bigint[], $2::bigint[], $3::integer[]) as held (organization_id, id, attempt)
    join message using (organization_id, id)
    where message.attempt = held.attempt and message.state = 'sending'
    order by message.organization_id, message.id
    for update of message
)
update message set due_at = $4
from held
where message.organization_id = held.organization_id and message.id = held.id
returning message.organization_id, message.id"""

RECORD: LiteralString = """
-- Write what became of messages, by their holders only: the attempt is the fencing number. The
-- try is kept in any case, a late one too, because it happened; only an erased message has none.
with note as (
    select * from unnest(
        $1::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::timestamptz[], $6::text[],
        $7::boolean[], $8::bytea[], $9::timestamptz[], $10::timestamptz[], $11::text[],
        $12::text[], $13::smallint[], $14::text[], $15::text[], $16::boolean[]
    ) as note (organization_id, id, attempt, state, due_at, reason,
               failed, sha256, started_at, ended_at, phase,
               outcome, code, enhanced, words, rendering_changed)
),
tried as (
    insert into message_try (organization_id, message_id, number, started_at, ended_at, phase,
                             outcome, code, enhanced, words, rendering_changed)
    select organization_id, id, attempt, started_at, ended_at, phase,
           outcome, code, enhanced, words, rendering_changed
    from note
    where outcome is not null
        and exists (select from message
                    where message.organization_id = note.organization_id and message.id = note.id)
    on conflict (organization_id, message_id, number) do update
    set started_at = excluded.started_at, ended_at = excluded.ended_at, phase = excluded.phase,
        outcome = excluded.outcome, code = excluded.code, enhanced = excluded.enhanced,
        words = excluded.words
)
update message
set state = note.state, due_at = note.due_at, reason = note.reason,
    ended_at = case when note.due_at is null then note.ended_at end,
    failures = message.failures + note.failed::integer,
    losses = 0,
    rendered_sha256 = coalesce(message.rendered_sha256, note.sha256)
from note
where message.organization_id = note.organization_id and message.id = note.id
    and message.attempt = note.attempt and message.state = 'sending'
returning message.organization_id, message.id"""

SUPPRESS: LiteralString = """
-- Addresses that bounced for good.
insert into suppression (organization_id, recipient_key, reason, words, message_id, created_at)
select * , $5::timestamptz
from unnest($1::bigint[], $2::text[], array_fill('bounced'::text, array[cardinality($1)]),
            $3::text[], $4::bigint[])
on conflict (organization_id, recipient_key) do nothing"""

BE_PATIENT: LiteralString = """
-- Recipient domains that asked for patience: a minute, doubling to an hour when they ask again
-- within the hour. Several connections that hear it at once count as one.
insert into domain_pause (domain, until, strikes)
select domain, $2::timestamptz + interval '1 minute', 1 from unnest($1::text[]) as asked (domain)
order by domain
on conflict (domain) do update
set strikes = case when domain_pause.until > $2 - interval '1 hour'
                   then least(domain_pause.strikes + 1, 7) else 1 end,
    until = $2 + case when domain_pause.until > $2 - interval '1 hour'
                      then least(interval '1 minute' * 2 ^ domain_pause.strikes, interval '1 hour')
                      else interval '1 minute' end
where domain_pause.until <= $2"""

PAUSE: LiteralString = """
-- Let a lane rest, with the reason for people.
update lane
set reason = $2, words = $3, paused_at = coalesce(paused_at, $4), probe_at = $5,
    strikes = strikes + 1
where name = $1"""

RESUME: LiteralString = """
-- A probe went through: the lane is open again.
update lane set paused_at = null, reason = null, words = '', probe_at = null, strikes = 0
where name = $1"""

BE_SEEN: LiteralString = """
-- A worker is alive; one with a relay says so, too.
update lane
set worker_seen_at = $2, relay_seen_at = case when $3 then $2 else relay_seen_at end
where name = $1"""

WAKE_OVERDUE: LiteralString = """
-- Wake the organizations that have something due while they sleep: retries, leases that lapsed,
-- and what a long transaction committed after its organization fell asleep. One probe of the
-- index an organization, however many messages wait.
with recursive waiting as (
    (select organization_id from message where lane = $1 and due_at is not null
     order by organization_id limit 1)
    union all
    select (select message.organization_id from message
            where message.organization_id > waiting.organization_id
                and lane = $1 and due_at is not null
            order by message.organization_id limit 1)
    from waiting where waiting.organization_id is not null
)
insert into ready (organization_id, lane, awake_until)
select organization_id, $1, $2::timestamptz + interval '20 seconds'
from waiting
where exists (
    select from message, (values (false), (true)) as class (bulk)
    where message.organization_id = waiting.organization_id
        and lane = $1 and message.bulk = class.bulk and due_at <= $2)
order by organization_id
on conflict (organization_id, lane) do update
set awake_until = excluded.awake_until where ready.awake_until < excluded.awake_until"""


async def lock_lane(connection: Connection, lane: Lane) -> LaneRow:
    """Return a lane's row, locked."""
    return LaneRow(**await connection.fetchrow(LOCK_LANE, lane))


async def spend(
    connection: Connection, lane: Lane, tokens: float, now: datetime, probe_at: datetime | None
) -> None:
    """Write what is left in the bucket, and the probe that was taken."""
    await connection.execute(SPEND, lane, tokens, now, probe_at)


async def claim(
    connection: Connection, lane: Lane, most: int, now: datetime, until: datetime, *, bulk: bool
) -> list[Record]:
    """Lease due messages until an instant."""
    return await connection.fetch(CLAIM, lane, bulk, now, most, until)


async def renew(
    connection: Connection, held: Sequence[Message], until: datetime
) -> set[tuple[int, int]]:
    """Prolong leases; return organization and id of those that were still held."""
    rows = await connection.fetch(
        RENEW,
        [message.organization_id for message in held],
        [message.id for message in held],
        [message.attempt for message in held],
        until,
    )
    return {(row["organization_id"], row["id"]) for row in rows}


async def record(connection: Connection, notes: Sequence[Note]) -> set[tuple[int, int]]:
    """Write outcomes; return organization and id of the messages that were still held."""
    columns = zip(*[note.columns() for note in notes], strict=True)
    rows = await connection.fetch(RECORD, *columns)
    return {(row["organization_id"], row["id"]) for row in rows}


async def suppress(connection: Connection, notes: Sequence[Note], now: datetime) -> None:
    """Suppress the addresses that bounced."""
    await connection.execute(
        SUPPRESS,
        [note.message.organization_id for note in notes],
        [note.message.recipient_key for note in notes],
        [note.words for note in notes],
        [note.message.id for note in notes],
        now,
    )


async def be_patient(connection: Connection, domains: Sequence[str], now: datetime) -> None:
    """Leave recipient domains alone for a while."""
    await connection.execute(BE_PATIENT, domains, now)


async def pause(
    connection: Connection, lane: Lane, reason: Pause, words: str, times: tuple[datetime, datetime]
) -> None:
    """Let a lane rest; ``times`` are now and when to probe it."""
    await connection.execute(PAUSE, lane, reason, words[:LONGEST_WORDS], *times)


async def resume(connection: Connection, lane: Lane) -> None:
    """Open a lane again."""
    await connection.execute(RESUME, lane)


async def be_seen(connection: Connection, lane: Lane, now: datetime, *, relay: bool) -> None:
    """Note that a worker is alive."""
    await connection.execute(BE_SEEN, lane, now, relay)


async def wake_overdue(connection: Connection, lane: Lane, now: datetime) -> None:
    """Wake the organizations that sleep over something due."""
    await connection.execute(WAKE_OVERDUE, lane, now)
