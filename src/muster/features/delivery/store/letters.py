"""SQL of one letter, for whoever wants to read it as it was sent."""

from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_LETTER: LiteralString = """
-- A message with all that it is rendered from, the organization's own words among it.
select message.organization_id, message.id, message.uid, message.kind, reference, recipient,
       recipient_key, variables, template, message.created_at, attempt, rendered_sha256,
       letter_text.language as text_language, letter_text.subject as text_subject,
       letter_text.body as text_body
from message
left join letter_text
    on letter_text.organization_id = message.organization_id and letter_text.id = message.text_id
where message.organization_id = $1 and message.uid = $2"""


async def select_letter(connection: Connection, organization: int, uid: UUID) -> Record | None:
    """Return a message by uid."""
    return await connection.fetchrow(SELECT_LETTER, organization, uid)
