"""SQL of looking ahead: what there is already of people who may be invited. Nothing is locked."""

from collections.abc import Sequence
from typing import LiteralString

from muster.features.invitations.model import Invitation
from muster.features.invitations.store.writing import to_invitation
from muster.storage.postgres import Connection

SELECT_LATEST_OF: LiteralString = """
-- The latest round of each (activity, address), of those that there are.
select candidate.address_key, latest.*
from unnest($2::text[]) as wanted (address_key)
join candidate using (address_key)
cross join unnest($3::bigint[]) as asked (activity_id)
cross join lateral (
    select * from invitation
    where organization_id = $1 and activity_id = asked.activity_id
      and candidate_id = candidate.id and parent_id is null
    order by round desc limit 1
) as latest
where candidate.organization_id = $1"""

SELECT_HELD: LiteralString = """
-- Which of these addresses are not written to, and why.
select recipient_key, reason from suppression
where organization_id = $1 and recipient_key = any($2::text[])"""

SELECT_LINK_VERSIONS: LiteralString = """
-- The versions of the links of some invitations that are not revoked.
select id, link_version from invitation
where organization_id = $1 and id = any($2::bigint[]) and state <> 'revoked'"""


async def select_latest_of(
    connection: Connection,
    organization: int,
    address_keys: Sequence[str],
    activities: Sequence[int],
) -> dict[tuple[int, str], Invitation]:
    """Return the latest invitation by activity and address."""
    rows = await connection.fetch(SELECT_LATEST_OF, organization, address_keys, activities)
    return {(row["activity_id"], row["address_key"]): to_invitation(row) for row in rows}


async def select_held(
    connection: Connection, organization: int, address_keys: Sequence[str]
) -> dict[str, str]:
    """Return the reasons of suppressed addresses."""
    rows = await connection.fetch(SELECT_HELD, organization, address_keys)
    return {row["recipient_key"]: row["reason"] for row in rows}


async def select_link_versions(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> dict[int, int]:
    """Return the versions of links by invitation."""
    rows = await connection.fetch(SELECT_LINK_VERSIONS, organization, invitations)
    return {row["id"]: row["link_version"] for row in rows}
