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
with newest as materialized (
    select id, type, actor, occurred_at, data from event
    where organization_id = $1 order by id desc limit $2
),
list as materialized (
    select id, made_by, activity_ids, begun_at, coalesce(ended_at, 'infinity') as ended_at
    from intake
    where organization_id = $1 and coalesce(ended_at, 'infinity')
        >= (select min(occurred_at) from newest) and begun_at is not null
),
told as (
    select id, type, actor, occurred_at, type = any($4::text[]) and actor <> 'candidate' as joins,
           coalesce(data ->> 'activity_id', data ->> 'track_id')::bigint as activity
    from newest where type = any($3::text[])
),
placed as (
    select told.*, case when told.type = 'invitation.created' then
               (select list.id from list
                where list.made_by = told.actor and told.activity = any(list.activity_ids)
                  and told.occurred_at between list.begun_at and list.ended_at
                order by list.id desc limit 1) end as list
    from told
),
paused as (
    select *, not joins or occurred_at - lag(occurred_at) over same > $5::interval as pause
    from placed
    window same as (partition by type, actor, activity, list order by id)
),
counted as (
    select *, count(*) filter (where pause) over same as go
    from paused
    window same as (partition by type, actor, activity, list order by id)
),
sized as (
    select *, joins and count(*) over (partition by joins, type, actor, activity, list, go) >= $6
               as is_one
    from counted
)
select max(id) as id, count(*) as number, min(occurred_at) as since,
       (select count(*) = $2 from newest) as is_cut,
       bool_and(is_one)
           and min(occurred_at) - (select min(occurred_at) from newest) <= $5 as may_go_on
from sized
group by type, actor, activity, list, go, case when not is_one then id end
order by max(id) desc limit $7"""


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
