"""SQL of what reports hold of a person: a copy of it, and its end."""

import json
from collections import defaultdict
from typing import Any, LiteralString

from asyncpg import Record

from muster.features.reports.documents import rating_of
from muster.features.reports.model import Given, Report
from muster.features.reports.store.rows import report_of
from muster.storage.postgres import Connection

SELECT_REPORTS_OF: LiteralString = """
-- All reports of a candidate, oldest first.
select card.* from report_card as card
where card.organization_id = $1 and card.candidate_id = $2
order by card.attempt_id"""

SELECT_RATINGS_OF: LiteralString = """
-- All that people gave for the answers of a candidate, every revision of it.
select attempt_id, item, reviewer, revision, given, comment, rated_at, withdrawn
from rating
where organization_id = $1 and attempt_id in (
    select id from attempt where organization_id = $1 and candidate_id = $2)
order by attempt_id, item, rated_at, revision"""

SELECT_SHARES_OF: LiteralString = """
-- All links to the reports of a candidate, with everybody who looked.
select report_share.attempt_id, report_share.created_at, report_share.expires_at,
       report_share.revoked_at,
       (select jsonb_agg(jsonb_build_array(viewed_at, agent, what) order by report_view.id)
        from report_view
        where report_view.organization_id = $1 and share_id = report_share.id) as views
from report_share
join report on report.organization_id = $1 and report.attempt_id = report_share.attempt_id
where report_share.organization_id = $1 and report.candidate_id = $2
order by report_share.id"""

ERASE_RATINGS: LiteralString = """
-- What people gave for a candidate's answers, gone for good.
select erase_ratings($1, array(
    select id from attempt where organization_id = $1 and candidate_id = $2))"""

DELETE_REPORTS: LiteralString = """
-- The reports of a candidate, those that are owed, and the links to them with their views.
with made as materialized (
    select id from attempt where organization_id = $1 and candidate_id = $2
),
shared as materialized (
    select id from report_share
    where organization_id = $1 and attempt_id in (select id from made)
),
seen as (
    delete from report_view where organization_id = $1 and share_id in (select id from shared)
),
links as (
    delete from report_share where organization_id = $1 and id in (select id from shared)
),
owed as (
    delete from report_due where organization_id = $1 and attempt_id in (select id from made)
)
delete from report where organization_id = $1 and attempt_id in (select id from made)"""


async def select_reports_of(
    connection: Connection, organization: int, candidate: int
) -> list[Report]:
    """Return the reports of a candidate."""
    rows = await connection.fetch(SELECT_REPORTS_OF, organization, candidate)
    return [report_of(row) for row in rows]


async def select_ratings_of(
    connection: Connection, organization: int, candidate: int
) -> dict[int, list[Given]]:
    """Return every revision of the ratings of a candidate's answers, by attempt."""
    given: dict[int, list[Given]] = defaultdict(list)
    for row in await connection.fetch(SELECT_RATINGS_OF, organization, candidate):
        rating = rating_of(json.loads(row["given"]), row["comment"])
        one = Given(
            row["item"],
            row["reviewer"],
            row["revision"],
            rating,
            row["rated_at"],
            row["withdrawn"],
        )
        given[row["attempt_id"]].append(one)
    return given


async def select_shares_of(
    connection: Connection, organization: int, candidate: int
) -> dict[int, list[dict[str, Any]]]:
    """Return the links to a candidate's reports as documents, by attempt."""
    shares: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in await connection.fetch(SELECT_SHARES_OF, organization, candidate):
        shares[row["attempt_id"]].append(_share_document(row))
    return shares


async def delete_reports(connection: Connection, organization: int, candidate: int) -> None:
    """Delete all that there is."""
    await connection.execute(ERASE_RATINGS, organization, candidate)
    await connection.execute(DELETE_REPORTS, organization, candidate)


def _share_document(row: Record) -> dict[str, Any]:
    names = ("created_at", "expires_at", "revoked_at")
    views = json.loads(row["views"] or "[]")
    return {name: row[name] and row[name].isoformat() for name in names} | {
        "views": [{"at": at, "agent": agent, "what": what} for at, agent, what in views]
    }
