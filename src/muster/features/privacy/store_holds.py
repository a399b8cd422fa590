"""SQL of who is kept by law."""

from typing import LiteralString

from muster.features.privacy.model import Hold, Kept
from muster.storage.postgres import Connection

SELECT_HOLDS: LiteralString = """
-- Who is kept, and why; the newest first.
select candidate.uid, candidate.name, candidate.address, reason, held_at, held_by
from candidate_hold join candidate
    on candidate.organization_id = candidate_hold.organization_id
    and candidate.id = candidate_hold.candidate_id
where candidate_hold.organization_id = $1
order by held_at desc, candidate.id limit $2"""


async def select_holds(connection: Connection, organization: int, limit: int) -> list[Kept]:
    """Return who is kept, and why."""
    return [
        Kept(uid, name, address, Hold(reason, held_at, held_by))
        for uid, name, address, reason, held_at, held_by in await connection.fetch(
            SELECT_HOLDS, organization, limit
        )
    ]
