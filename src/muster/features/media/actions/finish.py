"""The worker's verb: make one checked, seekable file of each recording that is complete.

Claim (commit), work outside any transaction, record (commit), as delivery does.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from muster.base.clock import Clock
from muster.features import journal
from muster.features.media import containers, facts
from muster.features.media.containers import Container, Form, Recording
from muster.features.media.model import Take, TakeState
from muster.features.media.store import work
from muster.features.media.store.rows import take_of
from muster.features.media.tools import ToolError, Tools
from muster.storage.blobs import (
    BlobMissingError,
    BlobStore,
    BlobStoreError,
    BlobStoreFullError,
    new_key,
)
from muster.storage.postgres import (
    Connection,
    Database,
    DatabaseUnavailableError,
    Role,
    service,
)

_log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=15)
"""Longer than composing, checking and packing a recording can take together."""
TRIES = 3
_FIRST_PAUSE = timedelta(minutes=1)
_BLOCK = 1024 * 1024
_ROOM = 16 * 1024 * 1024
"""Bytes that a disk should have free besides, or a full one is taken for a broken recording."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    take: Take
    claim: int
    failures: int


@dataclass(frozen=True, slots=True)
class _Blob:
    key: str
    size: int
    sha256: bytes | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a recording; without ``original`` its chunks stay what they are."""

    state: TakeState
    reason: str | None = None
    original: _Blob | None = None
    playable: _Blob | None = None
    media_type: str | None = None
    duration_ms: int | None = None


async def finish_takes(
    database: Database, blobs: BlobStore, tools: Tools | None, clock: Clock, most: int = 10
) -> int:
    """Finish up to ``most`` recordings that wait; return how many were taken up.

    Without ``tools`` a recording ends as unchecked, and is checked when there are some.
    """
    worker = database.acting_as(Role.WORKER)
    if tools is not None:
        await _recheck(worker, clock.now())
    for number in range(most):
        claimed = await _claim(worker, clock.now())
        if claimed is None:
            return number
        await _Finisher(worker, blobs, tools, clock).finish(claimed)
    return most


class _Finisher:
    """Works on one recording at a time; remembers what it stored, to remove it if it is fenced."""

    def __init__(
        self, database: Database, blobs: BlobStore, tools: Tools | None, clock: Clock
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._tools = tools
        self._clock = clock
        self._made: list[str] = []

    async def finish(self, claimed: _Claimed) -> None:
        try:
            outcome = await self._make(claimed.take)
        except DatabaseUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 -- what strangers sent may not come back for ever
            _log.warning("recording_not_finished", error=type(error).__name__)
            full = isinstance(error, BlobStoreFullError)
            if full or claimed.failures + 1 < TRIES:
                pause = _FIRST_PAUSE * 4**claimed.failures
                await self._put_off(claimed, self._clock.now() + pause, counts=not full)
                return
            outcome = await self._give_up(claimed.take)
        except asyncio.CancelledError:
            # The process stops: another one, or the next, takes it up at once.
            await self._put_off(claimed, self._clock.now(), counts=False)
            raise
        await self._record(claimed, outcome)

    async def _make(self, take: Take) -> _Outcome:
        original = await self._compose(take)
        head = b"".join(
            [block async for block in self._blobs.open(original.key, 0, containers.HEAD)]
        )
        container = containers.sniff(head)
        if container is None:
            return _Outcome(TakeState.QUARANTINED, "no_recording", original)
        if self._tools is None:
            media_type = containers.media_type_of(container, take.medium)
            return _Outcome(TakeState.UNCHECKED, None, original, media_type=media_type)
        try:
            return await self._check(self._tools, original, container)
        except ToolError:
            return _Outcome(TakeState.DAMAGED, "unreadable", original)

    async def _compose(self, take: Take) -> _Blob:
        if take.original_key is not None:
            return _Blob(take.original_key, take.original_size or 0, None)
        pieces = await _pieces(self._database, take)
        if len(pieces) != take.chunk_count:
            raise BlobMissingError
        key = self._new_key()
        stored = await self._blobs.compose([piece.key for piece in pieces], key)
        if stored.size != sum(piece.size for piece in pieces):
            raise BlobStoreError("Chunks have not the size any more that they had")
        return _Blob(key, stored.size, stored.sha256)

    async def _check(self, tools: Tools, original: _Blob, container: Container) -> _Outcome:
        path = self._blobs.path(original.key)
        recording = containers.understand(await tools.probe(path, container))
        if recording is None:
            return _Outcome(TakeState.QUARANTINED, "no_recording", original)
        # What is made lies there, and a moment later in the store as well.
        with self._blobs.scratch(2 * original.size + _ROOM) as folder:
            output = folder / "output"
            await tools.remux(path, container, recording.form, output)
            return await self._keep(tools, original, recording, output)

    async def _keep(
        self, tools: Tools, original: _Blob, recording: Recording, output: Path
    ) -> _Outcome:
        length = containers.duration_ms(await tools.probe(output, _container(recording.form)))
        if length == 0:
            return _Outcome(TakeState.DAMAGED, "no_length", original)
        key = self._new_key()
        stored = await self._blobs.put(key, _read(output))
        playable = _Blob(key, stored.size, stored.sha256)
        return _Outcome(TakeState.READY, None, original, playable, recording.media_type, length)

    async def _put_off(self, claimed: _Claimed, due_at: datetime, *, counts: bool) -> None:
        await self._forget()
        await _put_off(self._database, claimed, due_at, counts=counts)

    async def _give_up(self, take: Take) -> _Outcome:
        await self._forget()
        kept = take.original_key and _Blob(take.original_key, take.original_size or 0, None)
        return _Outcome(TakeState.DAMAGED, "gave_up", kept or None)

    async def _record(self, claimed: _Claimed, outcome: _Outcome) -> None:
        pieces = await _pieces(self._database, claimed.take) if outcome.original else []
        if not await _record(self._database, claimed, outcome, self._clock.now()):
            await self._forget()
            return
        for piece in pieces:
            await self._blobs.delete(piece.key)

    async def _forget(self) -> None:
        for key in self._made:
            await self._blobs.delete(key)

    def _new_key(self) -> str:
        self._made.append(new_key())
        return self._made[-1]


def _container(form: Form) -> Container:
    return Container.MP4 if form is containers.MP4 else Container.MATROSKA


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


@service
async def _recheck(connection: Connection, now: datetime) -> None:
    await work.recheck(connection, now)


@service
async def _claim(connection: Connection, now: datetime) -> _Claimed | None:
    row = await work.claim(connection, now, now + LEASE)
    return row and _Claimed(take_of(row), row["claim"], row["failures"])


@service
async def _pieces(connection: Connection, take: Take) -> list[_Blob]:
    rows = await work.select_pieces(connection, take)
    return [_Blob(row["blob_key"], row["size"], row["sha256"]) for row in rows]


@service
async def _put_off(
    connection: Connection, claimed: _Claimed, due_at: datetime, *, counts: bool
) -> None:
    await work.fail(connection, claimed.take, claimed.claim, due_at, counts=counts)


@service
async def _record(
    connection: Connection, claimed: _Claimed, outcome: _Outcome, now: datetime
) -> bool:
    take, nothing = claimed.take, _Blob("", 0, None)
    original, playable = outcome.original or nothing, outcome.playable or nothing
    held = await work.finish(
        connection,
        take,
        claimed.claim,
        (
            outcome.state,
            outcome.reason,
            now,
            outcome.media_type,
            outcome.duration_ms,
            original.key or None,
            original.size or None,
            original.sha256,
            playable.key or None,
            playable.size or None,
        ),
    )
    if not held:
        return False
    if outcome.original:
        await work.let_pieces_go(connection, take)
    fact = facts.ended(take, outcome.state, outcome.reason)
    await journal.record(connection, take.organization_id, [fact], actor=facts.WORKER, now=now)
    return True
