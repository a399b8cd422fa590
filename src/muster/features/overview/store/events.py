"""SQL of what happened: which events a page has, and what they are about.

Which ones is found first, by the journal's own indexes; their names are looked up for these few.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.base.ids import from_typeid
from muster.features.overview.model import Cursor, Happening, Person, Wanted, actor_of
from muster.storage.postgres import Connection

SELECT_OF_THINGS: LiteralString = """
-- A page of events about some things, newest first, but for some types.
select event.id, event.occurred_at
from unnest($2::text[], $3::bigint[]) as thing (kind, id)
cross join lateral (
    select id, occurred_at from event
    where organization_id = $1 and subject_id = thing.id and subject_kind = thing.kind
      and ($4::bigint is null or id < $4) and type <> all($5::text[])
    order by id desc limit $6
) as event
order by event.id desc limit $6"""

SELECT_AUDITED: LiteralString = """
-- Events by whom and of what kind, newest first: of the 20,000 that come before an id, those that
-- fit. How far that went is told, too, so that whoever asks can go on from there.
with looked_at as (
    select id, type, actor, occurred_at from event
    where organization_id = $1 and id < $2 and id >= $3
    order by id desc limit 20000
),
fitting as (
    select id from looked_at
    where ($4::text is null or type = $4 or type like $4 || '.%')
      and ($5::text is null
           or actor = $5
           or $5 in ('key', 'share') and actor like $5 || ':%'
           or $5 = 'operator' and actor in ('operator', 'cli')
           or $5 = 'automatic' and actor !~ '^(member|key|share):|^(candidate|operator|cli)$')
    order by id desc limit $6
),
furthest as (
    select count(*) as number, min(id) as id, min(occurred_at) as at from looked_at
)
select array(select id from fitting order by id desc) as ids,
       furthest.number, furthest.id as furthest, furthest.at
from furthest"""

SELECT_OF_MEMBER: LiteralString = """
-- What one member did, newest first.
select id from event
where organization_id = $1 and actor = $5 and actor like 'member:%' and id < $2 and id >= $3
  and ($4::text is null or type = $4 or type like $4 || '.%')
order by id desc limit $6"""

FIND_MOMENT: LiteralString = """
-- The first event at or after a moment, by halving: ids follow time, and no index has the time.
with recursive step (low, high) as (
    select coalesce((select id from event where organization_id = $1 order by id limit 1), 0),
           coalesce((select id from event where organization_id = $1 order by id desc limit 1), 0) + 1
    union all
    select case when probe.occurred_at < $2 then probe.id + 1 else step.low end,
           case when probe.occurred_at < $2 then step.high
                else step.low + (step.high - step.low) / 2 end
    from step
    cross join lateral (
        select id, occurred_at from event
        where organization_id = $1 and id >= step.low + (step.high - step.low) / 2
        order by id limit 1
    ) as probe
    where step.low < step.high
)
select low from step order by high - low limit 1"""

SELECT_CARDS: LiteralString = """
-- Some events with whom and what they are about; a webhook without a name has that of its host.
select happening.*, substring(webhook_endpoint.url from '^[a-z]+://([^/?#]+)') as host
from happening
left join webhook_endpoint on happening.subject_kind = 'webhook'
    and webhook_endpoint.organization_id = happening.organization_id
    and webhook_endpoint.id = happening.subject_id
where happening.organization_id = $1 and happening.id = any($2::bigint[])
order by happening.id desc"""

SELECT_NAMES: LiteralString = """
-- How members are called, also those who were removed, and keys; by the actor's own name.
select 'member:' || uid as actor, coalesce(nullif(name, ''), email) as name
from member where organization_id = $1 and uid = any($2::uuid[])
union all
select 'key:' || key_id, coalesce(nullif(name, ''), key_id)
from api_key where organization_id = $1 and key_id = any($3::text[])"""

SELECT_THINGS: LiteralString = """
-- What a person's events are about: the person, or what belongs to one of the invitations.
with mine as (
    select id from invitation
    where organization_id = $1 and candidate_id = $2
      and ($3::bigint is null or id = $3 or parent_id = $3)
),
tried as (
    select attempt.id from attempt join mine on attempt.invitation_id = mine.id
    where attempt.organization_id = $1
)
select 'candidate' as kind, $2::bigint as id where $3::bigint is null
union all select 'invitation', id from mine
union all select 'application', id from mine
union all select 'attempt', id from tried
union all
select 'recording', take.id from take join tried on take.attempt_id = tried.id
where take.organization_id = $1
union all
select 'file', answer_file.id from answer_file join tried on answer_file.attempt_id = tried.id
where answer_file.organization_id = $1
union all
select 'applicant', id from job_applicant
where organization_id = $1 and candidate_id = $2 and $3::bigint is null"""


async def select_of_things(
    connection: Connection,
    organization: int,
    things: Sequence[tuple[str, int]],
    cursor: Cursor | None,
    left_out: Sequence[str],
    limit: int,
) -> list[Record]:
    """Return id and time of events about things of (kind, id), newest first."""
    kinds, ids = [kind for kind, _ in things], [number for _, number in things]
    before = cursor.event if cursor else None
    return await connection.fetch(
        SELECT_OF_THINGS, organization, kinds, ids, before, left_out, limit
    )


async def select_audited(
    connection: Connection, organization: int, bounds: tuple[int, int], wanted: Wanted, limit: int
) -> Record:
    """Return the ids of fitting events from the second of the bounds on and before the first."""
    row = await connection.fetchrow(
        SELECT_AUDITED, organization, *bounds, wanted.type, wanted.actor, limit
    )
    assert row is not None  # noqa: S101 -- an aggregate always has a row
    return row


async def select_of_member(
    connection: Connection, organization: int, bounds: tuple[int, int], wanted: Wanted, limit: int
) -> list[int]:
    """Return the ids of what a member did within the same bounds."""
    rows = await connection.fetch(
        SELECT_OF_MEMBER, organization, *bounds, wanted.type, wanted.actor, limit
    )
    return [row["id"] for row in rows]


async def find_moment(connection: Connection, organization: int, at: datetime) -> int:
    """Return an id that no earlier event reaches."""
    return await connection.fetchval(FIND_MOMENT, organization, at)


async def select_things(
    connection: Connection, organization: int, candidate: int, invitation: int | None
) -> list[tuple[str, int]]:
    """Return what the events of a person, or of one invitation, are about: (kind, id)."""
    rows = await connection.fetch(SELECT_THINGS, organization, candidate, invitation)
    return [(row["kind"], row["id"]) for row in rows]


async def happenings_of(
    connection: Connection, organization: int, ids: Sequence[int]
) -> tuple[Happening, ...]:
    """Return events with all their names, newest first."""
    rows = await connection.fetch(SELECT_CARDS, organization, ids) if ids else []
    names = await _names_of(connection, organization, {row["actor"] for row in rows})
    return tuple(_happening(row, names) for row in rows)


async def _names_of(
    connection: Connection, organization: int, actors: set[str]
) -> Mapping[str, str]:
    uids = {
        uid: actor
        for actor in actors
        if actor.startswith("member:")
        and (uid := from_typeid("mem", actor.removeprefix("member:"))) is not None
    }
    keys = [actor.removeprefix("key:") for actor in actors if actor.startswith("key:")]
    if not uids and not keys:
        return {}
    rows = await connection.fetch(SELECT_NAMES, organization, list(uids), keys)
    by_uid = {f"member:{uid}": actor for uid, actor in uids.items()}
    return {by_uid.get(row["actor"], row["actor"]): row["name"] for row in rows}


def _happening(row: Record, names: Mapping[str, str]) -> Happening:
    person = None
    if row["candidate_uid"] is not None:
        person = Person(row["candidate_uid"], row["candidate_name"])
    return Happening(
        id=row["id"],
        type=row["type"],
        at=row["occurred_at"],
        actor=actor_of(row["actor"], names),
        subject=(row["subject_kind"], row["subject_id"]),
        data=json.loads(row["data"]),
        person=person,
        activity_key=row["activity_key"],
        activity_title=row["activity_title"],
        invitation_uid=row["invitation_uid"],
        report_uid=row["report_uid"],
        message_uid=row["message_uid"],
        message_kind=row["message_kind"],
        thing=row["thing"] or row["host"],
        applicant=row["applicant"],
    )
