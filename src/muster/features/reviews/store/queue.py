"""SQL of what waits for a person: answers to rate, stages to decide about, requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.reviews.model import Wanted, Which
from muster.storage.postgres import Connection

SELECT_WAITING: LiteralString = """
-- Reports with an answer that nobody has rated, oldest first, after the id $4.
with page as materialized (
    select attempt_id, to_rate from report
    where organization_id = $1 and waiting > 0 and to_rate > 0 and attempt_id > $4
      and ($3::bigint is null or activity_id = $3)
    order by attempt_id limit $5
)
select card.attempt_id, card.uid, card.candidate_name, card.key, card.title, card.kind,
       card.submitted_at, card.waiting, page.to_rate, said.own, said.raters
from page
join report_card as card on card.organization_id = $1 and card.attempt_id = page.attempt_id
cross join lateral (
    select count(distinct item) filter (where reviewer = $2) as own,
           count(distinct reviewer) as raters
    from (select distinct on (item, reviewer) item, reviewer, withdrawn from rating
          where organization_id = $1 and attempt_id = page.attempt_id
          order by item, reviewer, revision desc) as present
    where not withdrawn) as said
order by card.attempt_id"""

SELECT_UNRATED: LiteralString = """
-- Reports of which a reviewer has not rated everything, and nothing is decided.
with mine as materialized (
    select attempt_id, count(*) as own
    from (select attempt_id, (array_agg(withdrawn order by revision desc))[1] as withdrawn
          from rating where organization_id = $1 and reviewer = $2
          group by attempt_id, item) as present
    where not withdrawn
    group by attempt_id
),
page as materialized (
    select report.attempt_id, report.to_rate, coalesce(mine.own, 0) as own from report
    left join mine on mine.attempt_id = report.attempt_id
    where report.organization_id = $1 and report.to_rate > coalesce(mine.own, 0)
      and report.attempt_id > $4
      and report.to_rate > 0
      and ($3::bigint is null or report.activity_id = $3)
      and not exists (select from report_decision as decided
                      where decided.organization_id = $1
                        and decided.attempt_id = report.attempt_id)
    order by report.attempt_id limit $5
)
select card.attempt_id, card.uid, card.candidate_name, card.key, card.title, card.kind,
       card.submitted_at, card.waiting, page.to_rate, page.own,
       (select count(distinct reviewer) from rating
        where organization_id = $1 and attempt_id = page.attempt_id) as raters
from page
join report_card as card on card.organization_id = $1 and card.attempt_id = page.attempt_id
order by card.attempt_id"""

SELECT_RATED: LiteralString = """
-- Reports of which a reviewer has rated something.
with page as materialized (
    select rating.attempt_id, count(distinct rating.item) as own from rating
    join report on report.organization_id = $1 and report.attempt_id = rating.attempt_id
    where rating.organization_id = $1 and rating.reviewer = $2 and rating.attempt_id > $4
      and not rating.withdrawn
      and ($3::bigint is null or report.activity_id = $3)
    group by rating.attempt_id
    order by rating.attempt_id limit $5
)
select card.attempt_id, card.uid, card.candidate_name, card.key, card.title, card.kind,
       card.submitted_at, card.waiting, report.to_rate, page.own,
       (select count(distinct reviewer) from rating
        where organization_id = $1 and attempt_id = page.attempt_id) as raters
from page
join report on report.organization_id = $1 and report.attempt_id = page.attempt_id
join report_card as card on card.organization_id = $1 and card.attempt_id = page.attempt_id
order by card.attempt_id"""

PICK_WAITING: LiteralString = """
-- The oldest report with an answer that nobody has rated, which nobody else looks at or picks.
select attempt_id, uid from report
where organization_id = $1 and waiting > 0 and to_rate > 0
  and ($4::bigint is null or activity_id = $4)
  and attempt_id <> all($5::bigint[])
  and to_rate > (
      select count(*)
      from (select distinct on (item) withdrawn from rating
            where organization_id = $1 and attempt_id = report.attempt_id and reviewer = $2
            order by item, revision desc) as present
      where not withdrawn)
  and not exists (
      select from review_look
      where review_look.organization_id = $1 and review_look.attempt_id = report.attempt_id
        and review_look.member_id <> $3 and review_look.looked_at > $6)
order by attempt_id limit 1 for update skip locked"""

PICK_UNRATED: LiteralString = """
-- The oldest report that a reviewer has not rated, which nobody else looks at or picks.
select attempt_id, uid from report
where organization_id = $1 and to_rate > 0
  and ($4::bigint is null or activity_id = $4)
  and attempt_id <> all($5::bigint[])
  and to_rate > (
      select count(*)
      from (select distinct on (item) withdrawn from rating
            where organization_id = $1 and attempt_id = report.attempt_id and reviewer = $2
            order by item, revision desc) as present
      where not withdrawn)
  and not exists (select from report_decision as decided
                  where decided.organization_id = $1 and decided.attempt_id = report.attempt_id)
  and not exists (
      select from review_look
      where review_look.organization_id = $1 and review_look.attempt_id = report.attempt_id
        and review_look.member_id <> $3 and review_look.looked_at > $6)
order by attempt_id limit 1 for update skip locked"""

COUNT_WAITING: LiteralString = """
-- How much waits for a person, each up to a limit.
select (select count(*) from (
            select from report
            where organization_id = $1 and waiting > 0 and to_rate > 0 limit $2) as rating)
           as to_rate,
       (select count(*) from (
            select from stage
            join invitation on invitation.organization_id = $1
                and invitation.id = stage.application_id and invitation.state <> 'revoked'
            where stage.organization_id = $1 and stage.state = 'waiting'
              and not exists (
                  select from attempt
                  join report on report.organization_id = $1 and report.attempt_id = attempt.id
                  where attempt.organization_id = $1
                    and attempt.invitation_id = stage.invitation_id and report.waiting > 0)
            limit $2) as deciding) as to_decide,
       (select count(*) from (
            select from accommodation_request
            where organization_id = $1 and answered_at is null limit $2) as asked)
       + (select count(*) from (
            select from more_time_request
            where organization_id = $1 and answered_at is null limit $2) as asked) as requests"""

_LISTS = {
    Which.WAITING: SELECT_WAITING,
    Which.UNRATED: SELECT_UNRATED,
    Which.RATED: SELECT_RATED,
}


async def select_queue(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    reviewer: str,
    page: tuple[int, int],
) -> list[Record]:
    """Return reports for a reviewer's queue: a page of (after which id, how many)."""
    statement = _LISTS[wanted.which]
    return await connection.fetch(statement, organization, reviewer, wanted.activity, *page)


async def pick(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    who: tuple[str, int],
    beside: tuple[Sequence[int], datetime],
) -> Record | None:
    """Return the next report for (actor, member), locked.

    ``beside`` says which attempts are left out, and since when others' looks count.
    """
    statement = PICK_UNRATED if wanted.which is Which.UNRATED else PICK_WAITING
    return await connection.fetchrow(statement, organization, *who, wanted.activity, *beside)


async def count_waiting(connection: Connection, organization: int, most: int) -> Record:
    """Return the one row of counts."""
    row = await connection.fetchrow(COUNT_WAITING, organization, most)
    assert row is not None  # noqa: S101 -- a selection without a table is one row
    return row
