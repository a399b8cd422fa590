"""SQL of what is done to many invitations at once."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from muster.storage.postgres import Connection

LOCK_CANDIDATES: LiteralString = """
-- Wait for whoever invites or changes the candidates of some invitations. Inviting locks candidates
-- in the order of their addresses, before invitations; so does this, or the two could deadlock.
select id from candidate
where organization_id = $1 and id in (
    select candidate_id from invitation where organization_id = $1 and id = any($2::bigint[]))
order by address_key for no key update"""

LOCK_INVITATIONS: LiteralString = """
-- Then for whoever changes the invitations themselves.
select id from invitation
where organization_id = $1 and id = any($2::bigint[])
order by id for no key update"""

SELECT_PARENTS: LiteralString = """
-- Which of these invitations have stages, which follow them.
select distinct parent_id from invitation
where organization_id = $1 and parent_id = any($2::bigint[])"""

SELECT_CALENDARS: LiteralString = """
-- Which of these invitations, each with the UID of its calendar entry, a letter may have put into a
-- calendar: a letter of their own, of a stage, or to the candidate's home.
select asked.id
from unnest($2::bigint[], $3::text[]) as asked (id, uid)
join invitation on invitation.organization_id = $1 and invitation.id = asked.id
where invitation.organization_id = $1 and exists (
    select from message
    where message.organization_id = $1
      and message.reference in (
          select asked.id
          union all
          select child.id from invitation as child
          where child.organization_id = $1 and child.parent_id = asked.id
          union all
          select invitation.candidate_id)
      and message.kind = any('{invitation,home,stage,reminder,deadline}')
      and message.state in ('sending', 'unknown', 'accepted')
      and message.variables -> 'calendar' ->> 'uid' = asked.uid)"""

SELECT_SILENCED: LiteralString = """
-- Which of these revoked invitations lost a letter by being revoked, or were said in one to be no
-- longer needed: valid again, they need another letter.
select invitation.id from invitation
where organization_id = $1 and id = any($2::bigint[]) and exists (
    select from message
    where message.organization_id = $1 and message.reference = invitation.id
      and (message.kind = 'invitation' and message.state = 'cancelled'
               and message.ended_at >= invitation.revoked_at
           or message.kind = 'withdrawal' and message.state <> 'cancelled'
               and message.created_at >= invitation.revoked_at))"""


async def lock_together(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> None:
    """Lock the candidates of invitations and then these, in the orders in which inviting does."""
    await connection.execute(LOCK_CANDIDATES, organization, invitations)
    await connection.execute(LOCK_INVITATIONS, organization, invitations)


async def select_parents(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> set[int]:
    """Return those that have stages."""
    rows = await connection.fetch(SELECT_PARENTS, organization, invitations)
    return {row["parent_id"] for row in rows}


async def select_calendars(
    connection: Connection, organization: int, invitations: Sequence[tuple[int, UUID]]
) -> set[int]:
    """Return those, of (id, uid), that candidates may have in a calendar."""
    ids, uids = [number for number, _ in invitations], [str(uid) for _, uid in invitations]
    rows = await connection.fetch(SELECT_CALENDARS, organization, ids, uids)
    return {row["id"] for row in rows}


async def select_silenced(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> set[int]:
    """Return those that need another letter once they are valid again."""
    rows = await connection.fetch(SELECT_SILENCED, organization, invitations)
    return {row["id"] for row in rows}
