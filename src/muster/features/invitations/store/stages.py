"""SQL of a track's children: the invitations by which its stages are taken."""

from datetime import datetime
from typing import LiteralString

from muster.base.ids import new_uid
from muster.features.invitations.model import Invitation
from muster.features.invitations.store.writing import to_invitation
from muster.storage.postgres import Connection

INSERT_CHILD: LiteralString = """
-- The invitation to a stage: the same person and window as its parent's, whose row is locked.
-- Where the candidate goes afterwards is a matter of the whole track.
insert into invitation (organization_id, uid, activity_id, candidate_id, parent_id, round, state,
    expires_at, link_version, locale, time_zone, remind_before, wake_at, reminders_stopped_at,
    created_at, updated_at)
select $1, $2, $4, candidate_id, id, 1, 'pending', expires_at, link_version, locale, time_zone,
    remind_before, $5, reminders_stopped_at, $5, $5
from invitation where organization_id = $1 and id = $3
returning *"""

SELECT_CHILDREN: LiteralString = """
-- The stages' invitations of a track's invitation, locked, oldest first.
select * from invitation
where organization_id = $1 and parent_id = $2
order by id for no key update"""

UPDATE_PROGRESS: LiteralString = """
-- Where the invitation to a track stands, as its stages say; from its start on they are what
-- candidates are reminded of.
update invitation set state = $3, started_at = $4, completed_at = $5, updated_at = $6,
    wake_at = null
where organization_id = $1 and id = $2"""


async def insert_child(
    connection: Connection, organization: int, parent: int, activity: int, now: datetime
) -> Invitation:
    """Insert the invitation to a stage."""
    row = await connection.fetchrow(INSERT_CHILD, organization, new_uid(), parent, activity, now)
    assert row is not None  # noqa: S101 -- the parent is locked by this transaction
    return to_invitation(row)


async def select_children(
    connection: Connection, organization: int, parent: int
) -> list[Invitation]:
    """Return the children of an invitation, locked."""
    rows = await connection.fetch(SELECT_CHILDREN, organization, parent)
    return [to_invitation(row) for row in rows]


async def update_progress(
    connection: Connection, organization: int, one: Invitation, now: datetime
) -> None:
    """Write state, start and end of an invitation."""
    await connection.execute(
        UPDATE_PROGRESS,
        organization,
        one.id,
        one.stored_state.value,
        one.started_at,
        one.completed_at,
        now,
    )
