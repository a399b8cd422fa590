"""The staff's verbs: what was recorded and handed in; every look at it is a fact of the journal."""

from dataclasses import dataclass
from datetime import timedelta

from muster.base.clock import Clock
from muster.base.ids import from_typeid
from muster.features import attempts, journal
from muster.features.media import facts, filetypes
from muster.features.media.model import (
    AnswerFile,
    NotPlayableError,
    Take,
    TakeState,
    UnknownFileError,
    UnknownTakeError,
)
from muster.features.media.names import with_extension
from muster.features.media.store import files, takes
from muster.features.media.store.rows import file_of, take_of
from muster.storage.postgres import Connection, action

_ONE_VIEW = timedelta(minutes=10)
"""Requests of one caller that are less than this apart are one view."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to be served: where they lie in the store, what they are, and a name for them."""

    blob_key: str
    media_type: str
    name: str


@action
async def list_recordings(
    connection: Connection, organization: int, reference: str
) -> tuple[Take, ...]:
    """Return the recordings of an attempt, by question and number.

    Raises:
        UnknownAttemptError: there is no such attempt.
    """
    attempt = await attempts.find_attempt.within(connection, organization, reference)
    return tuple(map(take_of, await takes.select_takes(connection, organization, attempt.id)))


@action
async def list_files(
    connection: Connection, organization: int, reference: str
) -> tuple[AnswerFile, ...]:
    """Return the files of an attempt, by question, in the order in which they came.

    Raises:
        UnknownAttemptError: there is no such attempt.
    """
    attempt = await attempts.find_attempt.within(connection, organization, reference)
    return tuple(map(file_of, await files.select_files(connection, organization, attempt.id)))


@action
async def view_recording(
    connection: Connection,
    organization: int,
    reference: str,
    *,
    original: bool = False,
    actor: str,
    clock: Clock,
) -> Content:
    """Return what to serve of a recording, and note who looks.

    ``original`` asks for the bytes as they came, also of a recording that cannot be played.

    Raises:
        UnknownTakeError: there is no such recording.
        NotPlayableError: it is not finished, cannot be played, or is quarantined.
    """
    uid = from_typeid(Take.TYPE_PREFIX, reference)
    row = uid and await takes.get_take(connection, organization, uid)
    if not row:
        raise UnknownTakeError
    take = take_of(row)
    content = original_of(take) if original else playable(take)
    now = clock.now()
    times = (now, now - _ONE_VIEW)
    if await takes.note_view(connection, organization, actor, ("recording", take.id), times):
        fact = facts.viewed(take)
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    return content


@action
async def view_file(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> Content:
    """Return what to serve of a file, and note who looks.

    Raises:
        UnknownFileError: there is no such file.
    """
    uid = from_typeid(AnswerFile.TYPE_PREFIX, reference)
    row = uid and await files.get_file(connection, organization, uid)
    if not row:
        raise UnknownFileError
    file, now = file_of(row), clock.now()
    times = (now, now - _ONE_VIEW)
    if await takes.note_view(connection, organization, actor, ("file", file.id), times):
        fact = facts.of_file("file.viewed", file.id, file.attempt_id, file.item)
        await journal.record(connection, organization, [fact], actor=actor, now=now)
    name = with_extension(file.name, file.kind)
    return Content(file.blob_key, filetypes.MEDIA_TYPES[file.kind], name)


def playable(take: Take) -> Content:
    """Return what is watched of a recording.

    Raises:
        NotPlayableError: it is not finished, or cannot be watched.
    """
    key = take.playable_key or take.original_key
    if not take.state.shown or key is None or take.media_type is None:
        raise NotPlayableError(f"This recording cannot be watched now; it is {take.state}")
    return Content(key, take.media_type, _name(take, take.media_type))


def original_of(take: Take) -> Content:
    """Return the bytes of a recording as they came.

    Raises:
        NotPlayableError: they are not together yet, or nobody may see them.
    """
    if take.original_key is None or take.state is TakeState.QUARANTINED:
        raise NotPlayableError(f"This recording cannot be had now; it is {take.state}")
    return Content(take.original_key, "application/octet-stream", f"{take.typeid}.original")


def _name(take: Take, media_type: str) -> str:
    return f"{take.typeid}.{media_type.partition('/')[2]}"
