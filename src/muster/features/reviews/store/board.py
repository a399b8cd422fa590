"""SQL of tracks' boards: who stands in which stage, and who waits for a decision."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_DECIDING: LiteralString = """
-- Stages that wait for a person's decision, in the order in which their tracks were started; those
-- whose answers have to be rated first are left out. Of all tracks, or of one; after the id $3.
select stage.id as cursor, stage.number, stage.title as stage_title, stage.kind, stage.state,
       track.uid, candidate.name, activity.key, activity.title, application.score, stage.reason,
       coalesce(child.completed_at, stage.opened_at, application.updated_at) as since,
       child.state as child_state, child.expires_at,
       made.attempt_id, made.uid as report_uid
from stage
-- One after the other, in the order of their ids, until the page is full.
cross join lateral (
    select * from application
    where organization_id = $1 and invitation_id = stage.application_id offset 0
) as application
cross join lateral (
    select * from invitation where organization_id = $1 and id = stage.application_id offset 0
) as track
join candidate on candidate.organization_id = $1 and candidate.id = track.candidate_id
join activity on activity.organization_id = $1 and activity.id = application.activity_id
left join lateral (
    select * from invitation where organization_id = $1 and id = stage.invitation_id offset 0
) as child on true
left join lateral (
    select report.attempt_id, report.uid, report.waiting from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.invitation_id = stage.invitation_id
) as made on true
where stage.organization_id = $1 and stage.state = 'waiting' and stage.id > $3
  and track.state <> 'revoked'
  and ($2::bigint is null or application.activity_id = $2)
  and coalesce(made.waiting, 0) = 0
order by stage.id limit $4"""

SELECT_CARDS: LiteralString = """
-- A track's applicants in each of its stages: those who wait for a person first, then whoever has
-- moved last; so many of each, and how many there are in all.
with counted as materialized (
    select current, count(*) as count from application
    where organization_id = $1 and activity_id = $2 and outcome is null
    group by current
),
waiting as materialized (
    select application.invitation_id, application.current, stage.id as place,
           row_number() over (partition by stage.number order by stage.id) as nth,
           count(*) over (partition by stage.number) as waiting
    from stage
    cross join lateral (
        select invitation_id, current from application
        where organization_id = $1 and invitation_id = stage.application_id
          and activity_id = $2 and outcome is null and current = stage.number offset 0
    ) as application
    where stage.organization_id = $1 and stage.state = 'waiting'
),
shown as (
    select invitation_id, current, 0 as part, nth as nth from waiting where nth <= $3
    union all
    select under_way.invitation_id, counted.current, 1, under_way.nth
    from counted
    cross join lateral (
        select invitation_id, row_number() over (order by updated_at desc, invitation_id desc) as nth
        from application
        where organization_id = $1 and activity_id = $2 and outcome is null
          and current = counted.current
          and not exists (
              select from waiting where waiting.invitation_id = application.invitation_id)
        order by updated_at desc, invitation_id desc limit $3
    ) as under_way
)
select stage.id as cursor, stage.number, stage.title as stage_title, stage.kind, stage.state,
       track.uid, track.state as track_state, candidate.name, activity.key, activity.title,
       application.score, stage.reason,
       coalesce(child.completed_at, stage.opened_at, application.updated_at) as since,
       child.state as child_state, child.expires_at, made.attempt_id, made.uid as report_uid,
       made.waiting as unrated, counted.count, coalesce((select max(waiting.waiting) from waiting
                                where waiting.current = shown.current), 0) as waiting
from shown
join counted on counted.current = shown.current
join application on application.organization_id = $1
    and application.invitation_id = shown.invitation_id
join invitation track on track.organization_id = $1 and track.id = shown.invitation_id
join candidate on candidate.organization_id = $1 and candidate.id = track.candidate_id
join activity on activity.organization_id = $1 and activity.id = application.activity_id
join stage on stage.organization_id = $1 and stage.application_id = shown.invitation_id
    and stage.number = shown.current
left join invitation child on child.organization_id = $1 and child.id = stage.invitation_id
left join lateral (
    select report.attempt_id, report.uid, report.waiting from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.invitation_id = stage.invitation_id
) as made on true
order by shown.current, shown.part, shown.nth"""

SELECT_ENDED: LiteralString = """
-- Whose way through a track has ended, the last ones of each outcome, and how many there are.
select stage.id as cursor, stage.number, stage.title as stage_title, stage.kind, stage.state,
       track.uid, candidate.name, activity.key, activity.title, application.score, stage.reason,
       application.ended_at as since, child.state as child_state, child.expires_at,
       made.attempt_id, made.uid as report_uid, application.outcome, counted.count
from (select outcome, count(*) as count from application
      where organization_id = $1 and activity_id = $2 and outcome is not null
      group by outcome) as counted
cross join lateral (
    select * from application
    where organization_id = $1 and activity_id = $2 and outcome = counted.outcome
    order by ended_at desc, invitation_id desc limit $3) as application
join invitation track on track.organization_id = $1 and track.id = application.invitation_id
join candidate on candidate.organization_id = $1 and candidate.id = track.candidate_id
join activity on activity.organization_id = $1 and activity.id = application.activity_id
join stage on stage.organization_id = $1 and stage.application_id = application.invitation_id
    and stage.number = application.current
left join invitation child on child.organization_id = $1 and child.id = stage.invitation_id
left join lateral (
    select report.attempt_id, report.uid from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.invitation_id = stage.invitation_id
) as made on true
order by application.ended_at desc, application.invitation_id desc"""

COUNT_INVITED: LiteralString = """
-- How many were invited to a track and have not started, up to a limit.
select count(*) from (
    select from invitation
    where organization_id = $1 and activity_id = $2 and parent_id is null and state = 'pending'
      and expires_at > $3
    limit $4) as invited"""


async def select_deciding(
    connection: Connection, organization: int, track: int | None, after: int, limit: int
) -> list[Record]:
    """Return a page of stages that wait for a decision."""
    return await connection.fetch(SELECT_DECIDING, organization, track, after, limit)


async def select_cards(
    connection: Connection, organization: int, track: int, most: int
) -> list[Record]:
    """Return who stands in the stages of a track."""
    return await connection.fetch(SELECT_CARDS, organization, track, most)


async def select_ended(
    connection: Connection, organization: int, track: int, most: int
) -> list[Record]:
    """Return whose way through a track has ended lately."""
    return await connection.fetch(SELECT_ENDED, organization, track, most)


async def count_invited(
    connection: Connection, organization: int, track: int, now: datetime, most: int
) -> int:
    """Return how many have not started a track."""
    count: int = await connection.fetchval(COUNT_INVITED, organization, track, now, most)
    return count
