"""SQL of reports.

A store may read the tables of features below its own; it writes only its own.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.attempts import AttemptState, EndedBy
from muster.features.catalog import Kind
from muster.features.invitations import ActivityLine
from muster.features.reports.documents import (
    rating_document,
    rating_of,
    score_document,
    score_of,
)
from muster.features.reports.model import Given, Report
from muster.features.reports.rounding import to_sort_by
from muster.features.reports.views import AttemptLine, Filter
from muster.storage.postgres import Connection

LOCK_ATTEMPT: LiteralString = """
-- One at a time scores an attempt: whoever comes second sees the ratings of the first.
select id, uid, activity_id, version, state
from attempt where organization_id = $1 and id = $2 for no key update"""

SELECT_REPORTS: LiteralString = """
-- The reports of attempts; who is not settled yet has none.
select attempt_id, attempt.uid as attempt_uid, report.uid, revision, score, settled_at,
       completed_at, changed_at
from report
join attempt on attempt.organization_id = $1 and attempt.id = attempt_id
where report.organization_id = $1 and attempt_id = any($2::bigint[])"""

UPSERT_REPORT: LiteralString = """
-- The report as it is now; its uid is the first one for good.
insert into report (organization_id, attempt_id, uid, revision, score, waiting, percent, passed,
                    settled_at, completed_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (organization_id, attempt_id) do update
set revision = excluded.revision, score = excluded.score, waiting = excluded.waiting,
    percent = excluded.percent, passed = excluded.passed, settled_at = excluded.settled_at,
    completed_at = excluded.completed_at, changed_at = excluded.changed_at"""

SELECT_RATINGS: LiteralString = """
-- Every revision of the ratings of an attempt, of one question or of all, oldest first.
select item, reviewer, revision, given, comment, rated_at
from rating
where organization_id = $1 and attempt_id = $2 and ($3::text is null or item = $3)
order by item, reviewer, revision"""

INSERT_RATING: LiteralString = """
-- Another revision of a reviewer's rating.
insert into rating (organization_id, attempt_id, item, reviewer, revision, given, comment,
                    rated_at, rated_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""

SELECT_ARRIVING: LiteralString = """
-- Questions without an answer of which a recording was begun and is not complete, if a part of it
-- has arrived, or may still: the attempt was submitted after $3.
select distinct take.item
from take
join attempt on attempt.organization_id = $1 and attempt.id = take.attempt_id
join place on place.organization_id = $1 and place.attempt_id = take.attempt_id
    and place.item = take.item
where take.organization_id = $1 and take.attempt_id = $2 and take.state = 'recording'
  and place.value is null
  and (attempt.submitted_at > $3
       or exists (select from take_chunk
                  where take_chunk.organization_id = $1 and take_chunk.take_id = take.id))"""

FORGET_DUE: LiteralString = """
-- The report is settled: nothing is owed any more.
delete from report_due where organization_id = $1 and attempt_id = $2"""

POSTPONE_DUE: LiteralString = """
-- A recording is still on its way: look again later.
insert into report_due (organization_id, attempt_id, due_at) values ($1, $2, $3)
on conflict (organization_id, attempt_id) do update set due_at = excluded.due_at"""

CLAIM_DUE: LiteralString = """
-- Reports that are owed, of all organizations: leased, so that one that cannot be settled neither
-- stops the others nor is tried all the time.
update report_due set due_at = $2
from (select organization_id, attempt_id from report_due
      where due_at <= $1 order by due_at limit $3 for update skip locked) as picked
where report_due.organization_id = picked.organization_id
  and report_due.attempt_id = picked.attempt_id
returning report_due.organization_id, report_due.attempt_id"""

SELECT_PAGE: LiteralString = """
-- A page of attempts, newest first. Every filter is null when it is not wanted.
select attempt.id, attempt.uid, attempt.version, attempt.state, attempt.started_at,
       attempt.submitted_at, attempt.ended_by, invitation.uid as invitation_uid,
       c.uid as candidate_uid, c.name as candidate_name,
       a.id as activity_id, a.uid as activity_uid, a.key, a.kind, a.title,
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
select attempt.id, attempt.uid, attempt.version, attempt.state, attempt.started_at,
       attempt.submitted_at, attempt.ended_by, invitation.uid as invitation_uid,
       c.uid as candidate_uid, c.name as candidate_name,
       a.id as activity_id, a.uid as activity_uid, a.key, a.kind, a.title,
       report.waiting, report.percent, report.passed
from report
join attempt on attempt.organization_id = $1 and attempt.id = report.attempt_id
join invitation on invitation.organization_id = $1 and invitation.id = attempt.invitation_id
join candidate c on c.organization_id = $1 and c.id = attempt.candidate_id
join activity a on a.organization_id = $1 and a.id = attempt.activity_id
where report.organization_id = $1 and report.waiting > 0
  and ($2::bigint is null or report.attempt_id < $2)
  and ($3::text is null or attempt.state = $3)
  and ($4::bigint is null or attempt.activity_id = $4)
  and ($5::bigint is null or attempt.candidate_id = $5)
order by report.attempt_id desc limit $6"""


async def lock_attempt(connection: Connection, organization: int, attempt: int) -> Record | None:
    """Lock an attempt until the transaction ends."""
    return await connection.fetchrow(LOCK_ATTEMPT, organization, attempt)


async def select_reports(
    connection: Connection, organization: int, attempts: Sequence[int]
) -> dict[int, Report]:
    """Return reports by attempt."""
    rows = await connection.fetch(SELECT_REPORTS, organization, attempts)
    return {
        row["attempt_id"]: Report(**{**row, "score": score_of(json.loads(row["score"]))})
        for row in rows
    }


async def upsert_report(connection: Connection, organization: int, report: Report) -> None:
    """Write a report."""
    await connection.execute(
        UPSERT_REPORT,
        organization,
        report.attempt_id,
        report.uid,
        report.revision,
        json.dumps(score_document(report.score)),
        report.score.overall.waiting,
        to_sort_by(report.score.overall.percent),
        report.score.passed,
        report.settled_at,
        report.completed_at,
        report.changed_at,
    )


async def select_ratings(
    connection: Connection, organization: int, attempt: int, item: str | None
) -> list[Given]:
    """Return all revisions of ratings, oldest first."""
    rows = await connection.fetch(SELECT_RATINGS, organization, attempt, item)
    return [
        Given(
            item=row["item"],
            reviewer=row["reviewer"],
            revision=row["revision"],
            rating=rating_of(json.loads(row["given"]), row["comment"]),
            rated_at=row["rated_at"],
        )
        for row in rows
    ]


async def insert_rating(
    connection: Connection, organization: int, attempt: int, given: Given, actor: str
) -> None:
    """Write a revision of a rating."""
    await connection.execute(
        INSERT_RATING,
        organization,
        attempt,
        given.item,
        given.reviewer,
        given.revision,
        json.dumps(rating_document(given.rating)),
        given.rating.comment,
        given.rated_at,
        actor,
    )


async def select_arriving(
    connection: Connection, organization: int, attempt: int, submitted_after: datetime
) -> frozenset[str]:
    """Return the questions whose recording is still on its way."""
    rows = await connection.fetch(SELECT_ARRIVING, organization, attempt, submitted_after)
    return frozenset(row["item"] for row in rows)


async def forget_due(connection: Connection, organization: int, attempt: int) -> None:
    """Note that nothing is owed."""
    await connection.execute(FORGET_DUE, organization, attempt)


async def postpone_due(
    connection: Connection, organization: int, attempt: int, until: datetime
) -> None:
    """Note when to look again."""
    await connection.execute(POSTPONE_DUE, organization, attempt, until)


async def claim_due(
    connection: Connection, now: datetime, until: datetime, most: int
) -> list[tuple[int, int]]:
    """Lease what is owed and return organizations and attempts."""
    rows = await connection.fetch(CLAIM_DUE, now, until, most)
    return [(row["organization_id"], row["attempt_id"]) for row in rows]


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
        id=row["id"],
        uid=row["uid"],
        version=row["version"],
        state=AttemptState(row["state"]),
        started_at=row["started_at"],
        submitted_at=row["submitted_at"],
        ended_by=EndedBy(row["ended_by"]) if row["ended_by"] else None,
        invitation_uid=row["invitation_uid"],
        candidate_uid=row["candidate_uid"],
        candidate_name=row["candidate_name"],
        activity=ActivityLine(
            row["activity_id"],
            row["activity_uid"],
            row["key"],
            Kind(row["kind"]),
            row["title"],
            None,
        ),
        waiting=row["waiting"],
        percent=row["percent"],
        passed=row["passed"],
    )
