"""SQL of turnout: how many were invited to activities, and how many of them completed."""

from collections.abc import Sequence
from typing import LiteralString

from muster.features.reports.turnout import Turnout
from muster.storage.postgres import Connection

SELECT_TURNOUT: LiteralString = """
-- How many were invited to each of these activities, also by a track, and how many completed;
-- who was revoked was not invited after all.
select invitation.activity_id, count(*) as invited,
       count(*) filter (where invitation.state = 'completed') as completed
from invitation
where invitation.organization_id = $1 and invitation.activity_id = any($2::bigint[])
  and invitation.state <> 'revoked'
group by invitation.activity_id"""


async def select_turnout(
    connection: Connection, organization: int, activities: Sequence[int]
) -> dict[int, Turnout]:
    """Return the turnout of those activities that anybody was invited to."""
    rows = await connection.fetch(SELECT_TURNOUT, organization, activities)
    return {row["activity_id"]: Turnout(row["invited"], row["completed"]) for row in rows}
