"""SQL of what reviewing holds of a person."""

import json
from typing import Any, LiteralString

from muster.storage.postgres import Connection

COPY_REVIEWS: LiteralString = """
-- What members said and decided about a candidate's reports, without their names.
select coalesce(jsonb_agg(to_jsonb(line) order by line.attempt), '[]') from (
    select made.id as attempt,
           (select coalesce(jsonb_agg(jsonb_build_object(
                'text', text, 'written_at', written_at, 'edited_at', edited_at,
                'deleted_at', deleted_at) order by report_comment.id), '[]')
            from report_comment
            where report_comment.organization_id = $1
              and report_comment.attempt_id = made.id) as comments,
           (select coalesce(jsonb_agg(jsonb_build_object(
                'choice', choice, 'reason', reason, 'decided_at', decided_at)
                order by report_decision.id), '[]')
            from report_decision
            where report_decision.organization_id = $1
              and report_decision.attempt_id = made.id) as decisions
    from attempt as made
    join report on report.organization_id = $1 and report.attempt_id = made.id
    where made.organization_id = $1 and made.candidate_id = $2) as line"""

DELETE_REVIEWS: LiteralString = """
-- All of that, with who looked at the reports.
with made as materialized (
    select id from attempt where organization_id = $1 and candidate_id = $2
),
looks as (
    delete from review_look where organization_id = $1 and attempt_id in (select id from made)
),
reveals as (
    delete from review_reveal where organization_id = $1 and attempt_id in (select id from made)
),
comments as (
    delete from report_comment where organization_id = $1 and attempt_id in (select id from made)
)
delete from report_decision where organization_id = $1 and attempt_id in (select id from made)"""


async def copy_reviews(connection: Connection, organization: int, candidate: int) -> Any:
    """Return what was said and decided about a candidate's reports, as a document."""
    return json.loads(await connection.fetchval(COPY_REVIEWS, organization, candidate))


async def delete_reviews(connection: Connection, organization: int, candidate: int) -> None:
    """Delete it."""
    await connection.execute(DELETE_REVIEWS, organization, candidate)
