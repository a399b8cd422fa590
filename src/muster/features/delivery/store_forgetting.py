"""SQL of what messages hold of a person."""

import json
from collections.abc import Sequence
from typing import Any, LiteralString

from muster.storage.postgres import Connection

COPY_MESSAGES: LiteralString = """
-- Messages about some things with their tries, oldest first, as one document. What the link is
-- signed with is nobody's to know.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select message.id, message.uid, message.kind, message.reference,
           message.recipient as "to", message.variables - 'link' as said, message.template,
           message.state, message.reason, message.created_at, message.send_before,
           message.ended_at,
           (select jsonb_build_object('subject', letter_text.subject, 'body', letter_text.body)
            from letter_text
            where letter_text.organization_id = $1 and letter_text.id = message.text_id) as words,
           (select coalesce(jsonb_agg(to_jsonb(try) - 'organization_id' - 'message_id'
                                      order by try.number), '[]')
            from message_try as try
            where try.organization_id = $1 and try.message_id = message.id) as tries,
           (select coalesce(jsonb_agg(to_jsonb(back) - 'organization_id' - 'message_id' - 'digest'
                                      order by back.id), '[]')
            from bounce as back
            where back.organization_id = $1 and back.message_id = message.id) as came_back
    from unnest($2::text[], $3::bigint[]) as thing (kind, id)
    join message on message.organization_id = $1
        and message.reference = thing.id and message.kind = thing.kind) as line"""

COPY_SUPPRESSIONS: LiteralString = """
-- Whether and why the organization writes no more to some addresses, as one document.
select coalesce(jsonb_agg(to_jsonb(line) order by line.id), '[]') from (
    select id, recipient_key as address, reason, words, created_at from suppression
    where organization_id = $1 and recipient_key = any($2::text[])) as line"""

SELECT_LETTERS: LiteralString = """
-- Where letters about some things lie in a folder of letters, which says so as a relay would.
select distinct substring(try.words from '^2\\.0\\.0 (\\d{8}T\\d{6}\\.\\d{6}Z-[0-9a-f]{16}\\.eml)$')
    as key
from unnest($2::text[], $3::bigint[]) as thing (kind, id)
join message on message.organization_id = $1
    and message.reference = thing.id and message.kind = thing.kind
join message_try as try on try.organization_id = $1 and try.message_id = message.id
where try.words like '2.0.0 %.eml'"""

DELETE_MESSAGES: LiteralString = """
-- Messages about some things, sent or not, with their tries; to whom they went is returned.
delete from message
using unnest($2::text[], $3::bigint[]) as thing (kind, id)
where message.organization_id = $1
  and message.reference = thing.id and message.kind = thing.kind
returning message.recipient_key"""

DELETE_NOTICES: LiteralString = """
-- Notices to the staff about some things; which of them had not left is returned.
delete from message
where organization_id = $1 and kind = 'notice'
  and variables ->> 'about' = any($2::text[]) and reference = any($3::bigint[])
returning reference, due_at is not null as waits"""

DELETE_SUPPRESSIONS: LiteralString = """
-- Addresses of somebody who is to be forgotten; and a relay's words on the lane that repeat one.
with forgotten as (
    delete from suppression where organization_id = $1 and recipient_key = any($2::text[])
)
update lane set words = ''
where exists (select from unnest($2::text[]) as address
              where strpos(lower(lane.words), address) > 0)"""


async def copy_messages(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> Any:
    """Return the messages about things of (kind of message, id) as a document."""
    return json.loads(await connection.fetchval(COPY_MESSAGES, organization, *_columns(things)))


async def copy_suppressions(
    connection: Connection, organization: int, addresses: Sequence[str]
) -> Any:
    """Return the suppressions of addresses as a document."""
    return json.loads(await connection.fetchval(COPY_SUPPRESSIONS, organization, addresses))


async def select_letters(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> list[str]:
    """Return the names of files that hold letters about things."""
    rows = await connection.fetch(SELECT_LETTERS, organization, *_columns(things))
    return [row["key"] for row in rows if row["key"]]


async def delete_messages(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> set[str]:
    """Delete the messages about things; return the addresses that they went to."""
    rows = await connection.fetch(DELETE_MESSAGES, organization, *_columns(things))
    return {row["recipient_key"] for row in rows}


async def delete_notices(
    connection: Connection, organization: int, abouts: Sequence[str], references: Sequence[int]
) -> list[int]:
    """Delete notices; return the references of those that had not left."""
    rows = await connection.fetch(DELETE_NOTICES, organization, abouts, references)
    return [row["reference"] for row in rows if row["waits"]]


async def delete_suppressions(
    connection: Connection, organization: int, addresses: Sequence[str]
) -> None:
    """Delete what is known of addresses."""
    await connection.execute(DELETE_SUPPRESSIONS, organization, addresses)


def _columns(things: Sequence[tuple[str, int]]) -> tuple[list[str], list[int]]:
    return [kind for kind, _ in things], [number for _, number in things]
