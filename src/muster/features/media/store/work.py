"""SQL of the worker: it acts for all organizations, in the worker's role."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.features.media.model import Take
from muster.storage.postgres import Connection

CLAIM: LiteralString = """
-- Lease one recording that waits, the longest waiting first; others skip it.
with due as (
    select organization_id, id from take
    where due_at <= $1 order by due_at limit 1 for update skip locked
)
update take set due_at = $2, claim = take.claim + 1
from due
where take.organization_id = due.organization_id and take.id = due.id
returning take.*"""

RECHECK: LiteralString = """
-- Recordings that nobody could look into wait again, now that there are tools; a few at a time.
update take set state = 'assembling', due_at = $1
from (select organization_id, id from take where state = 'unchecked' limit 100
      for update skip locked) as unchecked
where take.organization_id = unchecked.organization_id and take.id = unchecked.id"""

SELECT_PIECES: LiteralString = """
-- The chunks that make a recording, in order, with where they lie.
select number, size, sha256, blob_key from take_chunk
where organization_id = $1 and take_id = $2 and number < $3 and blob_key is not null
order by number"""

FINISH: LiteralString = """
-- Write what became of a recording, by its holder only.
update take
set state = $4, reason = $5, due_at = null, finished_at = $6, media_type = $7,
    duration_ms = coalesce($8, duration_ms),
    original_key = $9, original_size = $10, original_sha256 = coalesce($11, original_sha256),
    playable_key = $12, playable_size = $13
where organization_id = $1 and id = $2 and claim = $3 and state = 'assembling'
returning true"""

LET_PIECES_GO: LiteralString = """
-- The chunks are part of the whole now: their own bytes may go.
update take_chunk set blob_key = null
where organization_id = $1 and take_id = $2 and number < $3 and blob_key is not null"""

FAIL: LiteralString = """
-- A try went wrong: again later. That the disk was full is nothing against the recording.
update take set failures = failures + $5::integer, due_at = $4
where organization_id = $1 and id = $2 and claim = $3 and state = 'assembling'"""

SELECT_ABANDONED: LiteralString = """
-- Recordings that nobody completed, of attempts that ended long ago, with what arrived.
select take.*, (select array_agg(number order by number) from take_chunk
                where take_chunk.organization_id = take.organization_id
                    and take_chunk.take_id = take.id) as numbers
from take join attempt
    on attempt.organization_id = take.organization_id and attempt.id = take.attempt_id
where take.state = 'recording' and take.begun_at < $1 and attempt.submitted_at < $1
order by take.begun_at limit $2"""

SALVAGE: LiteralString = """
-- Make a recording of the chunks that follow each other from the first, or note that none does.
update take
set salvaged = true, completed_at = $3::timestamptz, chunk_count = $4::integer,
    state = case when $4 > 0 then 'assembling' else 'damaged' end,
    due_at = case when $4 > 0 then $3 end,
    reason = case when $4 = 0 then 'nothing_playable' end,
    finished_at = case when $4 = 0 then $3 end
where organization_id = $1 and id = $2 and state = 'recording'
returning true"""

LET_REMOVED_GO: LiteralString = """
-- Files that candidates took back a day ago lose their bytes.
update answer_file set blob_key = null
from (select organization_id, id, blob_key from answer_file
      where removed_at < $1 and blob_key is not null limit 100 for update skip locked) as old
where answer_file.organization_id = old.organization_id and answer_file.id = old.id
returning old.blob_key"""

SELECT_NAMED: LiteralString = """
-- Which of these keys a row names.
select key from unnest($1::text[]) as asked (key)
where exists (select from take_chunk where blob_key = key)
   or exists (select from take where original_key = key)
   or exists (select from take where playable_key = key)
   or exists (select from answer_file where blob_key = key)"""


async def claim(connection: Connection, now: datetime, until: datetime) -> Record | None:
    """Lease a recording that waits until an instant."""
    return await connection.fetchrow(CLAIM, now, until)


async def recheck(connection: Connection, now: datetime) -> None:
    """Let recordings that were not looked into wait again."""
    await connection.execute(RECHECK, now)


async def select_pieces(connection: Connection, take: Take) -> list[Record]:
    """Return the chunks of a recording that still have bytes of their own."""
    return await connection.fetch(SELECT_PIECES, take.organization_id, take.id, take.chunk_count)


async def finish(connection: Connection, take: Take, claim: int, values: Sequence[object]) -> bool:
    """Write an outcome; tell whether the recording was still held."""
    return bool(await connection.fetchval(FINISH, take.organization_id, take.id, claim, *values))


async def let_pieces_go(connection: Connection, take: Take) -> None:
    """Forget where the chunks of a recording lay."""
    await connection.execute(LET_PIECES_GO, take.organization_id, take.id, take.chunk_count)


async def fail(
    connection: Connection, take: Take, claim: int, due_at: datetime, *, counts: bool
) -> None:
    """Let a recording wait for another try."""
    await connection.execute(FAIL, take.organization_id, take.id, claim, due_at, int(counts))


async def select_abandoned(connection: Connection, before: datetime, most: int) -> list[Record]:
    """Return recordings that nobody completed, of attempts that ended before an instant."""
    return await connection.fetch(SELECT_ABANDONED, before, most)


async def salvage(connection: Connection, take: Take, now: datetime, count: int) -> bool:
    """Make a recording of its first chunks; tell whether nobody else did."""
    return bool(await connection.fetchval(SALVAGE, take.organization_id, take.id, now, count))


async def let_removed_go(connection: Connection, before: datetime) -> list[str]:
    """Forget files that were removed before an instant; return where they lie."""
    return [row["blob_key"] for row in await connection.fetch(LET_REMOVED_GO, before)]


async def select_named(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a row names."""
    return {row["key"] for row in await connection.fetch(SELECT_NAMED, keys)}
