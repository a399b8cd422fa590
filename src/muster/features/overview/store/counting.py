"""SQL that counts: how far invitations came, and what waits for somebody."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.overview.model import CROWD
from muster.storage.postgres import Connection

COUNT_WINDOW: LiteralString = """
-- How many invitations were made since a moment, up to a number that is a crowd.
select count(*) from (
    select from (
        select created_at from invitation where organization_id = $1 order by id desc limit $3
    ) as newest
    where created_at >= $2
) as made"""

COUNT_FUNNEL: LiteralString = """
-- How far the invitations came that were made since a moment. Ids follow time: what was made
-- before the last one that is too old is not looked at, and no index has to know the time. Who
-- came to a step came past all before it, so that no number is larger than the one above.
with made as (
    select invitation.id, candidate_id, opened_at is not null as opened,
           started_at is not null as started, completed_at is not null as completed,
           (select attempt.id from attempt
            where attempt.organization_id = $1 and attempt.invitation_id = invitation.id) as attempt
    from invitation
    where invitation.organization_id = $1
      and invitation.id > coalesce((
          select old.id from invitation as old
          where old.organization_id = $1 and old.created_at < $2
          order by old.id desc limit 1), 0)
      and parent_id is null
      and ($3::bigint is null or activity_id = $3)
),
step as (
    select opened, started, completed,
           completed and coalesce(
               (select passed from report
                where report.organization_id = $1 and report.attempt_id = made.attempt),
               (select outcome = 'passed' from application
                where application.organization_id = $1 and application.invitation_id = made.id),
               false) as passed,
           started or opened
           or exists (select from message
                      where message.organization_id = $1 and message.reference = made.id
                        and message.kind = 'invitation' and message.state = 'accepted')
           or exists (select from message
                      where message.organization_id = $1 and message.reference = made.candidate_id
                        and message.kind = 'home' and message.state = 'accepted') as delivered
    from made
)
select count(*) as invited,
       count(*) filter (where delivered or completed) as delivered,
       count(*) filter (where opened or started or completed) as opened,
       count(*) filter (where started or completed) as started,
       count(*) filter (where completed) as completed,
       count(*) filter (where passed) as passed
from step"""

HAS_INVITATIONS: LiteralString = """
-- Whether anybody was ever invited.
select exists (select from invitation where organization_id = $1)"""

COUNT_UNDELIVERED: LiteralString = """
-- Invitations that can still be used and whose newest letter did not arrive, in the last 30 days.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select invitation.candidate_id
    from message
    join invitation on invitation.organization_id = $1 and invitation.id = message.reference
    where message.organization_id = $1 and message.state in ('bounced', 'dead', 'suppressed')
      and message.ended_at > $2::timestamptz - interval '30 days' and message.kind = 'invitation'
      and invitation.state = 'pending' and invitation.expires_at > $2
      and not exists (
          select from message as newer
          where newer.organization_id = $1 and newer.reference = message.reference
            and newer.kind = message.kind and newer.id > message.id)
    limit $3
) as found"""

COUNT_EXPIRING: LiteralString = """
-- Invitations that end within three days and were not started. What still has to come of one wakes
-- the worker before its end, so that the index of waking finds them.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select candidate_id from invitation
    where organization_id = $1 and wake_at < $2::timestamptz + interval '3 days'
      and state = 'pending' and parent_id is null
      and expires_at > $2 and expires_at <= $2::timestamptz + interval '3 days'
    limit $3
) as found"""

COUNT_MORE_TIME: LiteralString = """
-- Candidates who asked for more time and have no answer.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select invitation.candidate_id
    from more_time_request as request
    join invitation on invitation.organization_id = $1 and invitation.id = request.invitation_id
    where request.organization_id = $1 and request.state = 'waiting'
      and invitation.state in ('pending', 'started')
    limit $3
) as found where $2::timestamptz is not null"""

COUNT_ACCOMMODATIONS: LiteralString = """
-- Candidates who said what they need and have no answer.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select candidate_id from accommodation_request
    where organization_id = $1 and answered_at is null
    limit $3
) as found where $2::timestamptz is not null"""

COUNT_RATINGS: LiteralString = """
-- Reports with questions that a person must rate.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select candidate_id from report where organization_id = $1 and waiting > 0 limit $3
) as found where $2::timestamptz is not null"""

COUNT_DECISIONS: LiteralString = """
-- Stages of tracks that a person must decide, as the queue lists them: answers are rated first.
select count(*), min(candidate_id) as candidate, count(distinct candidate_id) as people from (
    select invitation.candidate_id
    from stage
    join application on application.organization_id = $1
        and application.invitation_id = stage.application_id
    join invitation on invitation.organization_id = $1 and invitation.id = stage.application_id
    where stage.organization_id = $1 and stage.state = 'waiting'
      and application.outcome is null and invitation.state <> 'revoked'
      and not exists (
          select from attempt
          join report on report.organization_id = $1 and report.attempt_id = attempt.id
          where attempt.organization_id = $1 and attempt.invitation_id = stage.invitation_id
            and report.waiting > 0)
    limit $3
) as found where $2::timestamptz is not null"""

COUNT_RECORDINGS: LiteralString = """
-- Recordings of the last 30 days that nobody can watch, and the person of the newest.
select count(*), (array_agg(candidate_id order by id desc))[1] as candidate,
       count(distinct candidate_id) as people
from (
    select take.id, attempt.candidate_id
    from take
    join attempt on attempt.organization_id = $1 and attempt.id = take.attempt_id
    where take.organization_id = $1 and take.state in ('damaged', 'quarantined')
      and take.finished_at > $2::timestamptz - interval '30 days' and not take.spared
    limit $3
) as found"""

COUNT_WEBHOOKS: LiteralString = """
-- Webhooks that are not called any more though nobody of us wished that, or whose calls all fail.
select count(*), null::bigint as candidate, 0::bigint as people from webhook_endpoint
where organization_id = $1
  and (state = 'disabled' and disabled_reason in ('gone', 'failing')
       or state = 'active' and warned_at is not null)
  and $2::timestamptz is not null and $3::integer is not null"""

SELECT_PEOPLE: LiteralString = """
-- How some candidates are called.
select id, uid, name from candidate where organization_id = $1 and id = any($2::bigint[])"""


async def is_crowd(connection: Connection, organization: int, since: datetime) -> bool:
    """Tell whether many invitations were made since a moment."""
    number: int = await connection.fetchval(COUNT_WINDOW, organization, since, CROWD)
    return number >= CROWD


async def count_funnel(
    connection: Connection, organization: int, since: datetime, activity: int | None
) -> Record:
    """Return how many invitations came to each step, in columns called like the steps."""
    row = await connection.fetchrow(COUNT_FUNNEL, organization, since, activity)
    assert row is not None  # noqa: S101 -- an aggregate always has a row
    return row


async def has_invitations(connection: Connection, organization: int) -> bool:
    """Tell whether anybody was ever invited."""
    found: bool = await connection.fetchval(HAS_INVITATIONS, organization)
    return found


async def count(
    connection: Connection, statement: LiteralString, organization: int, now: datetime, most: int
) -> Record:
    """Return count, candidate and people of one of the statements that count what waits."""
    row = await connection.fetchrow(statement, organization, now, most)
    assert row is not None  # noqa: S101 -- an aggregate always has a row
    return row


async def select_people(
    connection: Connection, organization: int, ids: list[int]
) -> dict[int, Record]:
    """Return uid and name of candidates by id."""
    rows = await connection.fetch(SELECT_PEOPLE, organization, ids)
    return {row["id"]: row for row in rows}
