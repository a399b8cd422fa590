"""``muster bounce``: what a mail server pipes every mail to that comes back."""

import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from muster.base.errors import MusterError
from muster.base.settings import Settings
from muster.features import delivery
from muster.features.delivery import Arrival, Taken, Way
from muster.run.cli.common import (
    Data,
    DatabaseUrl,
    Json,
    TryAgainError,
    answer,
    opened,
    run,
    settings_of,
)
from muster.run.house import House

_MOST = 1024 * 1024 + 1
_PIECE = 65536


def bounce(
    mail: Annotated[
        Path | None, typer.Argument(metavar="MAIL", help="A file; without one, standard input.")
    ] = None,
    recipient: Annotated[
        str, typer.Option("--recipient", metavar="ADDRESS", help="The envelope's recipient.")
    ] = "",
    imap: Annotated[
        str | None,
        typer.Option("--imap", metavar="URL", help="Take what waits in this folder instead."),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: Json = False,
) -> None:
    """Take a mail that came back; the status 75 says: offer it again later."""
    content = b"" if imap else _read(mail)
    try:
        settings = settings_of(data, database_url, bounce_imap=imap)
        taken = run(_take(settings, content, recipient, visits=imap is not None))
    except MusterError as error:
        raise TryAgainError(error.message) from error
    lines = [_words(one) for one in taken]
    answer(
        {"taken": [_json(one) for one in taken]},
        as_json=as_json,
        text="\n".join(lines) or "Nothing waits there.",
    )


def _read(mail: Path | None) -> bytes:
    """Return as much of a mail as is looked at.

    Raises:
        UnreadableFileError: there is no such file, or it cannot be read.
    """
    if mail is None:
        return _drain(sys.stdin.buffer)
    try:
        with mail.open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        from muster.run.activity_files import UnreadableFileError

        raise UnreadableFileError(f"{mail} cannot be read: {error.strerror}") from error


def _drain(pipe: BinaryIO) -> bytes:
    # All of it is read, or its writer would think that we died.
    content = pipe.read(_MOST)
    while pipe.read(_PIECE):
        pass
    return content


async def _take(settings: Settings, content: bytes, recipient: str, *, visits: bool) -> list[Taken]:
    async with opened(settings) as house:
        if visits:
            return await _visit(house)
        arrival = Arrival(content, Way.COMMAND, recipient)
        return [await delivery.take(house.database, arrival, house.return_paths, house.clock)]


async def _visit(house: House) -> list[Taken]:
    from muster.features.delivery.bounces import FolderAddress, visit

    folder = FolderAddress.parse(house.settings.bounce_imap)
    return await visit(house.database, folder, house.return_paths, house.clock)


def _words(taken: Taken) -> str:
    if taken.ignored:
        return f"Ignored. {taken.ignored.value}."
    again = ", known already" if taken.again else ""
    return f"Message {taken.message_id}: {taken.kind} ({taken.reason}){again}."


def _json(taken: Taken) -> dict[str, object]:
    return {
        "ignored": taken.ignored and taken.ignored.name.lower(),
        "message": taken.message_id,
        "kind": taken.kind,
        "reason": taken.reason,
        "again": taken.again,
    }
