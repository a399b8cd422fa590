"""SQL of calls and their tries, for those who make, read and repeat them."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.ids import new_uids
from muster.features.journal import Event
from muster.features.webhooks.model import Body, Call, CallState, Endpoint, Try
from muster.storage.postgres import Connection

WAIT_BRIEFLY: LiteralString = """
-- Wait no longer than a second for what somebody else changes, in this transaction.
select set_config('lock_timeout', '1s', true)"""

INSERT_CALLS: LiteralString = """
-- Owe calls about events; an event that has a call to this endpoint gets no other. Of somebody who
-- was erased since the body was made nothing is told; whoever erases waits for this lock. A number
-- below 0 is an applicant's, who is no candidate yet.
insert into webhook_call (organization_id, endpoint_id, uid, event_id, event_sequence, type, body,
                          candidate_id, created_at, state, due_at, ended_at, reason)
select $1, $2, uid, event_id, event_sequence, type, body, candidate_id, $9,
       case when body is null then 'dead' else 'waiting' end,
       case when body is not null then $9::timestamptz end,
       case when body is null then $9::timestamptz end,
       case when body is null then 'no_body' end
from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[], $8::bigint[])
    as call (uid, event_id, event_sequence, type, body, candidate_id)
where candidate_id is null
   or candidate_id > 0
      and exists (select from candidate
                  where candidate.organization_id = $1 and candidate.id = call.candidate_id
                  for key share)
   or candidate_id < 0
      and exists (select from job_applicant
                  where job_applicant.organization_id = $1
                    and job_applicant.id = -call.candidate_id
                  for key share)
on conflict (organization_id, endpoint_id, event_id) do nothing
returning id, uid"""

ADVANCE: LiteralString = """
-- The feed was looked at so far, unless somebody turned it back meanwhile; another may go on.
update webhook_endpoint
set sequence = case when sequence = $3 then greatest($4, $3) else sequence end,
    announcing_until = '-infinity'
where organization_id = $1 and id = $2"""

SELECT_CALLS: LiteralString = """
-- A page of calls of an endpoint, newest first, in one state or any.
select webhook_call.*, event.uid as event_uid
from webhook_call
left join event on event.organization_id = $1 and event.id = webhook_call.event_id
where webhook_call.organization_id = $1 and endpoint_id = $2
  and ($3::text is null or state = $3) and ($4::bigint is null or webhook_call.id < $4)
order by webhook_call.id desc limit $5"""

SELECT_CALL: LiteralString = """
-- A call of an endpoint, by row or uid.
select webhook_call.*, event.uid as event_uid
from webhook_call
left join event on event.organization_id = $1 and event.id = webhook_call.event_id
where webhook_call.organization_id = $1 and endpoint_id = $2
  and ($3::bigint is not null and webhook_call.id = $3 or webhook_call.uid = $4)"""

SELECT_TRIES: LiteralString = """
-- The tries of calls, oldest first.
select call_id, number, started_at, ended_at, outcome, status, words
from webhook_try
where organization_id = $1 and call_id = any($2::bigint[])
order by call_id, number"""

REPLAY_CALL: LiteralString = """
-- Tell it again, with the same id and the same bytes, on a new schedule.
update webhook_call
set state = 'waiting', due_at = $3, failures = 0, ended_at = null, reason = 'replayed'
where organization_id = $1 and id = $2 and body is not null"""

REPLAY_CALLS: LiteralString = """
-- Tell again what ended since an instant, or only what died.
update webhook_call
set state = 'waiting', due_at = $4, failures = 0, ended_at = null, reason = 'replayed'
where organization_id = $1 and endpoint_id = $2 and ended_at is not null and body is not null
  and ($3::timestamptz is null or created_at >= $3) and (state = 'dead' or not $5)"""

FORGET_BODILESS: LiteralString = """
-- Calls whose bodies could not be made are made again when the feed is looked at again.
delete from webhook_call
where organization_id = $1 and endpoint_id = $2 and body is null and event_id is not null
  and ($3::timestamptz is null or created_at >= $3) and ($4::bigint is null or id = $4)
returning event_sequence"""

SELECT_OF_CANDIDATE: LiteralString = """
-- What was told about a person, and where to.
select url, webhook_call.type, webhook_call.body, webhook_call.created_at, webhook_call.state
from webhook_call
join webhook_endpoint on webhook_endpoint.organization_id = $1
    and webhook_endpoint.id = webhook_call.endpoint_id
where webhook_call.organization_id = $1 and candidate_id = $2
order by webhook_call.id"""

FORGET_CANDIDATE: LiteralString = """
-- Calls that speak of a person go, with their tries: answers may repeat what was said.
delete from webhook_call where organization_id = $1 and candidate_id = $2"""


async def wait_briefly(connection: Connection) -> None:
    """Let the rest of the transaction fail rather than wait for long."""
    await connection.execute(WAIT_BRIEFLY)


async def insert_calls(
    connection: Connection,
    organization: int,
    endpoint: int,
    told: Sequence[tuple[Event | None, Body]],
    now: datetime,
) -> list[Record]:
    """Owe calls; an empty body is one that could not be made. Returns id and uid of new ones."""
    events = [event for event, _ in told]
    return await connection.fetch(
        INSERT_CALLS,
        organization,
        endpoint,
        new_uids(len(told)),
        [event and event.id for event in events],
        [event and event.sequence for event in events],
        [body.type for _, body in told],
        [body.content or None for _, body in told],
        [body.candidate for _, body in told],
        now,
    )


async def advance(
    connection: Connection, organization: int, endpoint: int, before: int, after: int
) -> None:
    """Note how far the feed was looked at for an endpoint."""
    await connection.execute(ADVANCE, organization, endpoint, before, after)


async def select_calls(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    state: CallState | None,
    page: tuple[int | None, int],
) -> list[Call]:
    """Return calls with their tries; ``page`` is the id before which, and how many."""
    rows = await connection.fetch(SELECT_CALLS, organization, endpoint.id, state, *page)
    return await _with_tries(connection, organization, rows)


async def select_call(
    connection: Connection, organization: int, endpoint: int, name: tuple[int | None, UUID | None]
) -> Call | None:
    """Return a call with its tries."""
    row = await connection.fetchrow(SELECT_CALL, organization, endpoint, *name)
    return (await _with_tries(connection, organization, [row]))[0] if row else None


async def replay_call(connection: Connection, organization: int, row: int, now: datetime) -> bool:
    """Have a call made again; False when it has no body."""
    return await connection.execute(REPLAY_CALL, organization, row, now) == "UPDATE 1"


async def replay_calls(
    connection: Connection,
    organization: int,
    endpoint: int,
    since: datetime | None,
    *,
    only_dead: bool,
    now: datetime,
) -> int:
    """Have calls made again and return how many."""
    done = await connection.execute(REPLAY_CALLS, organization, endpoint, since, now, only_dead)
    return int(done.rpartition(" ")[2])


async def forget_bodiless(
    connection: Connection,
    organization: int,
    endpoint: int,
    since: datetime | None = None,
    row: int | None = None,
) -> int | None:
    """Delete calls that have no body; return the sequence number of the first."""
    rows = await connection.fetch(FORGET_BODILESS, organization, endpoint, since, row)
    return min((one["event_sequence"] for one in rows), default=None)


async def select_of_candidate(
    connection: Connection, organization: int, candidate: int
) -> list[Record]:
    """Return what was told about a person."""
    return await connection.fetch(SELECT_OF_CANDIDATE, organization, candidate)


async def forget_candidate(connection: Connection, organization: int, candidate: int) -> None:
    """Delete what was told about a person."""
    await connection.execute(FORGET_CANDIDATE, organization, candidate)


async def _with_tries(
    connection: Connection, organization: int, rows: Sequence[Record]
) -> list[Call]:
    tries: dict[int, list[Try]] = {row["id"]: [] for row in rows}
    for one in await connection.fetch(SELECT_TRIES, organization, list(tries)):
        tries[one["call_id"]].append(
            Try(
                number=one["number"],
                started_at=one["started_at"],
                ended_at=one["ended_at"],
                outcome=one["outcome"],
                status=one["status"],
                words=one["words"],
            )
        )
    return [_call(row, tuple(tries[row["id"]])) for row in rows]


def _call(row: Record, tries: tuple[Try, ...]) -> Call:
    return Call(
        id=row["id"],
        uid=row["uid"],
        type=row["type"],
        event=row["event_uid"],
        created_at=row["created_at"],
        state=CallState(row["state"]),
        reason=row["reason"],
        next_try_at=row["due_at"],
        ended_at=row["ended_at"],
        body=row["body"],
        tries=tries,
    )
