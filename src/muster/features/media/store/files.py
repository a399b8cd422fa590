"""SQL of uploaded files."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_FILE: LiteralString = """
-- A file that is on the disk.
insert into answer_file (organization_id, uid, attempt_id, item, name, kind, size, sha256, blob_key,
                         uploaded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
returning id"""

SELECT_FILES: LiteralString = """
-- The files of an attempt that are there, in the order in which they came.
select answer_file.* from answer_file
where organization_id = $1 and attempt_id = $2 and removed_at is null
order by item, id"""

GET_FILE: LiteralString = """
-- A file of the organization that is there.
select answer_file.* from answer_file
where organization_id = $1 and uid = $2 and removed_at is null"""

COUNT_FILES: LiteralString = """
-- How many files a question was ever given: those that are there, and those that were taken back.
select count(*) filter (where removed_at is null) as there, count(*) as ever from answer_file
where organization_id = $1 and attempt_id = $2 and item = $3"""

REMOVE_FILE: LiteralString = """
-- A candidate takes a file back; its bytes go a day later.
update answer_file set removed_at = $5
where organization_id = $1 and attempt_id = $2 and item = $3 and uid = $4 and removed_at is null
returning id"""


async def insert_file(connection: Connection, organization: int, values: Sequence[object]) -> int:
    """Write a file and return its number; ``values`` are those of the statement from uid on."""
    return await connection.fetchval(INSERT_FILE, organization, *values)


async def select_files(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return the files of an attempt."""
    return await connection.fetch(SELECT_FILES, organization, attempt)


async def count_files(
    connection: Connection, organization: int, attempt: int, item: str
) -> tuple[int, int]:
    """Return how many files of a question are there, and how many it was ever given."""
    there, ever = await connection.fetchrow(COUNT_FILES, organization, attempt, item)
    return there, ever


async def get_file(connection: Connection, organization: int, uid: UUID) -> Record | None:
    """Return a file."""
    return await connection.fetchrow(GET_FILE, organization, uid)


async def remove_file(
    connection: Connection, organization: int, place: tuple[int, str], uid: UUID, now: datetime
) -> int | None:
    """Remove a file of a place (attempt and item); return its number, or None when there is none."""
    return await connection.fetchval(REMOVE_FILE, organization, *place, uid, now)
