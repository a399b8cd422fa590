"""Lists come in: by paste or as a file, and a file is read otherwise when somebody says so."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.base.tables import Table, read_table
from muster.features.intake import columns
from muster.features.intake.actions.finding import find_draft
from muster.features.intake.lines import read_lines
from muster.features.intake.model import (
    MOST_BYTES,
    Arrival,
    Entry,
    Form,
    Intake,
    IntakeEmptiedError,
)
from muster.features.intake.store import intakes, rows
from muster.storage.postgres import Connection, Database, action

_MEGABYTE = 1024 * 1024


async def take_lines(
    database: Database, organization: int, text: str, arrival: Arrival, clock: Clock
) -> Intake:
    """Make a list of pasted lines.

    Raises:
        InvalidError: nothing is in it.
        TooManyRowsError: there are more than 5,000 people.
    """
    entries = read_lines(text)
    if not entries:
        raise InvalidError("Paste or type at least one person", field="text")
    return await make_list(database, organization, arrival, entries, clock)


@action
async def make_list(
    connection: Connection,
    organization: int,
    arrival: Arrival,
    entries: Sequence[Entry],
    clock: Clock,
) -> Intake:
    """Write a list of people who are known one by one."""
    intake = await intakes.insert(connection, organization, arrival, None, clock.now())
    return await _fill(connection, organization, intake, Form(), entries)


async def take_file(
    database: Database, organization: int, content: bytes, arrival: Arrival, clock: Clock
) -> Intake:
    """Make a list of a file; its form is found out, and its columns as of the last such file.

    Raises:
        TableError: it cannot be read as a table, or is larger than 4 MB.
        TooManyRowsError: it has more than 5,000 people.
    """
    table = read_file(content)
    header = columns.has_header(table)
    columns.people_of(table, header=header)
    return await _keep_file(database, organization, arrival, (content, table, header), clock)


@action
async def _keep_file(
    connection: Connection,
    organization: int,
    arrival: Arrival,
    found: tuple[bytes, Table, bool],
    clock: Clock,
) -> Intake:
    content, table, header = found
    intake = await intakes.insert(connection, organization, arrival, content, clock.now())
    known = await _remembered(connection, organization, table, header=header)
    meanings = known or columns.guess(table, header=header)
    form = Form(table.encoding, table.separator, header, meanings)
    entries = columns.entries_of(table, meanings, header=header)
    return await _fill(connection, organization, intake, form, entries)


async def _remembered(
    connection: Connection, organization: int, table: Table, *, header: bool
) -> tuple[str, ...] | None:
    if not header:
        return None
    titles = columns.titles_of(table, header=True)
    known = await intakes.select_columns(connection, organization, columns.header_sha256(titles))
    return known if known is not None and len(known) == len(titles) else None


def read_file(content: bytes, form: Form | None = None) -> Table:
    """Return the table of a file.

    Raises:
        TableError: it cannot be read as a table, or is larger than 4 MB.
    """
    if len(content) > MOST_BYTES:
        raise InvalidError(f"The file is larger than {MOST_BYTES // _MEGABYTE} MB", field="file")
    return read_table(content, *((form.encoding, form.separator) if form else ()))


@action
async def content_of(connection: Connection, organization: int, intake: Intake) -> bytes:
    """Return the file of a list.

    Raises:
        IntakeEmptiedError: it is gone.
    """
    content = await intakes.select_content(connection, organization, intake.id)
    if content is None:
        raise IntakeEmptiedError("The file is not kept any more; upload it again")
    return content


@action
async def read_again(
    connection: Connection, organization: int, uid: UUID, form: Form, clock: Clock
) -> Intake:
    """Read a list's file in another form; what was mended in its rows is read anew, too.

    Without ``columns`` they are guessed; with them they are remembered for files like it.

    Raises:
        UnknownIntakeError: there is no such list.
        IntakeBegunError: its people are being invited.
        IntakeEmptiedError: the file is gone.
        TableError: it cannot be read so.
        ColumnsError: the columns do not name an address, or one meaning stands twice.
    """
    intake = await find_draft(connection, organization, uid)
    table = read_file(await content_of.within(connection, organization, intake), form)
    header = form.has_header and len(table.lines) > 1
    if form.columns:
        meanings = columns.check_columns([*form.columns, *[""] * table.width][: table.width])
        if header:
            key = columns.header_sha256(columns.titles_of(table, header=True))
            await intakes.keep_columns(connection, organization, key, meanings, clock.now())
    else:
        known = await _remembered(connection, organization, table, header=header)
        meanings = known or columns.guess(table, header=header)
    read = Form(table.encoding, table.separator, header, meanings)
    entries = columns.entries_of(table, meanings, header=header)
    return await _fill(connection, organization, intake, read, entries)


async def _fill(
    connection: Connection,
    organization: int,
    intake: Intake,
    form: Form,
    entries: Sequence[Entry],
) -> Intake:
    await rows.delete_rows(connection, organization, intake.id)
    await rows.insert_rows(connection, organization, intake.id, entries)
    await intakes.write_form(connection, organization, intake.id, form, len(entries))
    return replace(intake, form=form, total=len(entries))
