"""Counting who was invited to activities."""

from collections.abc import Sequence

from muster.features.reports.store.turnout import select_turnout
from muster.features.reports.turnout import Turnout
from muster.storage.postgres import Connection, action


@action
async def count_invited(
    connection: Connection, organization: int, activities: Sequence[int]
) -> dict[int, Turnout]:
    """Return the turnout of activities by their rows; who has none was never invited to."""
    return await select_turnout(connection, organization, activities) if activities else {}
