"""SQL of messages for requests: what is owed, changed and shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from asyncpg import Record
from pydantic_core import to_json

from muster.base.ids import new_uids
from muster.features.delivery.model import Draft, Lane, Move
from muster.storage.postgres import Connection

ENQUEUE: LiteralString = """
-- Store the drafts in the order given, with the organization's own words for each, if it has any
-- in the language, and wake the organization. Awake for ten more seconds
-- is awake enough: writing the row on every call would make concurrent inviters wait in line.
-- A row that another transaction holds is being woken already.
with draft as (
    select draft.*, suppression.id is not null as suppressed, letter_text.id as text_id
    from unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[],
                $10::text[], $11::timestamptz[], $12::boolean[], $13::text[])
        with ordinality
        as draft (uid, kind, reference, recipient, recipient_key, variables,
                  template, send_before, bulk, language, place)
    left join suppression
        on suppression.organization_id = $1 and suppression.recipient_key = draft.recipient_key
    left join letter_text
        on letter_text.organization_id = $1 and letter_text.kind = draft.kind
            and letter_text.language = draft.language and letter_text.in_use
),
stored as (
    insert into message (organization_id, uid, lane, kind, reference, recipient, recipient_key,
                         variables, template, text_id, send_before, bulk, created_at,
                         state, due_at, ended_at, reason)
    select $1::bigint, uid, $2::text, kind, reference, recipient, recipient_key,
           variables::jsonb, template, text_id, send_before, bulk, $3::timestamptz,
           case when suppressed then 'suppressed' else 'queued' end,
           case when suppressed then null else $3::timestamptz end,
           case when suppressed then $3::timestamptz end,
           case when suppressed then 'suppressed' end
    from draft order by place
    returning id, uid, state
),
drowsy as (
    select organization_id from ready
    where organization_id = $1 and lane = $2 and awake_until < $3 + interval '10 seconds'
    for update skip locked
),
woken as (
    update ready set awake_until = $3 + interval '20 seconds'
    from drowsy where ready.organization_id = drowsy.organization_id and ready.lane = $2
),
born as (
    insert into ready (organization_id, lane, awake_until)
    select $1::bigint, $2::text, $3::timestamptz + interval '20 seconds'
    where not exists (select from ready where organization_id = $1 and lane = $2)
    on conflict do nothing
)
select id, uid, state from stored"""

SELECT_STATES: LiteralString = """
-- How some messages are now.
select id, uid, state from message where organization_id = $1 and id = any($2::bigint[])"""

UPDATE_WAITING: LiteralString = """
-- Change what has not ended; the bytes of the next try may differ then, so their digest is
-- forgotten. What is in flight just now keeps its old bytes and is not counted.
with change as (
    select * from unnest($3::bigint[], $4::text[], $5::timestamptz[])
        as change (reference, variables, send_before)
),
held as (
    select message.id, message.state, change.variables, change.send_before
    from message join change using (reference)
    where message.organization_id = $1 and message.kind = $2 and message.due_at is not null
    order by message.id
    for update of message
),
changed as (
    update message
    set variables = message.variables || held.variables::jsonb,
        send_before = held.send_before,
        rendered_sha256 = null
    from held
    where message.organization_id = $1 and message.id = held.id
    returning held.state
)
select count(*) from changed where state <> 'sending'"""

READDRESS_WAITING: LiteralString = """
-- Send what waits about some things to another address, at once and as if it had never been tried.
-- What is in flight just now goes to the old one.
with held as (
    select id from message
    where organization_id = $1 and reference = any($2::bigint[]) and recipient_key = $3
        and due_at is not null and state <> 'sending'
    order by id
    for update
)
update message
set recipient = $4, recipient_key = $5, variables = variables || $6::jsonb,
    due_at = $7, failures = 0, rendered_sha256 = null
from held
where message.organization_id = $1 and message.id = held.id
returning message.id, message.uid, message.state, message.kind, message.reference"""

CANCEL_WAITING: LiteralString = """
-- Cancel what waits. What is in flight may still be accepted, but is not tried again.
with held as (
    select id, state from message
    where organization_id = $1 and kind = $2 and reference = any($3::bigint[])
        and due_at is not null
    order by id
    for update
),
stopped as (
    update message set send_before = $4
    from held
    where message.organization_id = $1 and message.id = held.id and held.state = 'sending'
),
cancelled as (
    update message set state = 'cancelled', reason = 'cancelled', due_at = null, ended_at = $4
    from held
    where message.organization_id = $1 and message.id = held.id and held.state <> 'sending'
    returning message.id, message.kind, message.reference
)
select id, kind, reference from cancelled order by id"""

SELECT_WAITING: LiteralString = """
-- The newest message about each thing that is still on its way.
select distinct on (reference) reference, id, uid, state
from message
where organization_id = $1 and kind = $2 and reference = any($3::bigint[])
    and due_at is not null
order by reference, id desc"""

SELECT_MESSAGES: LiteralString = """
-- Messages about some things, oldest first; one that waits is held back where its address is
-- suppressed by now.
select id, uid, kind, reference, state, reason, created_at, ended_at, due_at,
       due_at is not null and state <> 'sending' and exists (
           select from suppression
           where suppression.organization_id = $1
             and suppression.recipient_key = message.recipient_key) as is_held
from message
where organization_id = $1 and kind = any($2::text[]) and reference = any($3::bigint[])
order by id"""

SELECT_STANDINGS: LiteralString = """
-- The newest letter about each thing, or the newest that was not cancelled, with what came back
-- about it last, and whether its address is suppressed.
select thing.kind, thing.id as reference, newest.*, suppression.reason as held_because,
       bounce.kind as bounce_kind, bounce.reason as bounce_reason, bounce.status, bounce.words,
       bounce.received_at
from unnest($2::text[], $3::bigint[]) as thing (kind, id)
cross join lateral (
    select message.id, state, reason, coalesce(ended_at, created_at) as at, recipient_key
    from message
    where organization_id = $1 and reference = thing.id and message.kind = thing.kind
    order by state = 'cancelled', message.id desc limit 1
) as newest
left join suppression
    on suppression.organization_id = $1 and suppression.recipient_key = newest.recipient_key
left join lateral (
    select * from bounce where organization_id = $1 and message_id = newest.id
    order by id desc limit 1
) as bounce on true"""

SELECT_TRIES: LiteralString = """
-- Tries of some messages in the order they were made.
select message_id, number, started_at, ended_at, phase, outcome, code, enhanced, words
from message_try
where organization_id = $1 and message_id = any($2::bigint[])
order by message_id, number"""

SELECT_TRIED: LiteralString = """
-- Which of these messages were tried or ended; in the worker's role, of any organization.
select message.organization_id, message.id, message.state
from unnest($1::bigint[], $2::bigint[]) as asked (organization_id, id)
join message using (organization_id, id)
where message.state not in ('queued', 'sending')"""


async def enqueue(
    connection: Connection, organization: int, lane: Lane, drafts: Sequence[Draft], now: datetime
) -> list[Record]:
    """Store drafts; return their ids, uids and states in the order given."""
    uids = new_uids(len(drafts))
    rows = await connection.fetch(
        ENQUEUE,
        organization,
        lane,
        now,
        uids,
        [draft.kind for draft in drafts],
        [draft.reference for draft in drafts],
        [draft.recipient for draft in drafts],
        [draft.recipient_key for draft in drafts],
        [to_json(draft.variables).decode() for draft in drafts],
        [draft.template for draft in drafts],
        [draft.send_before for draft in drafts],
        [draft.bulk for draft in drafts],
        [draft.variables.get("locale") for draft in drafts],
    )
    by_uid = {row["uid"].hex: row for row in rows}
    return [by_uid[uid] for uid in uids]


async def select_states(
    connection: Connection, organization: int, ids: Sequence[int]
) -> list[Record]:
    """Return id, uid and state of messages."""
    return await connection.fetch(SELECT_STATES, organization, ids)


async def select_waiting(
    connection: Connection, organization: int, kind: str, references: Sequence[int]
) -> list[Record]:
    """Return the newest waiting message about each thing that has one."""
    return await connection.fetch(SELECT_WAITING, organization, kind, references)


async def update_waiting(
    connection: Connection,
    organization: int,
    kind: str,
    references: Sequence[int],
    variables: Sequence[Mapping[str, Any]],
    send_before: Sequence[datetime | None],
) -> int:
    """Merge variables into waiting messages and set their limit; return how many wait."""
    texts = [to_json(each).decode() for each in variables]
    return await connection.fetchval(
        UPDATE_WAITING, organization, kind, references, texts, send_before
    )


async def readdress_waiting(
    connection: Connection, organization: int, references: Sequence[int], move: Move, now: datetime
) -> list[Record]:
    """Readdress waiting messages and return them."""
    return await connection.fetch(
        READDRESS_WAITING,
        organization,
        references,
        move.from_key,
        move.recipient,
        move.recipient_key,
        to_json({"name": move.name}).decode(),
        now,
    )


async def cancel_waiting(
    connection: Connection, organization: int, kind: str, references: Sequence[int], now: datetime
) -> list[Record]:
    """Cancel waiting messages and return them."""
    return await connection.fetch(CANCEL_WAITING, organization, kind, references, now)


async def select_messages(
    connection: Connection, organization: int, kinds: Sequence[str], references: Sequence[int]
) -> list[Record]:
    """Return the messages of some kinds about some things."""
    return await connection.fetch(SELECT_MESSAGES, organization, kinds, references)


async def select_standings(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> list[Record]:
    """Return the newest letter about each thing of (kind of message, id) that has one."""
    kinds, references = [kind for kind, _ in things], [number for _, number in things]
    return await connection.fetch(SELECT_STANDINGS, organization, kinds, references)


async def select_tries(
    connection: Connection, organization: int, messages: Sequence[int]
) -> list[Record]:
    """Return the tries of some messages."""
    return await connection.fetch(SELECT_TRIES, organization, messages)


async def select_tried(connection: Connection, messages: Sequence[tuple[int, int]]) -> list[Record]:
    """Return those messages, given as organization and id, that are no longer untried."""
    return await connection.fetch(
        SELECT_TRIED, [each[0] for each in messages], [each[1] for each in messages]
    )
