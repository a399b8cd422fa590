"""SQL of what attempts hold of a person."""

import json
from typing import Any, LiteralString

from muster.storage.postgres import Connection

LOCK_ATTEMPTS: LiteralString = """
-- The attempts of a candidate, locked: nobody saves or submits meanwhile.
select id from attempt where organization_id = $1 and candidate_id = $2 order by id for update"""

SELECT_IDS: LiteralString = """
-- The attempts of a candidate.
select id from attempt where organization_id = $1 and candidate_id = $2 order by id"""

COPY_ATTEMPTS: LiteralString = """
-- The attempts of a candidate, oldest first, as one document: what was agreed to word for word,
-- every answer and every text that it was before. Neither questions nor their keys.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select attempt.id, attempt.uid, attempt.invitation_id, activity.key as activity,
           activity.title, attempt.version, attempt.state, attempt.started_at, attempt.ends_at,
           attempt.submitted_at, attempt.ended_by, attempt.limit_seconds, attempt.time_percent,
           attempt.untimed, attempt.break_minutes, attempt.break_seconds_left, attempt.paused_at,
           (select to_jsonb(agreed) from (
                select consent.version, consent.language, consent.text from consent
                where consent.organization_id = $1 and consent.sha256 = attempt.consent_sha256
            ) as agreed) as consent,
           (select coalesce(jsonb_agg(to_jsonb(part) order by part.number), '[]') from (
                select number, limit_seconds, opened_at, ends_at, closed_at from attempt_section
                where attempt_section.organization_id = $1
                  and attempt_section.attempt_id = attempt.id) as part) as sections,
           (select coalesce(jsonb_agg(to_jsonb(given) order by given.number), '[]') from (
                select place.number, place.item as question, place.section, place.shown,
                       place.opened_at, place.ends_at, place.value, place.revision,
                       place.saved_at, place.late,
                       (select coalesce(jsonb_agg(to_jsonb(kept)
                                                  - 'organization_id' - 'attempt_id' - 'item'
                                                  order by kept.id), '[]')
                        from answer_revision as kept
                        where kept.organization_id = $1 and kept.attempt_id = attempt.id
                          and kept.item = place.item) as revisions
                from place
                where place.organization_id = $1 and place.attempt_id = attempt.id
            ) as given) as answers
    from attempt
    join activity on activity.organization_id = $1 and activity.id = attempt.activity_id
    where attempt.organization_id = $1 and attempt.candidate_id = $2) as line"""

COPY_ACCOMMODATIONS: LiteralString = """
-- What a candidate asked for and is given, as one document.
select jsonb_build_object(
    'given', (select to_jsonb(given) - 'organization_id' - 'candidate_id'
              from accommodation as given
              where given.organization_id = $1 and given.candidate_id = $2),
    'asked', (select coalesce(jsonb_agg(to_jsonb(asked) - 'organization_id' - 'candidate_id'
                                        order by asked.id), '[]')
              from accommodation_request as asked
              where asked.organization_id = $1 and asked.candidate_id = $2))"""

DELETE_ATTEMPTS: LiteralString = """
-- The attempts of a candidate with all that was answered, one that runs, too; and what was asked
-- for and given. Foreign keys are checked when all of it is done.
with taken as (
    select id from attempt where organization_id = $1 and candidate_id = $2
),
revisions as (
    delete from answer_revision
    where organization_id = $1 and attempt_id in (select id from taken)
),
places as (
    delete from place where organization_id = $1 and attempt_id in (select id from taken)
),
sections as (
    delete from attempt_section where organization_id = $1 and attempt_id in (select id from taken)
),
asked as (
    delete from accommodation_request where organization_id = $1 and candidate_id = $2
),
given as (
    delete from accommodation where organization_id = $1 and candidate_id = $2
)
delete from attempt where organization_id = $1 and candidate_id = $2"""


async def lock_attempts(connection: Connection, organization: int, candidate: int) -> None:
    """Lock the attempts of a candidate."""
    await connection.fetch(LOCK_ATTEMPTS, organization, candidate)


async def select_ids(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Return the attempts of a candidate."""
    return [row["id"] for row in await connection.fetch(SELECT_IDS, organization, candidate)]


async def copy_attempts(connection: Connection, organization: int, candidate: int) -> Any:
    """Return the attempts of a candidate as a document."""
    return json.loads(await connection.fetchval(COPY_ATTEMPTS, organization, candidate))


async def copy_accommodations(connection: Connection, organization: int, candidate: int) -> Any:
    """Return what a candidate asked for and is given as a document."""
    return json.loads(await connection.fetchval(COPY_ACCOMMODATIONS, organization, candidate))


async def delete_attempts(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the attempts and accommodations of a candidate."""
    await connection.execute(DELETE_ATTEMPTS, organization, candidate)
