"""Reading a CSV of people, and writing what became of them, row by row."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.base.errors import InvalidError
from muster.base.spreadsheet import lines_of
from muster.features.invitations import Guest, Problem

_LARGEST = 16 * 1024 * 1024
_EMAIL = {
    "email",
    "e-mail",
    "mail",
    "email address",
    "e-mail address",
    "candidate_email",
    "address",
}
_NAME = {"name", "full name", "full_name", "fullname", "candidate", "candidate_name"}
_FIRST = {"first name", "first_name", "firstname", "given name", "vorname", "prénom", "nombre"}
_LAST = {"last name", "last_name", "lastname", "surname", "family name", "nachname", "apellido"}
_EXTERNAL = {"external_id", "external id", "id", "reference"}
_LOCALE = {"locale", "language", "lang"}


class GuestListError(InvalidError):
    """The list of people cannot be read."""

    code = "guest_list"


@dataclass(frozen=True, slots=True)
class ListedGuest:
    """A person with the line of the file that names them."""

    line: int
    guest: Guest


def read_guests(path: Path) -> list[ListedGuest]:
    """Return the people of a CSV file with a header line; names are taken as they are.

    The separator (comma, semicolon, tab) and the encoding (UTF-8, UTF-16 with a byte order
    mark, else Windows-1252) are found out.

    Raises:
        GuestListError: the file cannot be read, is larger than 16 MB, or has no column of
            addresses or names.
    """
    reader = csv.reader(io.StringIO(text := _decode(path), newline=""), delimiter=_separator(text))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        columns = _columns(header)
        return [
            ListedGuest(reader.line_num, _guest(row, columns))
            for row in reader
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise GuestListError(f"{path}, line {reader.line_num}: {error}") from error


def write_results(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV in UTF-8 that a spreadsheet opens without running anything."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(lines_of([str(cell) for cell in row] for row in rows))


def problems_text(problems: Sequence[Problem]) -> str:
    """Return what is wrong with a row in one cell."""
    return "; ".join(problem.message for problem in problems)


def _decode(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GuestListError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise GuestListError(f"{path} is larger than 16 MB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(header: list[str]) -> dict[str, int]:
    wanted = {
        "email": _EMAIL,
        "name": _NAME,
        "first": _FIRST,
        "last": _LAST,
        "external_id": _EXTERNAL,
        "locale": _LOCALE,
    }
    columns = {
        field: place
        for field, names in wanted.items()
        for place, cell in reversed(list(enumerate(header)))
        if cell in names
    }
    if "email" not in columns or not ({"name", "first", "last"} & set(columns)):
        raise GuestListError(
            "The first line must name the columns: email and name (or first name and last name)"
        )
    return columns


def _guest(row: list[str], columns: dict[str, int]) -> Guest:
    def cell(field: str) -> str:
        place = columns.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    return Guest(
        cell("email"), name, external_id=cell("external_id") or None, locale=cell("locale") or None
    )
