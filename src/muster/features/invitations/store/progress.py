"""SQL of how far an invitation is."""

from datetime import datetime
from typing import LiteralString

from muster.storage.postgres import Connection

MARK_STARTED: LiteralString = """
-- The candidate pressed Start.
update invitation set state = 'started', started_at = $3, updated_at = $3
where organization_id = $1 and id = $2 and state = 'pending'
returning id"""

MARK_COMPLETED: LiteralString = """
-- It was submitted; one that was revoked meanwhile stays revoked.
update invitation set state = 'completed', completed_at = $3, updated_at = $3
where organization_id = $1 and id = $2 and state = 'started'
returning id"""


async def mark_started(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> bool:
    """Write that a pending invitation is started; tell whether it was pending."""
    return await connection.fetchval(MARK_STARTED, organization, invitation, now) is not None


async def mark_completed(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> bool:
    """Write that a started invitation is completed; tell whether it was started."""
    return await connection.fetchval(MARK_COMPLETED, organization, invitation, now) is not None
