"""SQL of signals, which are events of the journal about an attempt."""

from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

COUNT_SIGNALS: LiteralString = """
-- How many were noted.
select count(*) from event
where organization_id = $1 and subject_kind = 'attempt' and subject_id = $2
  and type like 'signal.%'"""

SELECT_ITEMS: LiteralString = """
-- What a signal may name.
select array_agg(item) from place where organization_id = $1 and attempt_id = $2"""

SELECT_SIGNALS: LiteralString = """
-- The signals of an attempt, as they were noted.
select type, occurred_at, data from event
where organization_id = $1 and subject_kind = 'attempt' and subject_id = $2
  and type like 'signal.%'
order by id limit 2000"""


async def count_signals(connection: Connection, organization: int, attempt: int) -> int:
    """Return how many signals an attempt has."""
    count: int = await connection.fetchval(COUNT_SIGNALS, organization, attempt)
    return count


async def select_items(connection: Connection, organization: int, attempt: int) -> frozenset[str]:
    """Return the ids of an attempt's questions."""
    return frozenset(await connection.fetchval(SELECT_ITEMS, organization, attempt) or ())


async def select_signals(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return type, time and data of an attempt's signals."""
    return await connection.fetch(SELECT_SIGNALS, organization, attempt)
