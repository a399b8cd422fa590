"""Finding reports for numbered pages, which dialects have."""

from muster.features.invitations import Search
from muster.features.reports.store import searching as store
from muster.features.reports.views import ReportLine
from muster.storage.postgres import Connection, action


@action
async def search_reports(
    connection: Connection, organization: int, wanted: Search
) -> list[ReportLine]:
    """Return a numbered page of reports, complete or not, the newest attempt first."""
    return await store.select_searched(connection, organization, wanted)
