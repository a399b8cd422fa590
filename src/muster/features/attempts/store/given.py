"""SQL of accommodations and of what candidates asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.attempts.model import Accommodation
from muster.features.attempts.store.rows import percent_of, to_accommodation
from muster.storage.postgres import Connection

SELECT_GIVEN: LiteralString = """
-- What a candidate is given in all their attempts.
select time_percent, untimed, break_minutes from accommodation
where organization_id = $1 and candidate_id = $2"""

SET_GIVEN: LiteralString = """
-- Give it, or something else than before; what was asked for until now is answered.
with answered as (
    update accommodation_request set answered_at = $6
    where organization_id = $1 and candidate_id = $2 and answered_at is null
)
insert into accommodation (organization_id, candidate_id, time_percent, untimed, break_minutes,
                           set_at, set_by)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organization_id, candidate_id) do update set
    time_percent = excluded.time_percent, untimed = excluded.untimed,
    break_minutes = excluded.break_minutes, set_at = excluded.set_at, set_by = excluded.set_by"""

IS_WAITING: LiteralString = """
-- Whether a candidate has asked for something that nobody has answered.
select exists (
    select from accommodation_request
    where organization_id = $1 and candidate_id = $2 and answered_at is null)"""

ASK: LiteralString = """
-- What a candidate asks for, in their words; a few at most wait, and the same is asked once.
insert into accommodation_request (organization_id, candidate_id, invitation_id, text, asked_at)
select $1, $2, $3, $4, $5
where (select count(*) < $6 and not coalesce(bool_or(text = $4), false)
       from accommodation_request
       where organization_id = $1 and candidate_id = $2 and answered_at is null)
returning id"""

SELECT_REQUESTS: LiteralString = """
-- A page of requests, newest first: those that wait, or all.
select request.id, request.candidate_id, candidate.name, request.invitation_id, request.text,
       request.asked_at, request.answered_at
from accommodation_request as request
join candidate on candidate.organization_id = $1 and candidate.id = request.candidate_id
where request.organization_id = $1 and ($2::bigint is null or request.id < $2)
  and ($3 or request.answered_at is null)
order by request.id desc limit $4"""


async def select_given(connection: Connection, organization: int, candidate: int) -> Accommodation:
    """Return what a candidate is given; nothing special when nobody has said anything."""
    row = await connection.fetchrow(SELECT_GIVEN, organization, candidate)
    return to_accommodation(row) if row else Accommodation()


async def set_given(
    connection: Connection,
    organization: int,
    candidate: int,
    given: Accommodation,
    by: tuple[datetime, str],
) -> None:
    """Give a candidate an accommodation by (when, whom)."""
    await connection.execute(
        SET_GIVEN,
        organization,
        candidate,
        percent_of(given),
        given.untimed,
        given.break_minutes,
        *by,
    )


async def is_waiting(connection: Connection, organization: int, candidate: int) -> bool:
    """Tell whether a request of a candidate waits."""
    waiting: bool = await connection.fetchval(IS_WAITING, organization, candidate)
    return waiting


async def ask(connection: Connection, organization: int, *values: object) -> int | None:
    """Write a request of (candidate, invitation, text, now, most waiting); return its id."""
    row: int | None = await connection.fetchval(ASK, organization, *values)
    return row


async def select_requests(
    connection: Connection, organization: int, *values: object
) -> Sequence[Record]:
    """Return requests; values are after, whether answered ones count, and limit."""
    return await connection.fetch(SELECT_REQUESTS, organization, *values)
