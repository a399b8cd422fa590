"""SQL of what must follow when a candidate's address is corrected."""

from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_OF_PERSON: LiteralString = """
-- A candidate's invitations, locked; those that are stages of a track among them.
select id, parent_id, state from invitation
where organization_id = $1 and candidate_id = $2
order by id for no key update"""


async def select_of_person(
    connection: Connection, organization: int, candidate: int
) -> list[Record]:
    """Return id, parent and state of all of a candidate's invitations, locked."""
    return await connection.fetch(SELECT_OF_PERSON, organization, candidate)
