"""Listing how candidates stand."""

from muster.features.reports.standings import Standing, Standings
from muster.features.reports.store import standings as store
from muster.storage.postgres import Connection, action


@action
async def list_standings(
    connection: Connection, organization: int, wanted: Standings, *, after: int = 0, limit: int
) -> list[Standing]:
    """Return a page of standings, oldest invitation first, after the invitation ``after``."""
    return await store.select_standings(connection, organization, wanted, after, limit)
