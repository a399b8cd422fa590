"""What taking an activity does to its invitation: started by Start, completed by Submit."""

from datetime import datetime

from muster.features import journal
from muster.features.invitations import letters
from muster.features.invitations.facts import fact_of
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
    connection: Connection, organization: int, invitation: int, *, actor: str, now: datetime
) -> None:
    """Make an invitation started, if it is pending."""
    started = await progress.mark_started(connection, organization, invitation, now)
    if started is not None:
        fact = fact_of("invitation.started", started)
        await journal.record(connection, organization, [fact], actor=actor, now=now)


async def mark_completed(
    connection: Connection, organization: int, invitation: int, *, actor: str, now: datetime
) -> None:
    """Make an invitation completed and stop its letter, unless it is revoked or completed."""
    completed = await progress.mark_completed(connection, organization, invitation, now)
    if completed is not None:
        fact = fact_of("invitation.completed", completed)
        await journal.record(connection, organization, [fact], actor=actor, now=now)
        await letters.cancel_waiting(connection, organization, [invitation], now=now)
