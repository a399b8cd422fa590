"""SQL of bounces. Reports come in for all organizations, so that it acts in the worker's role."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.delivery.bounces.model import Notice, Way
from muster.features.delivery.outcomes import LONGEST_WORDS
from muster.storage.postgres import Connection

SELECT_BY_UID: LiteralString = """
-- Messages that have left, by the UUIDs of their Message-IDs. Of any organization: a UUID of ours
-- has 74 random bits, which only those have seen who have seen the letter.
select organization_id, id, uid, kind
from message
where uid = any($1::uuid[]) and state not in ('queued', 'sending', 'deferred')"""

LOCK_MESSAGE: LiteralString = """
-- The message that came back; a worker that has it just now waits.
select id, kind, reference, state, attempt, recipient_key
from message where organization_id = $1 and id = $2 for update"""

SELECT_KNOWN: LiteralString = """
-- What has come back about a message already; its row is locked.
select digest, kind from bounce where organization_id = $1 and message_id = $2"""

INSERT_BOUNCE: LiteralString = """
-- Keep what came back.
insert into bounce (organization_id, message_id, digest, kind, reason, status, words, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)"""

END_MESSAGE: LiteralString = """
-- The letter is back. What had ended otherwise, revoked or given up, stays as it was.
update message set state = 'bounced', reason = $3, due_at = null, ended_at = $4
where organization_id = $1 and id = $2
    and state in ('sending', 'accepted', 'deferred', 'unknown')
returning id"""

SUPPRESS: LiteralString = """
-- Write no more to the address; one that is suppressed already stays as it is.
insert into suppression (organization_id, recipient_key, reason, words, message_id, created_at)
values ($1, $2, $3, $4, $5, $6)
on conflict (organization_id, recipient_key) do nothing
returning id"""

SELECT_BOUNCES: LiteralString = """
-- What came back about some messages, oldest first.
select message_id, kind, reason, status, words, received_at
from bounce
where organization_id = $1 and message_id = any($2::bigint[])
order by message_id, id"""

COUNT: LiteralString = """
-- One more of a kind, for metrics; the last statement of its transaction, which others wait for.
with received as (
    update bounce_intake set received_at = $3 where way = $2
)
update bounce_tally set number = number + 1, last_at = $3 where kind = $1"""

TAKE_TURN: LiteralString = """
-- Whose turn it is to look into the folder: the worker that moves the time.
update bounce_intake set looked_at = $1
where way = 'folder' and (looked_at is null or looked_at <= $2)
returning way"""

NOTE_TROUBLE: LiteralString = """
-- How looking into the folder went; nothing is written while nothing changes.
update bounce_intake set trouble = $1 where way = 'folder' and trouble <> $1"""

SELECT_INTAKE: LiteralString = """
-- How reports come in.
select way, looked_at, received_at, trouble from bounce_intake"""

SELECT_TALLY: LiteralString = """
-- How many of each kind ever came.
select kind, number, last_at from bounce_tally"""


async def select_by_uid(connection: Connection, uids: Sequence[UUID]) -> list[Record]:
    """Return organization, id, UUID and kind of messages that have left."""
    return await connection.fetch(SELECT_BY_UID, uids)


async def lock_message(connection: Connection, organization: int, message: int) -> Record | None:
    """Return a message, locked."""
    return await connection.fetchrow(LOCK_MESSAGE, organization, message)


async def select_known(connection: Connection, organization: int, message: int) -> list[Record]:
    """Return digests and kinds of a message's bounces."""
    return await connection.fetch(SELECT_KNOWN, organization, message)


async def insert_bounce(
    connection: Connection, place: tuple[int, int], digest: bytes, notice: Notice, now: datetime
) -> None:
    """Keep a bounce; ``place`` is the organization and the message."""
    await connection.execute(
        INSERT_BOUNCE,
        *place,
        digest,
        notice.kind,
        notice.reason,
        notice.status,
        notice.words[:LONGEST_WORDS],
        now,
    )


async def end_message(
    connection: Connection, organization: int, message: int, reason: str, now: datetime
) -> bool:
    """Make a message bounced; tells whether it was."""
    ended = await connection.fetchval(END_MESSAGE, organization, message, reason, now)
    return ended is not None


async def suppress(
    connection: Connection,
    place: tuple[int, int],
    key: str,
    reason: str,
    words: str,
    now: datetime,
) -> int | None:
    """Suppress an address and return the suppression's id, or None when it was already."""
    organization, message = place
    return await connection.fetchval(
        SUPPRESS, organization, key, reason, words[:LONGEST_WORDS], message, now
    )


async def select_bounces(
    connection: Connection, organization: int, messages: Sequence[int]
) -> list[Record]:
    """Return the bounces of messages."""
    return await connection.fetch(SELECT_BOUNCES, organization, messages)


async def count(connection: Connection, kind: str, way: Way, now: datetime) -> None:
    """Count what came in."""
    await connection.execute(COUNT, kind, way, now)


async def take_turn(connection: Connection, now: datetime, before: datetime) -> bool:
    """Take the turn of looking into the folder, unless it was looked into after ``before``."""
    return await connection.fetchval(TAKE_TURN, now, before) is not None


async def note_trouble(connection: Connection, trouble: str) -> None:
    """Write what troubles the folder, or "" when nothing does."""
    await connection.execute(NOTE_TROUBLE, trouble)


async def select_intake(connection: Connection) -> list[Record]:
    """Return the ways in."""
    return await connection.fetch(SELECT_INTAKE)


async def select_tally(connection: Connection) -> list[Record]:
    """Return the counts."""
    return await connection.fetch(SELECT_TALLY)
