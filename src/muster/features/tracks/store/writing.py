"""SQL that moves applications; whoever runs it holds the lock of the track's invitation."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import LiteralString

from muster.features.catalog import Activity, Advance
from muster.features.tracks.model import Application, Stage
from muster.storage.postgres import Connection

INSERT_APPLICATION: LiteralString = """
-- Begin an application; one that exists stays as it is.
insert into application (organization_id, invitation_id, activity_id, version, started_at,
    updated_at)
values ($1, $2, $3, $4, $5, $5)
on conflict do nothing
returning invitation_id"""

INSERT_STAGES: LiteralString = """
-- The stages of an application, in order; none is open yet.
insert into stage (organization_id, application_id, number, activity_id, title, kind, advance)
select $1, $2, number, activity_id, title, kind, advance
from unnest($3::bigint[], $4::text[], $5::text[], $6::text[])
    with ordinality as row (activity_id, title, kind, advance, number)"""

UPDATE_APPLICATION: LiteralString = """
-- Where an application stands.
update application set current = $3, outcome = $4, ended_at = $5, updated_at = $6
where organization_id = $1 and invitation_id = $2"""

UPDATE_SCORE: LiteralString = """
-- What the last scored stage came to; nothing is written when it is known already.
update application set score = $3
where organization_id = $1 and invitation_id = $2 and score is distinct from $3"""

UPDATE_STAGE: LiteralString = """
-- Where a stage stands, and who said so.
update stage set title = $3, state = $4, invitation_id = $5, opened_at = $6, ended_at = $7,
    by = $8, decided_by = $9, reason = $10
where organization_id = $1 and id = $2"""


CLAIM_DUE: LiteralString = """
-- Reports of stages that nobody has followed up, of all organizations: leased, so that one that
-- cannot be followed up neither stops the others nor is tried all the time.
update stage_due set due_at = $2
from (select organization_id, attempt_id from stage_due
      where due_at <= $1 order by due_at limit $3 for update skip locked) as picked
where stage_due.organization_id = picked.organization_id
  and stage_due.attempt_id = picked.attempt_id
returning stage_due.organization_id, stage_due.attempt_id"""

FORGET_DUE: LiteralString = """
-- This revision of a report is followed up; a newer one is owed still.
delete from stage_due where organization_id = $1 and attempt_id = $2 and revision <= $3"""


async def insert_application(
    connection: Connection, organization: int, invitation: int, track: Activity, now: datetime
) -> bool:
    """Begin an application on the track's current version; False when it had begun before."""
    row = await connection.fetchval(
        INSERT_APPLICATION, organization, invitation, track.id, track.current_version, now
    )
    return row is not None


async def insert_stages(
    connection: Connection,
    organization: int,
    application: int,
    plan: Sequence[tuple[Activity | None, str, Advance]],
) -> None:
    """Write the stages: activity (None in a review), title, and what opens the next one."""
    await connection.execute(
        INSERT_STAGES,
        organization,
        application,
        [activity and activity.id for activity, _, _ in plan],
        [title for _, title, _ in plan],
        [activity and activity.kind.value for activity, _, _ in plan],
        [advance.value for _, _, advance in plan],
    )


async def update_application(
    connection: Connection, organization: int, application: Application
) -> None:
    """Write where an application stands."""
    await connection.execute(
        UPDATE_APPLICATION,
        organization,
        application.id,
        application.current,
        application.outcome and application.outcome.value,
        application.ended_at,
        application.updated_at,
    )


async def update_score(
    connection: Connection, organization: int, application: Application, score: Decimal
) -> None:
    """Write the per cent of the last scored stage."""
    await connection.execute(UPDATE_SCORE, organization, application.id, score)


async def update_stage(connection: Connection, organization: int, stage: Stage) -> None:
    """Write where a stage stands."""
    await connection.execute(
        UPDATE_STAGE,
        organization,
        stage.id,
        stage.title,
        stage.state.value,
        stage.invitation_id,
        stage.opened_at,
        stage.ended_at,
        stage.by and stage.by.value,
        stage.decided_by,
        stage.reason,
    )


async def claim_due(
    connection: Connection, now: datetime, until: datetime, most: int
) -> list[tuple[int, int]]:
    """Lease what is owed; return organizations and attempts."""
    rows = await connection.fetch(CLAIM_DUE, now, until, most)
    return [(row["organization_id"], row["attempt_id"]) for row in rows]


async def forget_due(
    connection: Connection, organization: int, attempt: int, revision: int
) -> None:
    """Note that a report is followed up."""
    await connection.execute(FORGET_DUE, organization, attempt, revision)
