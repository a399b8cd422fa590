"""SQL of lists of people."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.ids import new_uid
from muster.features.intake.model import (
    ENDED,
    Arrival,
    Form,
    Intake,
    IntakeState,
    Source,
)
from muster.features.intake.option_texts import options_json, read_options
from muster.storage.postgres import Connection

INSERT: LiteralString = """
-- A new list.
insert into intake (organization_id, uid, made_by, source, file_name, content, activity_ids,
                    state, created_at)
values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8)
returning *"""

SELECT_ONE: LiteralString = """
-- One list by its id.
select * from intake where organization_id = $1 and uid = $2"""

LOCK_ONE: LiteralString = """
-- One list, while nobody else changes it.
select * from intake where organization_id = $1 and id = $2 for update"""

LOCK_DUE: LiteralString = """
-- One list, unless another worker has it or there is nothing more to do.
select * from intake
where organization_id = $1 and id = $2 and due_at <= $3 for update skip locked"""

SELECT_CONTENT: LiteralString = """
-- The file as it came, null when it is gone.
select content from intake where organization_id = $1 and id = $2"""

SELECT_PAGE: LiteralString = """
-- Lists that were carried out or wait, and drafts with rows; newest first, after an id.
select * from intake
where organization_id = $1 and ($2::bigint is null or id < $2)
  and (state <> 'draft' or (total > 0 and emptied_at is null))
order by id desc limit $3"""

SELECT_DUE: LiteralString = """
-- Lists whose time has come, in all organizations; in the worker's role.
select organization_id, id from intake where due_at <= $1 order by due_at limit $2"""

WRITE_FORM: LiteralString = """
-- How the file is read by now, and how many rows that gives.
update intake set encoding = $3, separator = $4, has_header = $5, columns = $6, total = $7
where organization_id = $1 and id = $2"""

SCHEDULE: LiteralString = """
-- From now on it is the worker's; the file is not needed any more.
update intake set state = 'scheduled', options = $3::jsonb, total = $4, counts = $5::jsonb,
    begin_at = $6, due_at = $6, made_by = $7, content = null
where organization_id = $1 and id = $2"""

WRITE_PROGRESS: LiteralString = """
-- How far it is, as of the transaction that did it.
update intake set state = $3, counts = $4::jsonb, problem = $5, due_at = $6, ended_at = $7,
    begun_at = coalesce(begun_at, $8)
where organization_id = $1 and id = $2"""

PUT_OFF: LiteralString = """
-- Look at it later: something was wrong, and may be right then.
update intake set due_at = $3 where organization_id = $1 and id = $2 and due_at is not null"""

SELECT_FULL: LiteralString = """
-- Lists that came before $1 and still have their rows, in all organizations; in the worker's role.
select organization_id, id from intake
where created_at < $1 and coalesce(ended_at, created_at) < $1
  and emptied_at is null and due_at is null
order by created_at limit $2"""

DELETE_ONE: LiteralString = """
-- A list with its rows.
delete from intake where organization_id = $1 and id = $2"""

EMPTY: LiteralString = """
-- What stays of a list is how many became what.
update intake set emptied_at = $3, content = null, file_name = ''
where organization_id = $1 and id = $2"""

SELECT_COLUMNS: LiteralString = """
-- What the columns of files with these names were the last time.
select columns from intake_columns where organization_id = $1 and header_sha256 = $2"""

KEEP_COLUMNS: LiteralString = """
-- Remember them.
insert into intake_columns (organization_id, header_sha256, columns, used_at)
values ($1, $2, $3, $4)
on conflict (organization_id, header_sha256)
    do update set columns = excluded.columns, used_at = excluded.used_at"""


async def insert(
    connection: Connection,
    organization: int,
    arrival: Arrival,
    content: bytes | None,
    now: datetime,
) -> Intake:
    """Write a new list without rows."""
    row = await connection.fetchrow(
        INSERT,
        organization,
        new_uid(),
        arrival.actor,
        arrival.source,
        arrival.file_name,
        content,
        [activity.id for activity in arrival.activities],
        now,
    )
    return to_intake(row)


async def select_one(connection: Connection, organization: int, uid: UUID) -> Intake | None:
    """Return a list."""
    row = await connection.fetchrow(SELECT_ONE, organization, uid)
    return to_intake(row) if row else None


async def lock_one(connection: Connection, organization: int, intake: int) -> Intake:
    """Return a list that nobody else changes until the transaction ends."""
    return to_intake(await connection.fetchrow(LOCK_ONE, organization, intake))


async def lock_due(
    connection: Connection, organization: int, intake: int, now: datetime
) -> Intake | None:
    """Return a list that is still due and that nobody else carries out just now."""
    row = await connection.fetchrow(LOCK_DUE, organization, intake, now)
    return to_intake(row) if row else None


async def select_content(connection: Connection, organization: int, intake: int) -> bytes | None:
    """Return the file of a list."""
    found: bytes | None = await connection.fetchval(SELECT_CONTENT, organization, intake)
    return found


async def select_page(
    connection: Connection, organization: int, after: int | None, limit: int
) -> list[Intake]:
    """Return a page of lists."""
    rows = await connection.fetch(SELECT_PAGE, organization, after, limit)
    return [to_intake(row) for row in rows]


async def select_due(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    """Return organizations and lists."""
    rows = await connection.fetch(SELECT_DUE, now, most)
    return [(row["organization_id"], row["id"]) for row in rows]


async def write_form(
    connection: Connection, organization: int, intake: int, form: Form, total: int
) -> None:
    """Write how a file is read."""
    await connection.execute(
        WRITE_FORM,
        organization,
        intake,
        form.encoding,
        form.separator,
        form.has_header,
        form.columns,
        total,
    )


async def schedule(
    connection: Connection,
    organization: int,
    intake: Intake,
    counts: tuple[int, Mapping[str, int]],
    begin_at: datetime,
) -> None:
    """Give a list to the worker; ``counts`` are all rows, and those by outcome so far."""
    total, aside = counts
    await connection.execute(
        SCHEDULE,
        organization,
        intake.id,
        options_json(intake.options),
        total,
        json.dumps(aside),
        begin_at,
        intake.made_by,
    )


async def write_progress(
    connection: Connection, organization: int, intake: Intake, now: datetime
) -> None:
    """Write how far a list is; it is due again at once while it goes on."""
    await connection.execute(
        WRITE_PROGRESS,
        organization,
        intake.id,
        intake.state,
        json.dumps(intake.counts),
        intake.problem,
        now if intake.goes_on else None,
        now if intake.state in ENDED else None,
        intake.begun_at,
    )


async def delete_one(connection: Connection, organization: int, intake: int) -> None:
    """Delete a list with its rows."""
    await connection.execute(DELETE_ONE, organization, intake)


async def put_off(connection: Connection, organization: int, intake: int, until: datetime) -> None:
    """Let the worker look again later."""
    await connection.execute(PUT_OFF, organization, intake, until)


async def select_full(connection: Connection, before: datetime, most: int) -> list[tuple[int, int]]:
    """Return organizations and lists."""
    rows = await connection.fetch(SELECT_FULL, before, most)
    return [(row["organization_id"], row["id"]) for row in rows]


async def empty(connection: Connection, organization: int, intake: int, now: datetime) -> None:
    """Note that the rows are gone."""
    await connection.execute(EMPTY, organization, intake, now)


async def select_columns(
    connection: Connection, organization: int, header_sha256: bytes
) -> tuple[str, ...] | None:
    """Return the columns of the last file with this header."""
    found = await connection.fetchval(SELECT_COLUMNS, organization, header_sha256)
    return None if found is None else tuple(found)


async def keep_columns(
    connection: Connection,
    organization: int,
    header_sha256: bytes,
    columns: Sequence[str],
    now: datetime,
) -> None:
    """Remember the columns of a file."""
    await connection.execute(KEEP_COLUMNS, organization, header_sha256, columns, now)


def to_intake(row: Record) -> Intake:
    """Return the list of a row."""
    names = set(Intake.__dataclass_fields__) & set(row.keys())
    told: dict[str, Any] = {name: row[name] for name in names}
    form = Form(row["encoding"], row["separator"], row["has_header"], tuple(row["columns"]))
    return Intake(
        **told
        | {
            "source": Source(row["source"]),
            "state": IntakeState(row["state"]),
            "activity_ids": tuple(row["activity_ids"]),
            "form": form,
            "options": read_options(row["options"]),
            "counts": json.loads(row["counts"]),
        }
    )
