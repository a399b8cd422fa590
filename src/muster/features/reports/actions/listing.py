"""Lists: of attempts with what their reports say, of reports, and those of given attempts."""

from collections.abc import AsyncIterator, Sequence

from muster.features.attempts import read_version
from muster.features.reports.columns import Columns, columns_of
from muster.features.reports.model import Report
from muster.features.reports.store import attempts, reading
from muster.features.reports.views import AttemptLine, Filter, ReportFilter, ReportLine
from muster.storage.postgres import Connection, Database, action

_PAGE = 500


@action
async def list_attempts(
    connection: Connection, organization: int, wanted: Filter, *, after: int | None, limit: int
) -> list[AttemptLine]:
    """Return attempts before the id ``after``, newest first, with what their reports say."""
    return await attempts.select_page(connection, organization, after, wanted, limit)


@action
async def reports_of_attempts(
    connection: Connection, organization: int, attempt_ids: Sequence[int]
) -> dict[int, Report]:
    """Return the reports of attempts by their ids; who has none is left out."""
    return await attempts.select_reports(connection, organization, attempt_ids)


@action
async def list_reports(
    connection: Connection,
    organization: int,
    wanted: ReportFilter,
    *,
    after: int | None = None,
    limit: int = 50,
    count_signals: bool = False,
) -> list[ReportLine]:
    """Return reports of attempts before the id ``after``, the newest attempt first.

    With ``count_signals`` each says how often what was noticed around its attempt.
    """
    cards = await reading.select_list(connection, organization, wanted, after, limit)
    ids = [card["attempt_id"] for card in cards] if count_signals else []
    counts = await reading.count_signals(connection, organization, ids) if ids else {}
    return [reading.line_of(card, counts.get(card["attempt_id"], {})) for card in cards]


async def pages_of_reports(
    database: Database, organization: int, wanted: ReportFilter
) -> AsyncIterator[list[ReportLine]]:
    """Yield all reports of a list in pages, each read by itself, with what was noticed."""
    after: int | None = None
    while True:
        page = await list_reports(
            database, organization, wanted, after=after, limit=_PAGE, count_signals=True
        )
        yield page
        if len(page) < _PAGE:
            return
        after = page[-1].report.attempt_id


@action
async def count_reports(connection: Connection, organization: int, wanted: ReportFilter) -> int:
    """Return how many reports a list has."""
    return await reading.count_list(connection, organization, wanted)


@action
async def read_columns(connection: Connection, organization: int, activity: int) -> Columns:
    """Return the sections and skills that a table of an activity's reports has."""
    contents = [
        (await read_version(connection, organization, (activity, uid), version)).content
        for uid, version in await reading.select_versions(connection, organization, activity)
    ]
    return columns_of(contents)
