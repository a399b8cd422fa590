"""SQL of recordings while they arrive, and of those who look at them."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.media.model import Chunk, Take
from muster.storage.postgres import Connection

SPARE_TAKE: LiteralString = """
-- Let a take that the machine failed not count, a few times a question.
update take set spared = true
where organization_id = $1 and attempt_id = $2 and item = $3 and uid = $4 and state = 'recording'
  and not spared
  and $5 > (select count(*) from take as other
            where other.organization_id = $1 and other.attempt_id = $2 and other.item = $3
              and other.spared)"""

BEGIN_TAKE: LiteralString = """
-- The next take of a question, where one is left. One without a byte does not count, because
-- nothing of it can be judged; the attempt's row is locked, so that two do not count each other out.
with earlier as (
    select count(*) as begun,
           count(*) filter (where not take.spared and exists (
               select from take_chunk
               where take_chunk.organization_id = $1 and take_chunk.take_id = take.id)) as used
    from take
    where take.organization_id = $1 and take.attempt_id = $2 and take.item = $3
)
insert into take (organization_id, uid, attempt_id, item, number, allowed, room, medium, mime, late,
                  begun_at)
select $1, $4, $2, $3, begun + 1, $5::integer, $6, $7, $8, $9, $10
from earlier where used < $5 and begun < $5 + $11::integer
returning number, allowed - (select used from earlier) - 1 as left"""

FIND_TAKE: LiteralString = """
-- A take of an attempt.
select take.* from take where organization_id = $1 and attempt_id = $2 and uid = $3"""

LOCK_TAKE: LiteralString = """
-- A take of an attempt, locked with the others of its question: their first chunks are counted.
with locked as materialized (
    select take.* from take
    where organization_id = $1 and attempt_id = $2
      and item = (select item from take as named
                  where named.organization_id = $1 and named.attempt_id = $2 and named.uid = $3)
    order by id
    for update
)
select locked.* from locked where uid = $3"""

GET_TAKE: LiteralString = """
-- A take of any attempt of the organization.
select take.* from take where organization_id = $1 and uid = $2"""

SELECT_TAKES: LiteralString = """
-- The takes of an attempt that have bytes, or may get some, in order.
select take.* from take
where organization_id = $1 and attempt_id = $2
order by item, number"""

FIND_CHUNK: LiteralString = """
-- A chunk, whether or not it is part of the whole by now.
select number, size, sha256 from take_chunk
where organization_id = $1 and take_id = $2 and number = $3"""

SELECT_CHUNKS: LiteralString = """
-- What has arrived of a take, in order.
select number, size, sha256 from take_chunk
where organization_id = $1 and take_id = $2 order by number"""

WEIGH: LiteralString = """
-- What a take has, what its attempt has, and which other takes of its question count.
select coalesce(sum(chunk.size) filter (where chunk.take_id = $3), 0) as take_size,
       coalesce(sum(chunk.size), 0) as attempt_size,
       count(distinct take.id) filter (
           where take.id <> $3 and take.item = $4 and not take.spared) as others_used
from take join take_chunk as chunk
    on chunk.organization_id = take.organization_id and chunk.take_id = take.id
where take.organization_id = $1 and take.attempt_id = $2"""

INSERT_CHUNK: LiteralString = """
-- A chunk that is on the disk. The take's row is locked.
insert into take_chunk (organization_id, take_id, number, size, sha256, blob_key, stored_at)
values ($1, $2, $3, $4, $5, $6, $7)"""

HAS_LATER_TAKE: LiteralString = """
-- Whether a later take of the same question is whole, and can be watched as far as is known.
select exists (
    select from take
    where organization_id = $1 and attempt_id = $2 and item = $3 and number > $4
      and state in ('assembling', 'ready', 'unchecked'))"""

COMPLETE_TAKE: LiteralString = """
-- A take is whole and waits for a worker.
update take
set state = 'assembling', completed_at = $3, due_at = $3, chunk_count = $4, duration_ms = $5
where organization_id = $1 and id = $2 and state = 'recording'"""

NOTE_VIEW: LiteralString = """
-- Somebody looks; tell whether that is a view of its own, and not the next range of the same.
insert into media_view (organization_id, actor, subject_kind, subject_id, viewed_at)
values ($1, $2, $3, $4, $5)
on conflict (organization_id, actor, subject_kind, subject_id)
do update set viewed_at = excluded.viewed_at
where media_view.viewed_at <= $6
returning true"""


async def spare_take(
    connection: Connection, organization: int, attempt: int, item: str, uid: UUID, most: int
) -> None:
    """Let a take not count, unless as many were spared already."""
    await connection.execute(SPARE_TAKE, organization, attempt, item, uid, most)


async def begin_take(
    connection: Connection, organization: int, values: Sequence[object]
) -> Record | None:
    """Write a take; ``values`` are those of the statement from the attempt on."""
    return await connection.fetchrow(BEGIN_TAKE, organization, *values)


async def find_take(
    connection: Connection, organization: int, attempt: int, uid: UUID, *, lock: bool = False
) -> Record | None:
    """Return a take of an attempt."""
    return await connection.fetchrow(LOCK_TAKE if lock else FIND_TAKE, organization, attempt, uid)


async def get_take(connection: Connection, organization: int, uid: UUID) -> Record | None:
    """Return a take of the organization."""
    return await connection.fetchrow(GET_TAKE, organization, uid)


async def select_takes(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return the takes of an attempt."""
    return await connection.fetch(SELECT_TAKES, organization, attempt)


async def find_chunk(
    connection: Connection, organization: int, take: int, number: int
) -> Record | None:
    """Return a chunk of a take."""
    return await connection.fetchrow(FIND_CHUNK, organization, take, number)


async def select_chunks(connection: Connection, organization: int, take: int) -> list[Record]:
    """Return the chunks of a take."""
    return await connection.fetch(SELECT_CHUNKS, organization, take)


async def weigh(
    connection: Connection, organization: int, attempt: int, take: int, item: str
) -> Record:
    """Return bytes of a take and of its attempt, and the number of other takes that count."""
    return await connection.fetchrow(WEIGH, organization, attempt, take, item)


async def insert_chunk(
    connection: Connection, organization: int, take: int, chunk: Chunk, now: datetime
) -> None:
    """Write a chunk."""
    await connection.execute(
        INSERT_CHUNK,
        organization,
        take,
        chunk.number,
        chunk.size,
        chunk.sha256,
        chunk.blob_key,
        now,
    )


async def has_later_take(connection: Connection, take: Take) -> bool:
    """Tell whether a later take of the same question is complete; its takes are locked."""
    place = (take.organization_id, take.attempt_id, take.item)
    return bool(await connection.fetchval(HAS_LATER_TAKE, *place, take.number))


async def complete_take(
    connection: Connection,
    organization: int,
    take: int,
    now: datetime,
    account: tuple[int, int | None],
) -> None:
    """Close a take; ``account`` is its number of chunks and its length in milliseconds."""
    await connection.execute(COMPLETE_TAKE, organization, take, now, *account)


async def note_view(
    connection: Connection,
    organization: int,
    actor: str,
    subject: tuple[str, int],
    times: tuple[datetime, datetime],
) -> bool:
    """Note that somebody looks now; tell whether the last look was before the second time."""
    return bool(await connection.fetchval(NOTE_VIEW, organization, actor, *subject, *times))
