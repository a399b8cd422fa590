"""SQL of what members say about reports, and of what they decide."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.reviews.model import Choice, Comment, Decision
from muster.storage.postgres import Connection

SELECT_COMMENTS: LiteralString = """
-- What was said about a report, oldest first; what was taken back is not shown.
select comment.uid, comment.member_id, coalesce(nullif(member.name, ''), member.email) as name,
       comment.text, comment.written_at, comment.edited_at
from report_comment as comment
join member on member.organization_id = $1 and member.id = comment.member_id
where comment.organization_id = $1 and comment.attempt_id = $2 and comment.deleted_at is null
order by comment.id"""

INSERT_COMMENT: LiteralString = """
-- A member says something about a report.
insert into report_comment (organization_id, uid, attempt_id, member_id, text, written_at)
values ($1, $2, $3, $4, $5, $6)"""

UPDATE_COMMENT: LiteralString = """
-- The author says it in other words.
update report_comment set text = $5, edited_at = $6
where organization_id = $1 and uid = $2 and attempt_id = $3 and member_id = $4
  and deleted_at is null
returning uid"""

DELETE_COMMENT: LiteralString = """
-- The author takes it back, or ($5 is null) brings it back.
update report_comment set deleted_at = $5
where organization_id = $1 and uid = $2 and attempt_id = $3 and member_id = $4
  and (deleted_at is null) <> ($5::timestamptz is null)
returning uid"""

SELECT_DECISIONS: LiteralString = """
-- Everything that was decided about a report, oldest first; the last one counts.
select choice, reason, decided_at, decided_by from report_decision
where organization_id = $1 and attempt_id = $2
order by id"""

INSERT_DECISION: LiteralString = """
-- Another decision about a report.
insert into report_decision (organization_id, attempt_id, choice, reason, decided_at, decided_by)
values ($1, $2, $3, $4, $5, $6)"""


async def select_comments(
    connection: Connection, organization: int, attempt: int
) -> tuple[Comment, ...]:
    """Return the comments on a report."""
    rows = await connection.fetch(SELECT_COMMENTS, organization, attempt)
    return tuple(Comment(**row) for row in rows)


async def insert_comment(
    connection: Connection, organization: int, attempt: int, comment: Comment
) -> None:
    """Write a comment."""
    await connection.execute(
        INSERT_COMMENT,
        organization,
        comment.uid,
        attempt,
        comment.member_id,
        comment.text,
        comment.written_at,
    )


async def update_comment(
    connection: Connection, organization: int, key: tuple[UUID, int, int], text: str, now: datetime
) -> bool:
    """Change the author's comment of (uid, attempt, member); tell whether there is one."""
    return await connection.fetchval(UPDATE_COMMENT, organization, *key, text, now) is not None


async def delete_comment(
    connection: Connection, organization: int, key: tuple[UUID, int, int], at: datetime | None
) -> bool:
    """Take the author's comment back, or bring it back with None; tell whether that is new."""
    return await connection.fetchval(DELETE_COMMENT, organization, *key, at) is not None


async def select_decisions(
    connection: Connection, organization: int, attempt: int
) -> list[Decision]:
    """Return all decisions about a report."""
    rows = await connection.fetch(SELECT_DECISIONS, organization, attempt)
    return [_decision(row) for row in rows]


async def insert_decision(
    connection: Connection, organization: int, attempt: int, decision: Decision
) -> None:
    """Write a decision."""
    await connection.execute(
        INSERT_DECISION,
        organization,
        attempt,
        decision.choice.value,
        decision.reason,
        decision.decided_at,
        decision.decided_by,
    )


def _decision(row: Record) -> Decision:
    return Decision(Choice(row["choice"]), row["reason"], row["decided_at"], row["decided_by"])
