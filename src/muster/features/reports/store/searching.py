"""SQL that finds reports for numbered pages, which dialects have."""

from typing import LiteralString

from muster.features.invitations import Search
from muster.features.reports.store.reading import line_of
from muster.features.reports.views import ReportLine
from muster.storage.postgres import Connection

SELECT_SEARCHED: LiteralString = """
-- A numbered page of reports of a kind of activity, the newest attempt first. Every filter is null
-- when it is not wanted; $5 is a part of name, address or title in lower case.
select card.* from report_card as card
where card.organization_id = $1 and card.kind = $2
  and ($3::bigint is null or card.activity_id = $3)
  and ($4::bigint is null or card.candidate_id = $4)
  and ($5::text is null
       or strpos(lower(concat_ws(' ', card.candidate_name, card.candidate_address, card.title)), $5)
          > 0)
order by card.attempt_id desc offset $6 limit $7"""


async def select_searched(
    connection: Connection, organization: int, wanted: Search
) -> list[ReportLine]:
    """Return a page."""
    rows = await connection.fetch(
        SELECT_SEARCHED,
        organization,
        wanted.kind,
        wanted.activity,
        wanted.candidate,
        wanted.keyword and wanted.keyword.lower(),
        wanted.offset,
        wanted.limit,
    )
    return [line_of(row, {}) for row in rows]
