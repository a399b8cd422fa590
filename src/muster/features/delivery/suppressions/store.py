"""SQL of suppressed addresses."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_SUPPRESSIONS: LiteralString = """
-- Suppress addresses; those that already are stay as they are and are not returned.
insert into suppression (organization_id, recipient_key, reason, created_at)
select $1, recipient_key, $3, $4
from unnest($2::text[]) as given (recipient_key)
order by recipient_key
on conflict (organization_id, recipient_key) do nothing
returning id"""

DELETE_SUPPRESSION: LiteralString = """
-- Write to an address again; the event keeps the memory.
delete from suppression where organization_id = $1 and recipient_key = $2 returning id"""

DELETE_BY_ID: LiteralString = """
-- The same by the suppression's number.
delete from suppression where organization_id = $1 and id = $2 returning id"""

SELECT_BY_KEY: LiteralString = """
-- Whether an address is suppressed, and why.
select id, recipient_key, reason, words, created_at
from suppression where organization_id = $1 and recipient_key = $2"""

SELECT_SUPPRESSIONS: LiteralString = """
-- A page of suppressed addresses.
select id, recipient_key, reason, words, created_at
from suppression where organization_id = $1 and id > $2
order by id limit $3"""


async def insert_suppressions(
    connection: Connection, organization: int, keys: Sequence[str], reason: str, now: datetime
) -> list[int]:
    """Suppress addresses and return the ids of the new rows."""
    rows = await connection.fetch(INSERT_SUPPRESSIONS, organization, keys, reason, now)
    return [row["id"] for row in rows]


async def delete_suppression(connection: Connection, organization: int, key: str) -> int | None:
    """Lift a suppression and return its id, or None when there was none."""
    return await connection.fetchval(DELETE_SUPPRESSION, organization, key)


async def delete_by_id(connection: Connection, organization: int, suppression: int) -> int | None:
    """Lift a suppression and return its id, or None when there was none."""
    return await connection.fetchval(DELETE_BY_ID, organization, suppression)


async def select_by_key(connection: Connection, organization: int, key: str) -> Record | None:
    """Return the suppression of an address."""
    return await connection.fetchrow(SELECT_BY_KEY, organization, key)


async def select_suppressions(
    connection: Connection, organization: int, after: int, limit: int
) -> list[Record]:
    """Return a page of suppressions."""
    return await connection.fetch(SELECT_SUPPRESSIONS, organization, after, limit)
