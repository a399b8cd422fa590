"""Reading what attempts tell of questions."""

from collections.abc import Sequence

from muster.features.reports.statistics import FEWEST_ATTEMPTS, Statistics
from muster.features.reports.store.statistics import count_complete, select_statistics
from muster.storage.postgres import Connection, action


@action
async def item_statistics(
    connection: Connection,
    organization: int,
    activity: int,
    version: int,
    choices: Sequence[str],
) -> Statistics:
    """Return the numbers of all questions of a version.

    ``choices`` are the ids of those questions whose options are counted.
    """
    complete = await count_complete(connection, organization, activity, version)
    if complete < FEWEST_ATTEMPTS:
        return Statistics(complete)
    items = await select_statistics(connection, organization, activity, version, list(choices))
    return Statistics(complete, items)
