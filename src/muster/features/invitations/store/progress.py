"""SQL of how far an invitation is."""

from datetime import datetime
from typing import LiteralString

from muster.features.invitations.model import Invitation
from muster.features.invitations.store.writing import to_invitation
from muster.storage.postgres import Connection

MARK_STARTED: LiteralString = """
-- The candidate pressed Start, for the first time or after it was revoked and revived.
update invitation set state = 'started', started_at = coalesce(started_at, $3), updated_at = $3
where organization_id = $1 and id = $2 and state = 'pending'
returning *"""

MARK_COMPLETED: LiteralString = """
-- It was submitted. One that was revoked meanwhile stays revoked, and one that was revived after
-- that is pending.
update invitation set state = 'completed', completed_at = $3, wake_at = null, updated_at = $3
where organization_id = $1 and id = $2 and state in ('pending', 'started')
returning *"""


async def mark_started(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> Invitation | None:
    """Return the invitation that was pending and is started now."""
    row = await connection.fetchrow(MARK_STARTED, organization, invitation, now)
    return to_invitation(row) if row else None


async def mark_completed(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> Invitation | None:
    """Return the invitation that was open and is completed now."""
    row = await connection.fetchrow(MARK_COMPLETED, organization, invitation, now)
    return to_invitation(row) if row else None
