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
with complete as (
    select report.score -> 'questions' as questions,
           split_part(report.score #>> '{overall,points}', '/', 1)::float8
             / split_part(report.score #>> '{overall,points}', '/', 2)::float8 as points
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
), earned as (
    select question ->> 'item' as item, complete.points as all_points,
           split_part(question ->> 'points', '/', 1)::float8
             / split_part(question ->> 'points', '/', 2)::float8 as points,
           split_part(question ->> 'of', '/', 1)::float8
             / split_part(question ->> 'of', '/', 2)::float8 as whole
    from complete cross join jsonb_array_elements(complete.questions) as question
)
select item, count(*)::integer as attempts, avg(points / nullif(whole, 0)) as share,
       corr(points, all_points - points) as discrimination
from earned group by item"""

SELECT_ANSWERED: LiteralString = """
-- Of each question of a version in its last complete attempts: who left it out, and the median
-- time from the answer before it. Attempt by attempt, so that no others' answers are read.
with complete as materialized (
    select attempt.id, attempt.started_at
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
)
select answered.item, avg((answered.value is null)::integer)::float8 as omitted,
       (percentile_cont(0.5) within group (order by answered.seconds)
           filter (where answered.value is not null))::float8 as seconds
from complete
cross join lateral (
    select place.item, place.value,
           extract(epoch from place.saved_at - coalesce(
               lag(place.saved_at) over (order by place.saved_at), complete.started_at)) as seconds
    from place
    where place.organization_id = $1 and place.attempt_id = complete.id
) as answered
group by answered.item"""

SELECT_CHOSEN: LiteralString = """
-- How often each option of these questions was chosen in the last complete attempts; read as above.
with complete as materialized (
    select attempt.id
    from attempt
    join report on report.organization_id = $1 and report.attempt_id = attempt.id
    where attempt.organization_id = $1 and attempt.activity_id = $2 and attempt.version = $3
      and report.waiting = 0
    order by attempt.id desc limit $4
)
select answered.item, option.letter, count(*)::integer as times
from complete
cross join lateral (
    select place.item, place.value from place
    where place.organization_id = $1 and place.attempt_id = complete.id
      and place.item = any($5::text[])
    offset 0
) as answered
cross join lateral jsonb_array_elements_text(
    case jsonb_typeof(answered.value) when 'array' then answered.value
    when 'string' then jsonb_build_array(answered.value) else '[]' end) as option (letter)
group by answered.item, option.letter"""


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
