"""SQL of the rows of lists."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import LiteralString

from asyncpg import Record

from muster.features.intake.model import Entry, Row
from muster.features.invitations import Problem
from muster.storage.postgres import Connection

INSERT_ROWS: LiteralString = """
-- The rows of a list.
insert into intake_row (organization_id, intake_id, number, name, address, address_key, locale,
                        external_id, metadata)
select $1, $2, number, name, address, address_key, locale, external_id, metadata::jsonb
from unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    as row (number, name, address, address_key, locale, external_id, metadata)"""

DELETE_ROWS: LiteralString = """
-- All rows of a list.
delete from intake_row where organization_id = $1 and intake_id = $2"""

SELECT_ROWS: LiteralString = """
-- All rows of a list, in order.
select * from intake_row where organization_id = $1 and intake_id = $2 order by number"""

SELECT_WAITING: LiteralString = """
-- The next rows that nothing became of yet.
select * from intake_row
where organization_id = $1 and intake_id = $2 and outcome is null
order by number limit $3"""

CHANGE_ROW: LiteralString = """
-- What somebody mended in a row.
update intake_row set name = $4, address = $5, address_key = $6, locale = $7, left_out = false
where organization_id = $1 and intake_id = $2 and number = $3 returning number"""

LEAVE_OUT: LiteralString = """
-- Leave a row out, or take it in again.
update intake_row set left_out = $4
where organization_id = $1 and intake_id = $2 and number = $3 returning number"""

REOPEN: LiteralString = """
-- Nothing became of any row: nobody of this list was invited.
update intake_row set outcome = null, problems = null
where organization_id = $1 and intake_id = $2"""

WRITE_OUTCOMES: LiteralString = """
-- What became of rows.
update intake_row set outcome = told.outcome, problems = told.problems::jsonb,
    invitation_ids = told.invitation_ids::bigint[]
from unnest($3::integer[], $4::text[], $5::text[], $6::text[])
    as told (number, outcome, problems, invitation_ids)
where intake_row.organization_id = $1 and intake_id = $2 and intake_row.number = told.number"""


async def insert_rows(
    connection: Connection, organization: int, intake: int, entries: Sequence[Entry]
) -> None:
    """Write the rows of a list."""
    await connection.execute(
        INSERT_ROWS,
        organization,
        intake,
        [one.number for one in entries],
        [one.name for one in entries],
        [one.address for one in entries],
        [one.key for one in entries],
        [one.locale for one in entries],
        [one.external_id for one in entries],
        [None if one.metadata is None else json.dumps(one.metadata) for one in entries],
    )


async def delete_rows(connection: Connection, organization: int, intake: int) -> None:
    """Delete the rows of a list."""
    await connection.execute(DELETE_ROWS, organization, intake)


async def select_rows(connection: Connection, organization: int, intake: int) -> list[Row]:
    """Return the rows of a list."""
    return [_row(row) for row in await connection.fetch(SELECT_ROWS, organization, intake)]


async def select_waiting(
    connection: Connection, organization: int, intake: int, most: int
) -> list[Row]:
    """Return rows that are still to be invited."""
    rows = await connection.fetch(SELECT_WAITING, organization, intake, most)
    return [_row(row) for row in rows]


async def change_row(connection: Connection, organization: int, intake: int, entry: Entry) -> bool:
    """Write a row's name, address and language; tell whether there is such a row."""
    said = (entry.number, entry.name, entry.address, entry.key, entry.locale)
    return await connection.fetchval(CHANGE_ROW, organization, intake, *said) is not None


async def leave_out(
    connection: Connection, organization: int, intake: int, number: int, *, left_out: bool
) -> bool:
    """Leave a row out or take it in again; tell whether there is such a row."""
    found = await connection.fetchval(LEAVE_OUT, organization, intake, number, left_out)
    return found is not None


async def reopen(connection: Connection, organization: int, intake: int) -> None:
    """Take back what became of the rows of a list that was not begun."""
    await connection.execute(REOPEN, organization, intake)


async def write_outcomes(
    connection: Connection, organization: int, intake: int, rows: Sequence[Row]
) -> None:
    """Write what became of rows."""
    await connection.execute(
        WRITE_OUTCOMES,
        organization,
        intake,
        [row.entry.number for row in rows],
        [row.outcome for row in rows],
        [json.dumps([asdict(one) for one in row.problems]) for row in rows],
        [f"{{{','.join(str(each) for each in row.invitation_ids)}}}" for row in rows],
    )


def _row(row: Record) -> Row:
    entry = Entry(
        row["number"],
        row["name"],
        row["address"],
        row["locale"],
        row["external_id"],
        json.loads(row["metadata"]) if row["metadata"] else None,
    )
    problems = json.loads(row["problems"]) if row["problems"] else []
    return Row(
        entry,
        row["left_out"],
        row["outcome"],
        tuple(Problem(**one) for one in problems),
        tuple(row["invitation_ids"] or ()),
    )
