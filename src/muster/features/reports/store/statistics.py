"""SQL of statistics: all questions of a version at once."""

from typing import LiteralString

from muster.features.reports.statistics import MOST_ATTEMPTS, ItemStatistics
from muster.storage.postgres import Connection

COUNT_COMPLETE: LiteralString = """
-- How many complete attempts of a version there are, of the last $4.
select count(*) from (
    select from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    limit $4) as complete"""

SELECT_EARNED: LiteralString = """
-- Of each question of a version in its last complete attempts: how many had it, the mean share of
-- its points, and how its points go with those of the rest of the attempt. Fractions are text.
with complete as materialized (
    select attempt.id, report.score -> 'questions' as questions
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
), earned as (
    select complete.id, question ->> 'item' as item,
           split_part(question ->> 'points', '/', 1)::float8
             / split_part(question ->> 'points', '/', 2)::float8 as points,
           split_part(question ->> 'of', '/', 1)::float8
             / split_part(question ->> 'of', '/', 2)::float8 as whole
    from complete cross join jsonb_array_elements(complete.questions) as question
), beside as (
    select item, points, whole, sum(points) over (partition by id) - points as rest from earned
)
select item, count(*)::integer as attempts, avg(points / nullif(whole, 0)) as share,
       corr(points, rest) as discrimination
from beside group by item"""

SELECT_ANSWERED: LiteralString = """
-- Of each question of a version in its last complete attempts: who left it out, and the median
-- time from the answer before it.
with complete as materialized (
    select attempt.id, attempt.started_at
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
), answered as (
    select place.item, place.value,
           extract(epoch from place.saved_at - coalesce(
               lag(place.saved_at) over (partition by place.attempt_id order by place.saved_at),
               complete.started_at)) as seconds
    from complete
    join place on place.organization_id = $1 and place.attempt_id = complete.id
)
select item, avg((value is null)::integer)::float8 as omitted,
       (percentile_cont(0.5) within group (order by seconds)
           filter (where value is not null))::float8 as seconds
from answered group by item"""

SELECT_CHOSEN: LiteralString = """
-- How often each option of these questions was chosen in the last complete attempts.
with complete as materialized (
    select attempt.id
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
)
select place.item, option.letter, count(*)::integer as times
from complete
join place on place.organization_id = $1 and place.attempt_id = complete.id
 and place.item = any($5::text[])
cross join lateral jsonb_array_elements_text(
    case jsonb_typeof(place.value) when 'array' then place.value
    when 'string' then jsonb_build_array(place.value) else '[]' end) as option (letter)
group by place.item, option.letter"""


async def count_complete(
    connection: Connection, organization: int, activity: int, version: int
) -> int:
    """Return how many complete attempts of a version would be counted."""
    found: int = await connection.fetchval(
        COUNT_COMPLETE, organization, activity, version, MOST_ATTEMPTS
    )
    return found


async def select_statistics(
    connection: Connection, organization: int, activity: int, version: int, choices: list[str]
) -> dict[str, ItemStatistics]:
    """Return the numbers of all questions; ``choices`` are those whose options are counted."""
    which = (organization, activity, version, MOST_ATTEMPTS)
    earned = await connection.fetch(SELECT_EARNED, *which)
    answered = {row["item"]: row for row in await connection.fetch(SELECT_ANSWERED, *which)}
    chosen: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(SELECT_CHOSEN, *which, choices):
        chosen.setdefault(row["item"], {})[row["letter"]] = row["times"]
    return {
        row["item"]: ItemStatistics(
            item=row["item"],
            attempts=row["attempts"],
            share=row["share"] or 0.0,
            discrimination=row["discrimination"],
            omitted=answered[row["item"]]["omitted"],
            seconds=answered[row["item"]]["seconds"],
            chosen=chosen.get(row["item"], {}),
        )
        for row in earned
        if row["item"] in answered
    }
