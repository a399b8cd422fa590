"""SQL that reads single applications, and finds those that were left behind."""

from typing import LiteralString

from asyncpg import Record

from muster.features.catalog import Advance, Kind
from muster.features.invitations import State
from muster.features.tracks.model import (
    Application,
    By,
    Outcome,
    Stage,
    StageState,
)
from muster.features.tracks.views import Child
from muster.storage.postgres import Connection

SELECT_APPLICATION: LiteralString = """
-- An application.
select * from application where organization_id = $1 and invitation_id = $2"""

SELECT_STAGES: LiteralString = """
-- The stages of an application, in order, with what they take.
select stage.*, activity.key, activity.minutes
from stage
left join activity on activity.organization_id = $1 and activity.id = stage.activity_id
where stage.organization_id = $1 and stage.application_id = $2
order by stage.number"""

SELECT_CHILDREN: LiteralString = """
-- The invitations by which the opened stages are taken.
select child.id, child.uid, child.state, child.expires_at, child.started_at, child.completed_at
from stage
join invitation child on child.organization_id = $1 and child.id = stage.invitation_id
where stage.organization_id = $1 and stage.application_id = $2"""

SELECT_OF_ATTEMPT: LiteralString = """
-- The application whose stage an attempt was made in, if it was made in one.
select stage.application_id, stage.number
from attempt
join stage on stage.organization_id = $1 and stage.invitation_id = attempt.invitation_id
where attempt.organization_id = $1 and attempt.id = $2"""

SELECT_REPORTED: LiteralString = """
-- The attempt that was made in a stage, if its report is written.
select attempt.id
from attempt
join report on report.organization_id = $1 and report.attempt_id = attempt.id
where attempt.organization_id = $1 and attempt.invitation_id = $2"""


async def select_application(
    connection: Connection, organization: int, invitation: int
) -> Application | None:
    """Return an application with its stages."""
    row = await connection.fetchrow(SELECT_APPLICATION, organization, invitation)
    if row is None:
        return None
    stages = await connection.fetch(SELECT_STAGES, organization, invitation)
    return Application(
        id=row["invitation_id"],
        activity_id=row["activity_id"],
        version=row["version"],
        current=row["current"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        score=row["score"],
        started_at=row["started_at"],
        updated_at=row["updated_at"],
        ended_at=row["ended_at"],
        stages=tuple(_stage(stage) for stage in stages),
    )


async def select_children(
    connection: Connection, organization: int, application: int
) -> dict[int, Child]:
    """Return the invitations of an application's stages by id."""
    rows = await connection.fetch(SELECT_CHILDREN, organization, application)
    return {
        row["id"]: Child(
            row["id"],
            row["uid"],
            State(row["state"]),
            row["expires_at"],
            row["started_at"],
            row["completed_at"],
        )
        for row in rows
    }


async def select_of_attempt(
    connection: Connection, organization: int, attempt: int
) -> tuple[int, int] | None:
    """Return application and stage number of an attempt; None outside of tracks."""
    row = await connection.fetchrow(SELECT_OF_ATTEMPT, organization, attempt)
    return (row["application_id"], row["number"]) if row else None


async def select_reported(connection: Connection, organization: int, invitation: int) -> int | None:
    """Return the attempt that was made by a stage's invitation and has a report."""
    return await connection.fetchval(SELECT_REPORTED, organization, invitation)


def _stage(row: Record) -> Stage:
    return Stage(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        kind=Kind(row["kind"]) if row["kind"] else None,
        activity_id=row["activity_id"],
        key=row["key"],
        minutes=row["minutes"],
        advance=Advance(row["advance"]),
        state=StageState(row["state"]),
        invitation_id=row["invitation_id"],
        opened_at=row["opened_at"],
        ended_at=row["ended_at"],
        by=By(row["by"]) if row["by"] else None,
        decided_by=row["decided_by"],
        reason=row["reason"],
    )
