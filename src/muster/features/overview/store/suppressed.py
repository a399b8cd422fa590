"""SQL of suppressed addresses with whose they are."""

from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_SUPPRESSED: LiteralString = """
-- A page of suppressed addresses, newest first, that have a text in them; null takes all. Whose one
-- is is looked up for the page alone.
select page.*, candidate.uid as candidate_uid, candidate.name as candidate_name
from (
    select id, recipient_key, reason, words, created_at
    from suppression
    where organization_id = $1 and ($2::bigint is null or id < $2)
      and ($3::text is null or position($3 in recipient_key) > 0)
    order by id desc limit $4
) as page
left join candidate
    on candidate.organization_id = $1 and candidate.address_key = page.recipient_key
order by page.id desc"""


async def select_suppressed(
    connection: Connection, organization: int, before: int | None, text: str | None, limit: int
) -> list[Record]:
    """Return a page of suppressed addresses."""
    return await connection.fetch(SELECT_SUPPRESSED, organization, before, text, limit)
