"""Finding reports for numbered pages, which dialects have."""

from dataclasses import dataclass

from muster.features.catalog import Kind
from muster.features.reports.store import searching as store
from muster.features.reports.views import ReportLine
from muster.storage.postgres import Connection, action


@dataclass(frozen=True, slots=True)
class ReportSearch:
    """Which reports a numbered page shows; None takes all. Activity and candidate are row ids.

    ``keyword`` is a part of the candidate's name or address or of the activity's title, in any
    case.
    """

    kind: Kind
    activity: int | None = None
    candidate: int | None = None
    keyword: str | None = None
    offset: int = 0
    limit: int = 50


@action
async def search_reports(
    connection: Connection, organization: int, wanted: ReportSearch
) -> list[ReportLine]:
    """Return a numbered page of reports, complete or not, the newest attempt first."""
    keyword = wanted.keyword.lower() if wanted.keyword else None
    return await store.select_searched(
        connection,
        organization,
        wanted.kind,
        wanted.activity,
        wanted.candidate,
        keyword,
        wanted.offset,
        wanted.limit,
    )
