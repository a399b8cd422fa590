"""What commands share: options, how settings come about, how answers are printed."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
import uvloop
from rich.console import Console, RenderableType
from rich.table import Table

from muster.base.addresses import parse_address
from muster.base.errors import InvalidError, UnavailableError
from muster.base.settings import Settings
from muster.features import candidates, organizations
from muster.features.candidates import Candidate, UnknownCandidateError
from muster.features.organizations import Organization
from muster.run.house import House, database_of, house_of

if TYPE_CHECKING:
    from rich.progress import Progress

R = TypeVar("R")
Work = Callable[[House, Organization], Coroutine[Any, Any, R]]
"""What a command does for an organization."""

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the embedded database.", metavar="DIR")
]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database-url", help="PostgreSQL 15 or newer.", metavar="URL")
]
Who = Annotated[str, typer.Argument(metavar="CANDIDATE", help="Mail address, or any id.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
OrganizationSlug = Annotated[
    str, typer.Option("--organization", help="The organization's slug.", metavar="SLUG")
]


class UnwritableFileError(InvalidError):
    """A file cannot be written."""

    code = "unwritable_file"


class TryAgainError(UnavailableError):
    """A mail could not be taken now; offer it again later."""

    code = "try_again"
    exit_status = 75
    """EX_TEMPFAIL of sysexits(3), which tells a mail server to keep the mail and come again."""


_WIDE = 1000
# Where a program reads our tables, no line is broken: it would break ids.
# What candidates and other servers wrote is shown as it is, and means nothing to us.
console = Console(width=None if sys.stdout.isatty() else _WIDE, markup=False, emoji=False)
complaints = Console(stderr=True)


def settings_of(data: Path | None, database_url: str | None, **others: Any) -> Settings:
    """Return the environment's settings, overruled by what the command line says.

    Raises:
        SettingError: a value cannot be used.
    """
    said = {"data": data, "database_url": database_url, **others}
    return Settings.read(
        overrides={name: value for name, value in said.items() if value is not None}
    )


def run(work: Coroutine[Any, Any, R]) -> R:
    """Run a command's work on uvloop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[House]:
    """Open the database, starting the embedded one for as long as needed."""
    async with database_of(settings) as named, house_of(named) as house:
        yield house


def run_for(
    slug: str,
    work: Work[R],
    data: Path | None,
    database_url: str | None,
) -> R:
    """Run a command's work for the organization of a slug.

    Raises:
        UnknownOrganizationError: there is none.
    """

    async def inside() -> R:
        async with opened(settings_of(data, database_url)) as house:
            return await work(house, await organization_named(house, slug))

    return run(inside())


async def organization_named(house: House, slug: str) -> Organization:
    """Return the organization of a slug.

    Raises:
        UnknownOrganizationError: there is none.
    """
    return await organizations.find_organization(house.database, slug)


async def candidate_named(house: House, organization: int, reference: str) -> Candidate:
    """Return the candidate of a mail address or any id.

    Raises:
        UnknownCandidateError: there is none.
    """
    if "@" not in reference:
        return await candidates.get(house.database, organization, reference)
    key = parse_address(reference).key
    found = await candidates.list_candidates(house.database, organization, address_key=key)
    if not found:
        raise UnknownCandidateError
    return found[0]


def check_writable(file: Path, name: Path | None = None) -> None:
    """Make sure that an answer will have its place, before anything is done.

    ``name`` is what the file will be called, where that is another name.

    Raises:
        UnwritableFileError: the folder is missing, or does not let us.
    """
    try:
        file.open("ab").close()
    except OSError as error:
        raise UnwritableFileError(f"{name or file} cannot be written: {error.strerror}") from error


@contextmanager
def whole_file(output: Path) -> Iterator[Path]:
    """Give a file to write, which gets its name when all is done and is removed otherwise.

    Raises:
        UnwritableFileError: it cannot be written.
    """
    part = output.with_name(f"{output.name}.part")
    check_writable(part, output)
    try:
        yield part
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def progress_bar() -> "Progress":
    """Return a bar for long jobs, on standard error, so that --json stays clean.

    Without a terminal there is nothing to be seen.
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=complaints,
        disable=not complaints.is_terminal,
    )


class Listing(Table):
    """A table in the house style, and what is said instead where it has no rows.

    Texts of strangers can do nothing to the terminal that shows them.
    """

    def __init__(self, columns: Sequence[str], empty: str) -> None:
        """Take the headings."""
        super().__init__(*columns, box=None, pad_edge=False, header_style="bold")
        self.empty = empty

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """Add a row, without what would steer a terminal."""
        plain = (_printable(cell) if isinstance(cell, str) else cell for cell in cells)
        super().add_row(*plain, **options)


def answer(value: object, *, as_json: bool, text: str | Listing) -> None:
    """Print a command's answer for a program or for a person."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
    elif isinstance(text, Listing) and text.row_count:
        console.print(text)
    else:
        said = text.empty if isinstance(text, Listing) else text
        console.print(said, soft_wrap=True, highlight=False)


def table(*columns: str, empty: str = "There is nothing to show.") -> Listing:
    """Return an empty table; ``empty`` tells what that means and what to do."""
    return Listing(columns, empty)


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)
