"""SQL of lists of attempts, with what their reports say."""

from collections.abc import Sequence
from typing import LiteralString

from asyncpg import Record

from muster.features.attempts import AttemptState, EndedBy
from muster.features.reports.model import Report
from muster.features.reports.store.rows import activity_of, report_of
from muster.features.reports.views import AttemptLine, Filter
from muster.storage.postgres import Connection

SELECT_REPORTS: LiteralString = """
-- The reports of attempts; who is not settled yet has none.
select attempt_id, attempt.uid as attempt_uid, report.uid, revision, score, settled_at,
       completed_at, changed_at
from report
join attempt on attempt.organization_id = $1 and attempt.id = attempt_id
where report.organization_id = $1 and attempt_id = any($2::bigint[])"""

SELECT_PAGE: LiteralString = """
-- A page of attempts, newest first. Every filter is null when it is not wanted.
select attempt.id as attempt_id, attempt.uid as attempt_uid, attempt.version, attempt.state,
       attempt.started_at, attempt.submitted_at, attempt.ended_by,
       invitation.uid as invitation_uid, c.uid as candidate_uid, c.name as candidate_name,
       a.id as activity_id, a.uid as activity_uid, a.key, a.kind, a.title, a.minutes,
       report.waiting, report.percent, report.passed
from attempt
join invitation on invitation.organization_id = $1 and invitation.id = attempt.invitation_id
join candidate c on c.organization_id = $1 and c.id = attempt.candidate_id
join activity a on a.organization_id = $1 and a.id = attempt.activity_id
left join report on report.organization_id = $1 and report.attempt_id = attempt.id
where attempt.organization_id = $1
  and ($2::bigint is null or attempt.id < $2)
  and ($3::text is null or attempt.state = $3)
  and ($4::bigint is null or attempt.activity_id = $4)
  and ($5::bigint is null or attempt.candidate_id = $5)
order by attempt.id desc limit $6"""

SELECT_UNRATED: LiteralString = """
-- The same page for those that wait, found by the index of reports that do: among many attempts
-- they are few.
select card.* from report_card as card
where card.organization_id = $1 and card.waiting > 0
  and ($2::bigint is null or card.attempt_id < $2)
  and ($3::text is null or card.state = $3)
  and ($4::bigint is null or card.activity_id = $4)
  and ($5::bigint is null or card.candidate_id = $5)
order by card.attempt_id desc limit $6"""


async def select_reports(
    connection: Connection, organization: int, attempts: Sequence[int]
) -> dict[int, Report]:
    """Return reports by attempt."""
    rows = await connection.fetch(SELECT_REPORTS, organization, attempts)
    return {row["attempt_id"]: report_of(row) for row in rows}


async def select_page(
    connection: Connection, organization: int, after: int | None, wanted: Filter, limit: int
) -> list[AttemptLine]:
    """Return a page of attempts with what their reports say, newest first."""
    rows = await connection.fetch(
        SELECT_UNRATED if wanted.unrated else SELECT_PAGE,
        organization,
        after,
        wanted.state,
        wanted.activity_id,
        wanted.candidate_id,
        limit,
    )
    return [_line(row) for row in rows]


def _line(row: Record) -> AttemptLine:
    return AttemptLine(
        id=row["attempt_id"],
        uid=row["attempt_uid"],
        version=row["version"],
        state=AttemptState(row["state"]),
        started_at=row["started_at"],
        submitted_at=row["submitted_at"],
        ended_by=EndedBy(row["ended_by"]) if row["ended_by"] else None,
        invitation_uid=row["invitation_uid"],
        candidate_uid=row["candidate_uid"],
        candidate_name=row["candidate_name"],
        activity=activity_of(row),
        waiting=row["waiting"],
        percent=row["percent"],
        passed=row["passed"],
    )
