"""SQL of what tracks hold of a person."""

import json
from typing import Any, LiteralString

from muster.storage.postgres import Connection

COPY_APPLICATIONS: LiteralString = """
-- The applications of a candidate with their stages and what was decided, as one document.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select application.invitation_id as id, activity.key as track, activity.title,
           application.version, application.current, application.outcome, application.score,
           application.started_at, application.updated_at, application.ended_at,
           (select coalesce(jsonb_agg(to_jsonb(stage) - 'organization_id' - 'application_id'
                                                      - 'activity_id'
                                      order by stage.number), '[]')
            from stage
            where stage.organization_id = $1
              and stage.application_id = application.invitation_id) as stages
    from invitation
    join application on application.organization_id = $1
        and application.invitation_id = invitation.id
    join activity on activity.organization_id = $1 and activity.id = application.activity_id
    where invitation.organization_id = $1 and invitation.candidate_id = $2) as line"""

DELETE_APPLICATIONS: LiteralString = """
-- The applications of a candidate, with what was decided and what is owed.
with applied as (
    select id from invitation where organization_id = $1 and candidate_id = $2
),
owed as (
    delete from stage_due
    where organization_id = $1
      and attempt_id in (select id from attempt where organization_id = $1 and candidate_id = $2)
),
stages as (
    delete from stage where organization_id = $1 and application_id in (select id from applied)
)
delete from application
where organization_id = $1 and invitation_id in (select id from applied)"""


async def copy_applications(connection: Connection, organization: int, candidate: int) -> Any:
    """Return the applications of a candidate as a document."""
    return json.loads(await connection.fetchval(COPY_APPLICATIONS, organization, candidate))


async def delete_applications(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the applications of a candidate."""
    await connection.execute(DELETE_APPLICATIONS, organization, candidate)
