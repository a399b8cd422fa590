"""SQL of texts of letters."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.delivery.texts.model import Words
from muster.storage.postgres import Connection

LOCK_TEXTS: LiteralString = """
-- One change an organization at a time: a second press must see what the first one retired.
select pg_advisory_xact_lock(hashtextextended('muster.letter_texts', $1))"""

SELECT_IN_USE: LiteralString = """
-- The texts that letters are written with now.
select id, kind, language, subject, body, in_use, written_by, written_at
from letter_text where organization_id = $1 and in_use order by kind, language"""

SELECT_TEXT: LiteralString = """
-- One text, in use or not.
select id, kind, language, subject, body, in_use, written_by, written_at
from letter_text where organization_id = $1 and id = $2"""

RETIRE: LiteralString = """
-- Write no more letters with a text; those that were queued with it keep it.
update letter_text set in_use = false
where organization_id = $1 and kind = $2 and language = $3 and in_use
returning id"""

INSERT_TEXT: LiteralString = """
-- New words, in use from now on; the old ones were retired in this transaction.
insert into letter_text (organization_id, kind, language, subject, body, in_use, written_by,
                         written_at)
values ($1, $2, $3, $4, $5, true, $6, $7)
returning id, kind, language, subject, body, in_use, written_by, written_at"""

USE_AGAIN: LiteralString = """
-- Use a text again that was in use before.
update letter_text set in_use = true where organization_id = $1 and id = $2"""


async def lock_texts(connection: Connection, organization: int) -> None:
    """Wait for whoever changes the texts, until the transaction ends."""
    await connection.execute(LOCK_TEXTS, organization)


async def select_in_use(connection: Connection, organization: int) -> list[Record]:
    """Return the texts in use."""
    return await connection.fetch(SELECT_IN_USE, organization)


async def select_text(connection: Connection, organization: int, text: int) -> Record | None:
    """Return a text by its id."""
    return await connection.fetchrow(SELECT_TEXT, organization, text)


async def retire(connection: Connection, organization: int, kind: str, language: str) -> int | None:
    """Retire the text of a kind and language; return its id, None when there was none."""
    return await connection.fetchval(RETIRE, organization, kind, language)


async def insert_text(
    connection: Connection, organization: int, words: Words, actor: str, now: datetime
) -> Record:
    """Insert a text and return it."""
    row = await connection.fetchrow(
        INSERT_TEXT,
        organization,
        words.kind,
        words.language,
        words.subject,
        words.body,
        actor,
        now,
    )
    assert row is not None  # noqa: S101 -- an insert without a conflict clause returns its row
    return row


async def use_again(connection: Connection, organization: int, text: int) -> None:
    """Put a text into use again."""
    await connection.execute(USE_AGAIN, organization, text)
