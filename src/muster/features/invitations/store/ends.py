"""SQL of what an organization is told about invitations that have expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from muster.storage.postgres import Connection

OWE_NOTICES: LiteralString = """
-- Invitations that have expired: the organization's next notice names them.
insert into expiry_notice (organization_id, invitation_id, expired_at, tell_at)
select $1, id, expired_at, $4
from unnest($2::bigint[], $3::timestamptz[]) as ended (id, expired_at)
on conflict do nothing"""

SELECT_OWED: LiteralString = """
-- Organizations whose notice is due; in the worker's role.
select distinct organization_id from expiry_notice where tell_at <= $1 limit $2"""

LOCK_OWED: LiteralString = """
-- What an organization's notice names, unless it is being written already. Who was invited again
-- in the meantime is not worth a line.
select owed.invitation_id, owed.expired_at, c.name, a.title,
       invitation.state = 'pending' and invitation.expires_at <= $2 as still
from expiry_notice owed
join invitation on invitation.organization_id = $1 and invitation.id = owed.invitation_id
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where owed.organization_id = $1 and owed.tell_at <= $2
order by owed.expired_at, owed.invitation_id
for update of owed skip locked"""

MARK_TOLD: LiteralString = """
-- They are told; the notice goes by this reference, null when there was none to write to.
update expiry_notice set tell_at = null, letter = $4
from unnest($2::bigint[], $3::timestamptz[]) as told (id, expired_at)
where expiry_notice.organization_id = $1 and expiry_notice.invitation_id = told.id
  and expiry_notice.expired_at = told.expired_at"""


@dataclass(frozen=True, slots=True)
class Ended:
    """An invitation that expired, and whether it still is."""

    id: int
    expired_at: datetime
    name: str
    title: str
    still: bool


async def owe_notices(
    connection: Connection,
    organization: int,
    ended: Sequence[tuple[int, datetime]],
    tell_at: datetime,
) -> None:
    """Note (invitation, end) for the organization's next notice."""
    await connection.execute(
        OWE_NOTICES, organization, [one[0] for one in ended], [one[1] for one in ended], tell_at
    )


async def select_owed(connection: Connection, now: datetime, most: int) -> list[int]:
    """Return organizations whose notice is due."""
    return [row[0] for row in await connection.fetch(SELECT_OWED, now, most)]


async def lock_owed(connection: Connection, organization: int, now: datetime) -> list[Ended]:
    """Return what the notice of an organization names, locked."""
    rows = await connection.fetch(LOCK_OWED, organization, now)
    return [Ended(*row) for row in rows]


async def mark_told(
    connection: Connection, organization: int, told: Sequence[Ended], letter: int | None
) -> None:
    """Note that they were told, and by which notice."""
    await connection.execute(
        MARK_TOLD, organization, [one.id for one in told], [one.expired_at for one in told], letter
    )
