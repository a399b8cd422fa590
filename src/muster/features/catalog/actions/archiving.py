"""Taking an activity out of use, and back."""

from datetime import datetime

from muster.features import journal
from muster.features.catalog.actions.reading import get, show
from muster.features.catalog.model import Activity
from muster.features.catalog.store import living
from muster.storage.postgres import Connection, action


@action
async def archive(
    connection: Connection, organization: int, reference: str, *, now: datetime, actor: str
) -> Activity:
    """Leave an activity out of lists and invite nobody new to it; who was invited goes on.

    Raises:
        UnknownActivityError: there is none of this id or key.
    """
    return await _archive(connection, organization, reference, (now, now), actor)


@action
async def restore(
    connection: Connection, organization: int, reference: str, *, now: datetime, actor: str
) -> Activity:
    """Make an archived activity one that people can be invited to again.

    Raises:
        UnknownActivityError: there is none of this id or key.
    """
    return await _archive(connection, organization, reference, (None, now), actor)


async def _archive(
    connection: Connection,
    organization: int,
    reference: str,
    moments: tuple[datetime | None, datetime],
    actor: str,
) -> Activity:
    found = await get.within(connection, organization, reference)
    if not await living.archive(connection, organization, found.id, *moments):
        return found
    data = {"key": found.key, "version": found.current_version}
    step = "restored" if moments[0] is None else "archived"
    fact = journal.Fact(f"activity.{step}", "activity", found.id, data)
    await journal.record(connection, organization, [fact], actor=actor, now=moments[1])
    return (await show.within(connection, organization, found.id)).activity
