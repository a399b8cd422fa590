"""SQL of answers: one statement judges and writes, so that nothing can come between the two."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.signing import LinkClaim
from muster.storage.postgres import Connection

MOST_CONFLICTS = 50
"""Texts that are kept beside the answer to one question."""

SAVE: LiteralString = """
-- Save an answer, or say why not; the first reason counts. The rules of time are those of
-- timing.judge. Attempt and place are locked: who submits, claims or saves waits for us, and
-- what we read of the two is what they left. A text that loses is kept beside the answer, of as
-- many as people can write; the disk is not for more. Whoever repeats a save because its reply was lost hears the same again, however late.
with found as (
    select case
            when own.state = 'revoked' then 'no_seat'
            when not case when $9::smallint = 2 then exists (
                    select from candidate where candidate.organization_id = $1
                      and candidate.id = $10 and candidate.home_version = $11)
                else exists (
                    select from invitation as linked where linked.organization_id = $1
                      and linked.id = $10 and linked.link_version = $11
                      and linked.state <> 'revoked') end then 'no_seat'
            when place.value is not distinct from $7::jsonb and place.revision = $6 + 1 then 'same'
            when attempt.state <> 'running' then 'over'
            when attempt.holder <> $3 or attempt.epoch <> $4 then 'superseded'
            when attempt.paused_at is not null then 'paused'
            when not attempt.untimed and (
                    section.limit_seconds is not null and section.opened_at is null
                    or place.limit_seconds is not null and place.opened_at is null)
                then 'not_opened'
            when $8 > least(attempt.due_at, section.ends_at, section.closed_at, place.ends_at)
                    + $12::interval then 'over'
            when place.value is not distinct from $7::jsonb then 'same'
            when place.revision <> $6 then 'conflict'
            else 'saved'
        end as outcome,
        $8 > least(attempt.due_at, section.ends_at, place.ends_at) as is_late,
        place.revision, place.value, place.saved_at, place.late
    from attempt
    join invitation as own on own.organization_id = $1 and own.id = attempt.invitation_id
    join place on place.organization_id = $1 and place.attempt_id = attempt.id
        and place.item = $5
    join attempt_section as section on section.organization_id = $1
        and section.attempt_id = attempt.id and section.number = place.section
    where attempt.organization_id = $1 and attempt.id = $2
    for no key update of attempt, place
),
written as (
    update place set revision = place.revision + 1, value = $7::jsonb, saved_at = $8,
                     late = found.is_late
    from found
    where place.organization_id = $1 and place.attempt_id = $2 and place.item = $5
      and found.outcome = 'saved'
    returning place.revision
),
kept as (
    insert into answer_revision (organization_id, attempt_id, item, revision, side, value,
                                 saved_at, late, stood)
    select $1, $2, $5,
           case found.outcome when 'saved' then found.revision + 1 else $6 end,
           case found.outcome when 'saved' then 'saved' else 'conflict' end,
           $7::jsonb, $8, found.is_late,
           case found.outcome when 'saved' then null else found.revision end
    from found
    where found.outcome = 'saved'
       or found.outcome in ('conflict', 'superseded')
      and found.value is distinct from $7::jsonb
      and not exists (
          select from answer_revision as told
          where told.organization_id = $1 and told.attempt_id = $2 and told.item = $5
            and told.side = 'conflict' and told.value is not distinct from $7::jsonb)
      and (select count(*) from answer_revision as told
           where told.organization_id = $1 and told.attempt_id = $2 and told.item = $5
             and told.side = 'conflict') < $13
)
select found.outcome, found.is_late, found.value, found.saved_at, found.late,
       coalesce((select revision from written), found.revision) as revision
from found"""

HOLD: LiteralString = """
-- What is needed to tell whether a question may be answered by this session; it waits for who
-- writes the attempt, and keeps others waiting.
select attempt.state, attempt.holder, attempt.epoch, attempt.paused_at, attempt.due_at,
       attempt.untimed, attempt.break_seconds_left, attempt.time_percent, attempt.break_minutes,
       attempt.activity_id, attempt.version, attempt.invitation_id,
       own.state = 'revoked' or not case when $4::smallint = 2 then exists (
               select from candidate where candidate.organization_id = $1
                 and candidate.id = $5 and candidate.home_version = $6)
           else exists (
               select from invitation as linked where linked.organization_id = $1
                 and linked.id = $5 and linked.link_version = $6
                 and linked.state <> 'revoked') end as is_void,
       place.item, place.number, place.section, place.shown, place.limit_seconds,
       place.opened_at, place.ends_at, place.revision, place.value, place.saved_at, place.late,
       section.limit_seconds as section_limit, section.opened_at as section_opened_at,
       section.ends_at as section_ends_at, section.closed_at as section_closed_at
from attempt
join invitation as own on own.organization_id = $1 and own.id = attempt.invitation_id
join place on place.organization_id = $1 and place.attempt_id = attempt.id and place.item = $3
join attempt_section as section on section.organization_id = $1
    and section.attempt_id = attempt.id and section.number = place.section
where attempt.organization_id = $1 and attempt.id = $2
for no key update of attempt, place"""

PUT: LiteralString = """
-- Write an answer whose right was checked before; one revision may be asked for, or emptiness.
with found as (
    select revision, value, saved_at, late from place
    where organization_id = $1 and attempt_id = $2 and item = $3
    for no key update
),
written as (
    update place set revision = place.revision + 1, value = $4::jsonb, saved_at = $5, late = $6
    from found
    where place.organization_id = $1 and place.attempt_id = $2 and place.item = $3
      and found.value is distinct from $4::jsonb
      and (found.value is null or not $7)
      and found.revision = coalesce($8, found.revision)
    returning place.revision, place.saved_at, place.late
),
kept as (
    insert into answer_revision (organization_id, attempt_id, item, revision, side, value,
                                 saved_at, late)
    select $1, $2, $3, written.revision, 'saved', $4::jsonb, $5, $6 from written
)
select found.revision as was, found.value, found.value is not distinct from $4::jsonb as is_same,
       found.value is not null and $7 as is_full,
       written.revision is not null as is_written,
       coalesce(written.revision, found.revision) as revision,
       coalesce(written.saved_at, found.saved_at) as saved_at,
       coalesce(written.late, found.late) as late
from found left join written on true"""

SPEAK_FOR: LiteralString = """
-- From here to its end the transaction speaks for the organization of the seat that was found.
select set_config('muster.organization', $1, true)"""

SELECT_HISTORY: LiteralString = """
-- Every text that was sent in an attempt, oldest first.
select item, revision, side, value, saved_at, late from answer_revision
where organization_id = $1 and attempt_id = $2 order by item, id"""

THIN: LiteralString = """
-- Of saved texts the last of each minute stays, and what a conflict was with: after Submit, and
-- now and then before.
delete from answer_revision
where organization_id = $1 and attempt_id = $2 and side = 'saved'
  and id not in (
      select distinct on (item, date_trunc('minute', saved_at)) id from answer_revision
      where organization_id = $1 and attempt_id = $2 and side = 'saved'
      order by item, date_trunc('minute', saved_at), id desc)
  and (item, revision) not in (
      select item, stood from answer_revision
      where organization_id = $1 and attempt_id = $2 and side = 'conflict')"""


async def speak_for(connection: Connection, organization: int) -> None:
    """Let a transaction that began for no organization go on for this one."""
    await connection.execute(SPEAK_FOR, str(organization))


async def save(
    connection: Connection,
    target: tuple[int, int, UUID],
    wish: tuple[int, str, int, object],
    claim: LinkClaim,
    times: tuple[datetime, timedelta],
) -> Record | None:
    """Save for (organization, attempt, device) the (epoch, item, revision, value) at (now, grace).

    The row says the outcome and what stands; there is none for a question of another attempt.
    """
    epoch, item, revision, value = wish
    now, grace = times
    return await connection.fetchrow(
        SAVE,
        *target,
        epoch,
        item,
        revision,
        to_json(value),
        now,
        int(claim.kind),
        claim.subject,
        claim.version,
        grace,
        MOST_CONFLICTS,
    )


async def hold(
    connection: Connection, organization: int, attempt: int, item: str, claim: LinkClaim
) -> Record | None:
    """Lock an attempt and a question of it, and return both; None for an unknown question."""
    return await connection.fetchrow(
        HOLD, organization, attempt, item, int(claim.kind), claim.subject, claim.version
    )


async def put(
    connection: Connection, organization: int, values: Mapping[str, Any]
) -> Record | None:
    """Write an answer of these values; the row says whether, and what stands."""
    return await connection.fetchrow(
        PUT,
        organization,
        values["attempt"],
        values["item"],
        to_json(values["value"]),
        values["now"],
        values["late"],
        values["only_if_empty"],
        values["revision"],
    )


async def select_history(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return the revisions of an attempt."""
    return await connection.fetch(SELECT_HISTORY, organization, attempt)


async def thin(connection: Connection, organization: int, attempt: int) -> None:
    """Throw away the revisions of an attempt that tell nothing more."""
    await connection.execute(THIN, organization, attempt)


def to_json(value: object) -> str | None:
    """Return a value as JSON, letters as they are; None stays None."""
    return None if value is None else json.dumps(value, ensure_ascii=False)
