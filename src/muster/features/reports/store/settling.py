"""SQL of settling: what a report is made of, and writing it.

A store may read the tables of features below its own; it writes only its own.
"""

import json
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.reports.documents import (
    rating_document,
    rating_of,
    score_document,
)
from muster.features.reports.model import Given, Report
from muster.features.reports.rounding import to_sort_by
from muster.storage.postgres import Connection

LOCK_ATTEMPT: LiteralString = """
-- One at a time scores an attempt: whoever comes second sees the ratings of the first.
select id, uid, invitation_id, activity_id, candidate_id, version, state
from attempt where organization_id = $1 and id = $2 for no key update"""

UPSERT_REPORT: LiteralString = """
-- The report as it is now; its uid is the first one for good.
insert into report (organization_id, attempt_id, uid, revision, score, waiting, percent, passed,
                    settled_at, completed_at, changed_at, top, bottom, activity_id, candidate_id)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, activity_id, candidate_id
from attempt where organization_id = $1 and id = $2
on conflict (organization_id, attempt_id) do update
set revision = excluded.revision, score = excluded.score, waiting = excluded.waiting,
    percent = excluded.percent, passed = excluded.passed, settled_at = excluded.settled_at,
    completed_at = excluded.completed_at, changed_at = excluded.changed_at,
    top = excluded.top, bottom = excluded.bottom"""

SELECT_RATINGS: LiteralString = """
-- Every revision of the ratings of an attempt, of one question or of all, oldest first.
select item, reviewer, revision, given, comment, rated_at, withdrawn
from rating
where organization_id = $1 and attempt_id = $2 and ($3::text is null or item = $3)
order by item, reviewer, revision"""

INSERT_RATING: LiteralString = """
-- Another revision of a reviewer's rating.
insert into rating (organization_id, attempt_id, item, reviewer, revision, given, comment,
                    rated_at, rated_by, withdrawn)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""

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


async def lock_attempt(connection: Connection, organization: int, attempt: int) -> Record | None:
    """Lock an attempt until the transaction ends."""
    return await connection.fetchrow(LOCK_ATTEMPT, organization, attempt)


async def upsert_report(connection: Connection, organization: int, report: Report) -> None:
    """Write a report."""
    percent = report.score.overall.percent
    exact = (None, None) if percent is None else (percent / 100).as_integer_ratio()
    await connection.execute(
        UPSERT_REPORT,
        organization,
        report.attempt_id,
        report.uid,
        report.revision,
        json.dumps(score_document(report.score)),
        report.score.overall.waiting,
        to_sort_by(percent),
        report.score.passed,
        report.settled_at,
        report.completed_at,
        report.changed_at,
        *exact,
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
            withdrawn=row["withdrawn"],
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
        given.withdrawn,
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
