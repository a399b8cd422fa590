"""Recordings and uploaded files: their states, their limits, and what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from muster.base import ids
from muster.base.errors import ConflictError, InvalidError, MusterError, NotFoundError
from muster.features.catalog import Medium

MEGABYTE = 1_000_000
UPLOADING = timedelta(minutes=10)
"""After an attempt ended, what was recorded in time may still arrive: uploading is no answering."""
ABANDONED = timedelta(hours=24)
"""After this a recording that nobody completed is made of what did arrive."""
SPARE_TAKES = 3
"""Takes of a question that may be begun again because the machine failed them."""
EMPTY_TAKES = 20
"""Takes of a question that may be begun without a byte ever arriving."""

MOST_FILES = 50
"""Files that a question may be given, those that were taken back too: their bytes stay a day."""


class TakeState(StrEnum):
    """How a recording does."""

    RECORDING = "recording"
    """Chunks arrive; it is not complete."""
    ASSEMBLING = "assembling"
    """It is complete, and waits for a worker to make one file of it."""
    READY = "ready"
    """It was checked and can be watched."""
    UNCHECKED = "unchecked"
    """It is whole, but this machine has no ffprobe to check it with."""
    DAMAGED = "damaged"
    """It begins like a recording but cannot be played; the original bytes are kept."""
    QUARANTINED = "quarantined"
    """It is something else than a recording; nobody gets to see it."""

    @property
    def shown(self) -> bool:
        """Tell whether it can be watched."""
        return self in {TakeState.READY, TakeState.UNCHECKED}


class UnknownTakeError(NotFoundError):
    """There is no such recording."""

    code = "unknown_recording"


class UnknownFileError(NotFoundError):
    """There is no such file."""

    code = "unknown_file"


class WrongQuestionError(ConflictError):
    """This question is not answered in this way."""

    code = "wrong_question"


class NoTakesLeftError(ConflictError):
    """No take is left for this question."""

    code = "no_takes_left"


class TakeClosedError(ConflictError):
    """This recording is complete; nothing can be added."""

    code = "take_closed"


class ChunkDiffersError(ConflictError):
    """Another chunk of this number is there already."""

    code = "chunk_differs"


class ChunksMissingError(ConflictError):
    """Not every chunk has arrived; send those that are missing."""

    code = "chunks_missing"

    def __init__(self, missing: Sequence[int]) -> None:
        """Take the numbers of the chunks to send."""
        super().__init__()
        self.missing = tuple(missing)


class NotPlayableError(ConflictError):
    """This recording cannot be watched now; its state says why."""

    code = "not_playable"


class WrongDigestError(InvalidError):
    """The bytes are not those that Content-Digest announces."""

    code = "wrong_digest"


class EmptyError(InvalidError):
    """There is not a single byte in it."""

    code = "empty"


class ChunkNumberError(InvalidError):
    """Chunks are numbered from 0, and a recording has a few thousand at most."""

    code = "bad_chunk_number"


class TooLargeError(MusterError):
    """This is larger than it may be."""

    code = "too_large"


class TooManyFilesError(ConflictError):
    """This question has as many files as it takes; remove one first."""

    code = "too_many_files"


class FileTypeError(InvalidError):
    """This question does not take files of this type, whatever their name says."""

    code = "file_type"


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is taken in, in bytes but for ``chunks``; counted while it arrives.

    A take is capped by its length, too. Browsers are asked for 1 Mbit/s; some take several, and
    whoever is given more time may speak for longer: 4 MB a second, and one chunk more.
    """

    chunk: int = 8 * MEGABYTE
    chunks: int = 5000
    take: int = 1000 * MEGABYTE
    attempt: int = 4000 * MEGABYTE
    bytes_a_second: int = 4 * MEGABYTE


CAPS = Caps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One recording of an answer.

    ``mime`` is what the recorder called it, ``media_type`` what we found it to be.
    ``duration_ms`` is the recorder's account until it is measured. ``salvaged``: nobody
    completed it, and it was made of what had arrived.
    """

    TYPE_PREFIX: ClassVar[str] = "rec"

    organization_id: int
    id: int
    uid: UUID
    attempt_id: int
    item: str
    number: int
    medium: Medium
    mime: str
    state: TakeState
    reason: str | None
    begun_at: datetime
    completed_at: datetime | None
    duration_ms: int | None
    chunk_count: int | None
    late: bool
    salvaged: bool
    original_key: str | None
    original_size: int | None
    playable_key: str | None
    playable_size: int | None
    media_type: str | None

    @property
    def typeid(self) -> str:
        """The name in the native API: ``rec_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a recording that is safe: its size in bytes, its SHA-256, where it lies."""

    number: int
    size: int
    sha256: bytes
    blob_key: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A take that may be recorded now; ``left`` more are left after it."""

    uid: UUID
    number: int
    left: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What makes a recording, by its recorder: SHA-256 of each chunk in order, and its length."""

    digests: tuple[bytes, ...]
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """A file that answers a question; ``kind`` is one of the ten types, found by its content."""

    TYPE_PREFIX: ClassVar[str] = "file"

    organization_id: int
    id: int
    uid: UUID
    attempt_id: int
    item: str
    name: str
    kind: str
    size: int
    sha256: bytes
    blob_key: str
    uploaded_at: datetime

    @property
    def typeid(self) -> str:
        """The name in the native API: ``file_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)


def room_for_take(caps: Caps, answer_seconds: int) -> int:
    """Return how many bytes a take may have: by its length, and never more than the cap."""
    return min(caps.take, caps.chunk + answer_seconds * caps.bytes_a_second)


def check_manifest(manifest: Manifest, there: Mapping[int, bytes]) -> None:
    """Compare what the recorder says with the digests of what is there, by number.

    What is there beyond the manifest is no fault: a recorder that lost a chunk ends its
    recording before it.

    Raises:
        EmptyError: the recording has no chunk.
        ChunksMissingError: chunks are not there.
        ChunkDiffersError: one is there with other bytes.
    """
    if not manifest.digests:
        raise EmptyError("The recording has no chunk", field="chunks")
    wanted = list(enumerate(manifest.digests))
    if missing := [number for number, _ in wanted if number not in there]:
        raise ChunksMissingError(missing)
    for number, digest in wanted:
        if there[number] != digest:
            raise ChunkDiffersError(f"Chunk {number} has other bytes here")


def count_contiguous(numbers: Sequence[int]) -> int:
    """Return how many chunks follow each other from 0; what comes after a gap cannot be played."""
    there = set(numbers)
    count = 0
    while count in there:
        count += 1
    return count
