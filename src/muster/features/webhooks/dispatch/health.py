"""What is asked in the worker's role, whichever database is at hand."""

from muster.base.clock import Clock
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.actions import Backlog
from muster.storage.postgres import Database, Role


async def backlog(database: Database, clock: Clock) -> list[Backlog]:
    """Return what is due, by style; styles with nothing due are left out."""
    return await actions.backlog(database.acting_as(Role.WORKER), clock.now())


async def forget_old(database: Database, clock: Clock) -> int:
    """Delete calls that ended more than 30 days ago, a thousand at most; return how many."""
    return await actions.forget_old(database.acting_as(Role.WORKER), clock.now())
