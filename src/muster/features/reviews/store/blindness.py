"""SQL of who sees no names."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_RULES: LiteralString = """
-- Where names are hidden: all that was said, of all activities first.
select rule.activity_id, activity.key, activity.title, rule.blind
from blind_review as rule
left join activity on activity.organization_id = $1 and activity.id = rule.activity_id
where rule.organization_id = $1
order by rule.activity_id nulls first"""

UPSERT_RULE: LiteralString = """
-- Hide names of one activity, or of all that say nothing, or show them.
insert into blind_review (organization_id, activity_id, blind, set_at, set_by)
values ($1, $2, $3, $4, $5)
on conflict on constraint blind_review_key do update
set blind = excluded.blind, set_at = excluded.set_at, set_by = excluded.set_by
where blind_review.blind <> excluded.blind
returning blind"""

SELECT_BLIND: LiteralString = """
-- Whether the names of an activity are hidden.
select coalesce(
    (select blind from blind_review where organization_id = $1 and activity_id = $2),
    (select blind from blind_review where organization_id = $1 and activity_id is null),
    false)"""

SELECT_VEILED: LiteralString = """
-- Of some reports those that are hidden from a reviewer: names of their activity are, and the
-- reviewer has neither rated all that people rate nor had the name shown.
select report.attempt_id
from report
where report.organization_id = $1 and report.attempt_id = any($2::bigint[])
  and coalesce(
      (select blind from blind_review
       where organization_id = $1 and activity_id = report.activity_id),
      (select blind from blind_review where organization_id = $1 and activity_id is null),
      false)
  and report.to_rate > (
      select count(*) from rating
      where rating.organization_id = $1 and rating.attempt_id = report.attempt_id
        and rating.reviewer = $4 and not rating.withdrawn
        and not exists (
            select from rating later
            where later.organization_id = $1 and later.attempt_id = rating.attempt_id
              and later.item = rating.item and later.reviewer = rating.reviewer
              and later.revision > rating.revision))
  and not exists (
      select from review_reveal
      where review_reveal.organization_id = $1
        and review_reveal.attempt_id = report.attempt_id
        and review_reveal.member_id = $3)"""

SELECT_REPORTED: LiteralString = """
-- The reports with answers that people rate, of some invitations and of some people: those of a
-- track's stages belong to the track.
select coalesce(i.parent_id, i.id) as invitation_id, i.candidate_id, report.attempt_id
from invitation as i
join attempt on attempt.organization_id = $1 and attempt.invitation_id = i.id
join report on report.organization_id = $1 and report.attempt_id = attempt.id
where i.organization_id = $1 and report.to_rate > 0
  and (i.id = any($2::bigint[]) or i.parent_id = any($2::bigint[])
       or i.candidate_id = any($3::bigint[]))"""

INSERT_REVEAL: LiteralString = """
-- A member has the name shown; once.
insert into review_reveal (organization_id, attempt_id, member_id, revealed_at)
values ($1, $2, $3, $4) on conflict do nothing
returning attempt_id"""


async def select_rules(connection: Connection, organization: int) -> list[Record]:
    """Return what was said of activities, and of all others."""
    return await connection.fetch(SELECT_RULES, organization)


async def upsert_rule(
    connection: Connection,
    organization: int,
    activity: int | None,
    blind: bool,
    by: tuple[datetime, str],
) -> bool:
    """Write a rule by (when, whom); tell whether it is another one now."""
    row = await connection.fetchval(UPSERT_RULE, organization, activity, blind, *by)
    return row is not None


async def is_blind(connection: Connection, organization: int, activity: int) -> bool:
    """Tell whether the names of an activity are hidden."""
    return bool(await connection.fetchval(SELECT_BLIND, organization, activity))


async def select_veiled(
    connection: Connection, organization: int, attempts: Sequence[int], who: tuple[int, str]
) -> frozenset[int]:
    """Return which of some reports are hidden from a reviewer of (member, actor)."""
    rows = await connection.fetch(SELECT_VEILED, organization, attempts, *who)
    return frozenset(row["attempt_id"] for row in rows)


async def select_reported(
    connection: Connection, organization: int, invitations: Sequence[int], people: Sequence[int]
) -> list[Record]:
    """Return invitation, candidate and attempt of reports that people rate."""
    return await connection.fetch(SELECT_REPORTED, organization, invitations, people)


async def insert_reveal(
    connection: Connection, organization: int, attempt: int, member: int, now: datetime
) -> bool:
    """Note that a member has the name shown; tell whether that is new."""
    row = await connection.fetchval(INSERT_REVEAL, organization, attempt, member, now)
    return row is not None
