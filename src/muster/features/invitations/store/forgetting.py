"""SQL of what invitations hold of a person."""

import json
from collections.abc import Sequence
from typing import Any, LiteralString

from muster.base.signing import LinkKind
from muster.storage.postgres import Connection

LOCK_INVITATIONS: LiteralString = """
-- The invitations of a candidate, locked: nobody starts, changes or submits one meanwhile.
select id from invitation where organization_id = $1 and candidate_id = $2
order by id for update"""

SELECT_IDS: LiteralString = """
-- The invitations of a candidate.
select id from invitation where organization_id = $1 and candidate_id = $2 order by id"""

COPY_INVITATIONS: LiteralString = """
-- The invitations of a candidate, oldest first, as one document.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select invitation.id, invitation.uid, activity.key as activity, activity.title,
           invitation.parent_id, invitation.round, invitation.state, invitation.opens_at,
           invitation.expires_at, invitation.external_id, invitation.metadata,
           invitation.redirect_url, invitation.locale, invitation.created_at,
           invitation.updated_at, invitation.opened_at, invitation.started_at,
           invitation.completed_at,
           invitation.revoked_at, invitation.time_zone, invitation.reminders_stopped_at,
           (select refused_at from reminder_refusal
            where reminder_refusal.organization_id = $1
              and reminder_refusal.candidate_id = $2) as all_reminders_refused_at,
           (select coalesce(jsonb_agg(reminder.sent_at order by reminder.number), '[]')
            from reminder
            where reminder.organization_id = $1
              and reminder.invitation_id = invitation.id) as reminded_at,
           (select to_jsonb(asked) - 'organization_id' - 'invitation_id'
            from more_time_request as asked
            where asked.organization_id = $1
              and asked.invitation_id = invitation.id) as asked_for_more_time
    from invitation
    join activity on activity.organization_id = $1 and activity.id = invitation.activity_id
    where invitation.organization_id = $1 and invitation.candidate_id = $2) as line"""

SELECT_NOTICES: LiteralString = """
-- What notices to the staff go by that name one of these invitations among others.
select distinct letter from expiry_notice
where organization_id = $1 and invitation_id = any($2::bigint[]) and letter is not null"""

OWE_AGAIN: LiteralString = """
-- A notice never left: the other invitations that it named are told of by another one, at once.
update expiry_notice set tell_at = expired_at, letter = null
where organization_id = $1 and letter = any($2::bigint[]) and invitation_id <> all($3::bigint[])"""

DELETE_GRANTS: LiteralString = """
-- What browsers were let in by, with links of (kind, subject), and where they sat.
with way as (
    select * from unnest($2::smallint[], $3::bigint[]) as link (kind, subject)
),
seat as (
    delete from portal_seat using way
    where portal_seat.organization_id = $1
      and portal_seat.kind = way.kind and portal_seat.subject = way.subject
)
delete from portal_grant using way
where portal_grant.organization_id = $1
  and portal_grant.kind = way.kind and portal_grant.subject = way.subject"""

DELETE_INVITATIONS: LiteralString = """
-- The invitations of a candidate, to tracks and to their stages alike.
delete from invitation where organization_id = $1 and candidate_id = $2"""


async def lock_invitations(connection: Connection, organization: int, candidate: int) -> None:
    """Lock the invitations of a candidate."""
    await connection.fetch(LOCK_INVITATIONS, organization, candidate)


async def select_ids(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Return the invitations of a candidate."""
    return [row["id"] for row in await connection.fetch(SELECT_IDS, organization, candidate)]


async def copy_invitations(connection: Connection, organization: int, candidate: int) -> Any:
    """Return the invitations of a candidate as a document."""
    return json.loads(await connection.fetchval(COPY_INVITATIONS, organization, candidate))


async def select_notices(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> list[int]:
    """Return the references of notices that name one of the invitations."""
    rows = await connection.fetch(SELECT_NOTICES, organization, invitations)
    return [row["letter"] for row in rows]


async def owe_again(
    connection: Connection, organization: int, notices: Sequence[int], but: Sequence[int]
) -> None:
    """Owe what notices would have told, but for some invitations."""
    await connection.execute(OWE_AGAIN, organization, notices, but)


async def delete_grants(
    connection: Connection, organization: int, links: Sequence[tuple[LinkKind, int]]
) -> None:
    """Let nobody in any more by links of (kind, subject)."""
    kinds, subjects = [int(kind) for kind, _ in links], [subject for _, subject in links]
    await connection.execute(DELETE_GRANTS, organization, kinds, subjects)


async def delete_invitations(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the invitations of a candidate."""
    await connection.execute(DELETE_INVITATIONS, organization, candidate)
