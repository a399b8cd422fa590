"""What taking an activity does to its invitation: started by Start, completed by Submit."""

from datetime import datetime

from muster.features import delivery
from muster.features.invitations import letters
from muster.features.invitations.store import progress, writing
from muster.storage.postgres import Connection


async def lock_invitation(
    connection: Connection, organization: int, candidate: int, invitation: int
) -> None:
    """Keep everybody else from changing an invitation until the transaction ends.

    Locks are taken in one order: candidates, invitations, attempts.
    """
    await writing.lock_for_change(connection, organization, candidate, invitation)


async def mark_started(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> bool:
    """Make a pending invitation started; False when it was not pending."""
    return await progress.mark_started(connection, organization, invitation, now)


async def mark_completed(
    connection: Connection, organization: int, invitation: int, now: datetime
) -> bool:
    """Make a started invitation completed and stop its letter; False when it was not started."""
    completed = await progress.mark_completed(connection, organization, invitation, now)
    if completed:
        await delivery.cancel_waiting(
            connection, organization, references=[invitation], kind=letters.INVITATION, now=now
        )
    return completed
