"""SQL of what media hold of a person."""

from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

SELECT_TAKES: LiteralString = """
-- The recordings of a candidate, oldest first, with the chunks that are not part of a whole yet.
select take.id, take.uid, take.attempt_id, take.item, take.number, take.medium, take.mime,
       take.media_type, take.state, take.reason, take.begun_at, take.completed_at,
       take.duration_ms, take.late, take.salvaged, take.original_key, take.playable_key,
       (select coalesce(array_agg(blob_key order by take_chunk.number), '{}') from take_chunk
        where take_chunk.organization_id = $1 and take_chunk.take_id = take.id
          and blob_key is not null) as chunks
from take
join attempt on attempt.organization_id = $1 and attempt.id = take.attempt_id
where take.organization_id = $1 and attempt.candidate_id = $2
order by take.id"""

SELECT_FILES: LiteralString = """
-- The files of a candidate, oldest first, those that were taken back, too.
select answer_file.id, answer_file.uid, answer_file.attempt_id, answer_file.item,
       answer_file.name, answer_file.kind, answer_file.size, answer_file.sha256,
       answer_file.blob_key, answer_file.uploaded_at, answer_file.removed_at
from answer_file
join attempt on attempt.organization_id = $1 and attempt.id = answer_file.attempt_id
where answer_file.organization_id = $1 and attempt.candidate_id = $2
order by answer_file.id"""

DELETE_MEDIA: LiteralString = """
-- Recordings and files of a candidate, and who looked at them. Where the bytes lie is returned:
-- they outlive their rows. Foreign keys are checked when all of it is done.
with taken as (
    select id from attempt where organization_id = $1 and candidate_id = $2
),
recordings as (
    delete from take where organization_id = $1 and attempt_id in (select id from taken)
    returning id, original_key, playable_key
),
chunks as (
    delete from take_chunk
    where organization_id = $1
      and take_id in (select take.id from take
                      where organization_id = $1 and attempt_id in (select id from taken))
    returning blob_key
),
files as (
    delete from answer_file where organization_id = $1 and attempt_id in (select id from taken)
    returning id, blob_key
),
views as (
    delete from media_view
    where organization_id = $1
      and (subject_kind, subject_id) in (select 'recording', id from recordings
                                         union all select 'file', id from files)
)
select blob_key from chunks where blob_key is not null
union all select original_key from recordings where original_key is not null
union all select playable_key from recordings where playable_key is not null
union all select blob_key from files where blob_key is not null"""


async def select_takes(connection: Connection, organization: int, candidate: int) -> list[Record]:
    """Return the recordings of a candidate."""
    return await connection.fetch(SELECT_TAKES, organization, candidate)


async def select_files(connection: Connection, organization: int, candidate: int) -> list[Record]:
    """Return the files of a candidate."""
    return await connection.fetch(SELECT_FILES, organization, candidate)


async def delete_media(connection: Connection, organization: int, candidate: int) -> list[str]:
    """Delete recordings and files of a candidate; return where their bytes lie."""
    rows = await connection.fetch(DELETE_MEDIA, organization, candidate)
    return sorted({row["blob_key"] for row in rows})
