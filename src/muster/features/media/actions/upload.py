"""The candidate's verbs about files: hand one in, take one back."""

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from muster.base.clock import Clock
from muster.base.errors import MusterError, UnavailableError
from muster.base.ids import new_uid
from muster.features import attempts, catalog, journal
from muster.features.attempts import Held, Hold
from muster.features.media import facts, filetypes
from muster.features.media.actions.intake import capped
from muster.features.media.model import (
    MEGABYTE,
    MOST_FILES,
    EmptyError,
    FileTypeError,
    TooManyFilesError,
    UnknownFileError,
    WrongQuestionError,
)
from muster.features.media.names import clean_name
from muster.features.media.store import files as store
from muster.storage.blobs import BlobStore, Stored, new_key
from muster.storage.postgres import Connection, Database, service


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that is part of the answer now, and the answer's revision."""

    uid: UUID
    name: str
    kind: str
    size: int
    revision: int


@dataclass(frozen=True, slots=True)
class _Content:
    key: str
    stored: Stored
    kind: str


async def hand_in(
    database: Database,
    blobs: BlobStore,
    hold: Hold,
    name: str,
    body: AsyncIterable[bytes],
    clock: Clock,
) -> HandedIn:
    """Add a file to the answer; its type is told by its content, its name is kept for people.

    Raises:
        WrongQuestionError: the question does not take files.
        TooManyFilesError: it has as many as it takes.
        TooLargeError, EmptyError, FileTypeError: it does not take this one.
        BlobStoreFullError: there is no room.
        NoSeatError, SupersededError, OverError …: as ``attempts.hold`` says.
    """
    question = await _expect(database, hold, clock)
    key = new_key()
    stored = await blobs.put(key, capped(body, question.max_megabytes * MEGABYTE))
    shown = clean_name(name)
    try:
        kind = await _identify(blobs.path(key), stored, shown, question)
        return await _add(database, hold, shown, _Content(key, stored, kind), clock)
    except UnavailableError:
        # Nobody can say whether the row was committed; if not, the reaper finds the blob.
        raise
    except MusterError:
        await blobs.delete(key)
        raise


@service
async def take_back(connection: Connection, hold: Hold, uid: UUID, clock: Clock) -> int:
    """Remove a file from the answer and return the answer's revision.

    Raises:
        UnknownFileError: the answer has no such file.
        NoSeatError, SupersededError, OverError …: as ``attempts.hold`` says.
    """
    held, _ = await _hold(connection, hold, clock)
    place = (held.attempt_id, hold.item)
    number = await store.remove_file(connection, held.organization, place, uid, held.now)
    if number is None:
        raise UnknownFileError
    await _note(connection, held, "file.removed", number)
    return await _answer(connection, held)


@service
async def _expect(connection: Connection, hold: Hold, clock: Clock) -> catalog.FileUpload:
    held, question = await _hold(connection, hold, clock)
    await _check_count(connection, held, question)
    return question


@service
async def _add(
    connection: Connection, hold: Hold, name: str, content: _Content, clock: Clock
) -> HandedIn:
    held, question = await _hold(connection, hold, clock)
    await _check_count(connection, held, question)
    uid, stored = new_uid(), content.stored
    number = await store.insert_file(
        connection,
        held.organization,
        (
            uid,
            held.attempt_id,
            hold.item,
            name,
            content.kind,
            stored.size,
            stored.sha256,
            content.key,
            held.now,
        ),
    )
    await _note(connection, held, "file.uploaded", number)
    revision = await _answer(connection, held)
    return HandedIn(uid, name, content.kind, stored.size, revision)


async def _identify(path: Path, stored: Stored, name: str, question: catalog.FileUpload) -> str:
    if stored.size == 0:
        raise EmptyError("The file is empty", field="file")
    kind = await asyncio.to_thread(filetypes.detect, path, name)
    if kind is None or not filetypes.fits(kind, question.types):
        raise FileTypeError(f"This question takes {', '.join(question.types)}", field="file")
    return kind


async def _hold(
    connection: Connection, hold: Hold, clock: Clock
) -> tuple[Held, catalog.FileUpload]:
    held = await attempts.hold.within(connection, hold, clock)
    question = held.place.item
    if not isinstance(question, catalog.FileUpload):
        raise WrongQuestionError
    return held, question


async def _check_count(connection: Connection, held: Held, question: catalog.FileUpload) -> None:
    there, ever = await store.count_files(
        connection, held.organization, held.attempt_id, question.id
    )
    if there >= question.max_files:
        raise TooManyFilesError
    if ever >= MOST_FILES:
        raise TooManyFilesError("This question was given files too often; no other is taken")


async def _answer(connection: Connection, held: Held) -> int:
    """Save the files that are there as the answer; none is no answer."""
    uids = await _uids(connection, held)
    value = {"files": uids} if uids else None
    put = attempts.Put(held.attempt_id, held.place.item.id, value, late=held.late)
    return (await attempts.put.within(connection, held.organization, put, held.now)).revision


async def _uids(connection: Connection, held: Held) -> list[str]:
    rows = await store.select_files(connection, held.organization, held.attempt_id)
    return [str(row["uid"]) for row in rows if row["item"] == held.place.item.id]


async def _note(connection: Connection, held: Held, kind: str, number: int) -> None:
    fact = facts.of_file(kind, number, held.attempt_id, held.place.item.id)
    await journal.record(
        connection, held.organization, [fact], actor=journal.CANDIDATE, now=held.now
    )
