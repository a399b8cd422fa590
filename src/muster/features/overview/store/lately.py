"""SQL of what happened lately: what somebody did to many in one go is one row."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from muster.storage.postgres import Connection

SELECT_LATELY: LiteralString = """
-- The newest events of some types, of so many of the newest ones. Those of the types in $4 are one
-- row where the same actor did the same about the same activity, to $6 at least, with no longer
-- pause than $5; what came of a list of people is no row with anything else. It tells as well
-- whether events before those were not looked at, and whether a row may go on there.
-- What has one moment is put together first: a list of people is a few batches.
with furthest as materialized (
    select occurred_at as at from event
    where organization_id = $1 order by id desc offset $2 - 1 limit 1
),
told as (
    select id, type, actor, occurred_at as at, type = any($4::text[]) and actor <> 'candidate' as joins,
           coalesce(data ->> 'activity_id', data ->> 'track_id')::bigint as activity
    from (select id, type, actor, occurred_at, data from event
          where organization_id = $1 order by id desc limit $2) as newest
    where type = any($3::text[])
),
batch as (
    select type, actor, activity, at, joins, max(id) as last,
           array_agg(id) as ids, count(*) as number
    from told
    group by type, actor, activity, at, joins, case when not joins then id end
),
listed as (
    select batch.*, case when batch.type = 'invitation.created' then
               (select intake.id from intake
                where intake.organization_id = $1 and intake.made_by = batch.actor
                  and batch.activity = any(intake.activity_ids)
                  and batch.at between intake.begun_at and coalesce(intake.ended_at, 'infinity')
                order by intake.id desc limit 1) end as list
    from batch
),
paused as (
    select *, not joins or at - lag(at) over same > $5::interval as pause
    from listed
    window same as (partition by type, actor, activity, list order by at)
),
counted as (
    select *, count(*) filter (where pause) over same as go
    from paused
    window same as (partition by type, actor, activity, list order by at)
),
sized as (
    select *, joins and sum(number) over (partition by joins, type, actor, activity, list, go) >= $6
               as is_one
    from counted
)
select row.*, exists (select from furthest) as is_cut
from (
    select max(last) as id, sum(number)::bigint as number, min(at) as since,
           coalesce(min(at) - (select furthest.at from furthest) <= $5, false) as may_go_on
    from sized where is_one
    group by type, actor, activity, list, go
    union all
    select unnest(ids), 1, at, false from sized where not is_one
) as row
order by id desc limit $7"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its newest event, of how many it is, and since when.

    ``is_cut``: there are events before those that were looked at; ``may_go_on``: this row would
    go on there.
    """

    id: int
    number: int
    since: datetime
    is_cut: bool
    may_go_on: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the newest events is told: which types, and which of them in one row."""

    types: Sequence[str]
    joined: Sequence[str]
    pause: timedelta
    fewest: int
    rows: int


async def select_lately(
    connection: Connection, organization: int, looked_at: int, wish: Wish
) -> list[Row]:
    """Return the rows of the newest events, newest first, of so many that are looked at."""
    rows = await connection.fetch(SELECT_LATELY, organization, looked_at, *astuple(wish))
    return [Row(**row) for row in rows]
