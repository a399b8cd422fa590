"""SQL of what one person asked for."""

from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_ACCOMMODATIONS_ASKED: LiteralString = """
-- What a person said they need, newest first, and whether it was answered.
select text, asked_at, answered_at from accommodation_request
where organization_id = $1 and candidate_id = $2
order by id desc limit 50"""

SELECT_MORE_TIME_ASKED: LiteralString = """
-- Where a person asked for more time, and what became of it.
select request.invitation_id, request.sentence, request.state, request.days, request.asked_at
from invitation
join more_time_request as request
    on request.organization_id = $1 and request.invitation_id = invitation.id
where invitation.organization_id = $1 and invitation.candidate_id = $2"""


async def select_accommodations_asked(
    connection: Connection, organization: int, candidate: int
) -> list[Record]:
    """Return the person's requests for accommodations."""
    return await connection.fetch(SELECT_ACCOMMODATIONS_ASKED, organization, candidate)


async def select_more_time_asked(
    connection: Connection, organization: int, candidate: int
) -> list[Record]:
    """Return the person's requests for more time."""
    return await connection.fetch(SELECT_MORE_TIME_ASKED, organization, candidate)
