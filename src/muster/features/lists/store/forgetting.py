"""SQL of what saved views hold of a person."""

from collections.abc import Mapping
from typing import LiteralString

from muster.storage.postgres import Connection

LOCK_SEARCHES: LiteralString = """
-- All views with a search, removed ones, too, and what a candidate is found by.
select saved_view.id, saved_view.query, candidate.folded
from candidate
join saved_view on saved_view.organization_id = $1 and saved_view.query ~ '(^|&)q='
where candidate.organization_id = $1 and candidate.id = $2
for update of saved_view"""

WRITE_QUERIES: LiteralString = """
-- The filters that are left of some views.
update saved_view set query = told.query
from unnest($2::bigint[], $3::text[]) as told (id, query)
where saved_view.organization_id = $1 and saved_view.id = told.id"""


async def lock_searches(
    connection: Connection, organization: int, candidate: int
) -> tuple[str, Mapping[int, str]]:
    """Return what a candidate is found by, and the filters of views with a search."""
    rows = await connection.fetch(LOCK_SEARCHES, organization, candidate)
    return rows[0]["folded"] if rows else "", {row["id"]: row["query"] for row in rows}


async def write_queries(
    connection: Connection, organization: int, queries: Mapping[int, str]
) -> None:
    """Give views other filters."""
    if queries:
        await connection.execute(WRITE_QUERIES, organization, [*queries], [*queries.values()])
