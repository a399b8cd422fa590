"""Bytes too large for rows: recordings and uploaded files, under random keys.

The rows are the truth. A blob is durable before the row that names it is committed, so that a
crash leaves at most a blob that no row names; the reaper of ``features/media`` finds those.
"""

import asyncio
import errno
import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from muster.base.errors import UnavailableError

SHARDS = 256
"""Blobs lie in that many folders, by the first two digits of their keys."""
Flush: TypeAlias = Callable[[int], None]
_KEY = re.compile(r"[0-9a-f]{32}")
_BLOCK = 1024 * 1024
_SCRATCH = "scratch"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class BlobStoreError(UnavailableError):
    """The place for recordings and files does not work."""

    code = "blob_store"


class BlobStoreFullError(BlobStoreError):
    """The place for recordings and files is full."""

    code = "blob_store_full"


class BlobMissingError(BlobStoreError):
    """The bytes that a row names are not in their place."""

    code = "blob_missing"


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies under a key now: size in bytes, and its SHA-256."""

    size: int
    sha256: bytes


class BlobStore(Protocol):
    """Keeps bytes under keys of ``new_key``; what a call stored survives a crash after it."""

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> Stored:
        """Store what the chunks bring; nothing is left when they fail.

        Raises:
            BlobStoreFullError: there is no room.
            BlobStoreError: it cannot be written for another reason.
        """

    def open(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """Yield bytes from ``start``, ``length`` at most.

        Raises:
            BlobMissingError: there is nothing under the key.
        """

    async def size(self, key: str) -> int:
        """Return the size in bytes.

        Raises:
            BlobMissingError: there is nothing under the key.
        """

    async def delete(self, key: str) -> None:
        """Remove what is under the key; it may be gone already."""

    async def compose(self, keys: Sequence[str], key: str) -> Stored:
        """Store the blobs of ``keys``, one behind the other, under another key.

        Raises:
            BlobMissingError: one of them is not there.
            BlobStoreFullError: there is no room.
        """

    def path(self, key: str) -> Path:
        """Return where a local program finds the bytes."""

    def scratch(self, room: int) -> AbstractContextManager[Path]:
        """Lend a folder with room for so many bytes that vanishes afterwards.

        Raises:
            BlobStoreFullError: there is less room.
        """

    async def list_old(self, shard: int, before: datetime) -> list[str]:
        """Return keys of one of the ``SHARDS`` that were stored before an instant."""

    async def clear_scratch(self, before: datetime) -> None:
        """Remove what killed processes left half written before an instant."""


def new_key() -> str:
    """Return a random key; nothing that anybody sent is ever part of one (ASVS 5.0, 5.3.2)."""
    return secrets.token_hex(16)


class LocalBlobs:
    """Files in a folder of this machine.

    File and folder are flushed to the disk before ``put`` and ``compose`` return, which obstore's
    local store does not do (its ``with_fsync`` is not reachable from Python).
    """

    def __init__(self, folder: Path, flush: Flush = os.fsync) -> None:
        """Take the folder, which is made on first use, and what flushes an open file to the disk."""
        self._folder = folder
        self._flush = flush

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> Stored:
        """Store what the chunks bring."""
        with _told():
            part = await asyncio.to_thread(self._begin)
            try:
                async for block in _in_blocks(chunks):
                    await asyncio.to_thread(part.write, block)
                return await asyncio.to_thread(part.settle, self.path(key))
            except BaseException:
                part.abandon()
                raise

    async def open(
        self, key: str, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """Yield bytes from ``start``, ``length`` at most."""
        left = await self.size(key) - start if length is None else length
        with _told(), self.path(key).open("rb") as file:
            file.seek(start)
            while left > 0 and (block := await asyncio.to_thread(file.read, min(_BLOCK, left))):
                left -= len(block)
                yield block

    async def size(self, key: str) -> int:
        """Return the size in bytes."""
        with _told():
            return (await asyncio.to_thread(self.path(key).stat)).st_size

    async def delete(self, key: str) -> None:
        """Remove what is under the key."""
        with _told():
            await asyncio.to_thread(self.path(key).unlink, missing_ok=True)

    async def compose(self, keys: Sequence[str], key: str) -> Stored:
        """Store several blobs as one."""
        with _told():
            return await asyncio.to_thread(self._compose, [self.path(one) for one in keys], key)

    def path(self, key: str) -> Path:
        """Return where a local program finds the bytes."""
        if not _KEY.fullmatch(key):
            raise ValueError("not a key of a blob")
        return self._folder / key[:2] / key

    @contextmanager
    def scratch(self, room: int) -> Iterator[Path]:
        """Lend a folder that vanishes afterwards."""
        with _told(), tempfile.TemporaryDirectory(dir=self._scratch()) as name:
            if shutil.disk_usage(name).free < room:
                raise BlobStoreFullError
            yield Path(name)

    async def list_old(self, shard: int, before: datetime) -> list[str]:
        """Return keys of a shard that were stored before an instant."""
        return await asyncio.to_thread(self._list_old, f"{shard % SHARDS:02x}", before.timestamp())

    async def clear_scratch(self, before: datetime) -> None:
        """Remove what killed processes left half written."""
        await asyncio.to_thread(self._clear_scratch, before.timestamp())

    def _begin(self) -> "_Part":
        return _Part(self._scratch() / new_key(), self._flush)

    def _compose(self, sources: Sequence[Path], key: str) -> Stored:
        part = self._begin()
        try:
            for source in sources:
                part.copy(source)
            return part.settle(self.path(key))
        except BaseException:
            part.abandon()
            raise

    def _scratch(self) -> Path:
        folder = self._folder / _SCRATCH
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _list_old(self, shard: str, before: float) -> list[str]:
        with suppress(FileNotFoundError), os.scandir(self._folder / shard) as entries:
            return [
                entry.name
                for entry in entries
                if _KEY.fullmatch(entry.name) and entry.stat().st_mtime < before
            ]
        return []

    def _clear_scratch(self, before: float) -> None:
        with os.scandir(self._scratch()) as entries:
            old = [Path(entry.path) for entry in entries if entry.stat().st_mtime < before]
        for path in old:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


class _Part:
    """A blob that is being written, under another name until it is whole."""

    def __init__(self, path: Path, flush: Flush) -> None:
        self._path = path
        self._flush = flush
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, block: bytes) -> None:
        self._file.write(block)
        self._hash.update(block)
        self._size += len(block)

    def copy(self, source: Path) -> None:
        with source.open("rb") as file:
            while block := file.read(_BLOCK):
                self.write(block)

    def settle(self, place: Path) -> Stored:
        """Flush to the disk, give the final name, and flush the name."""
        with self._file as file:
            file.flush()
            self._flush(file.fileno())
        if not place.parent.exists():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            self._flush_folder(place.parent.parent)
        self._path.rename(place)
        self._flush_folder(place.parent)
        return Stored(self._size, self._hash.digest())

    def _flush_folder(self, folder: Path) -> None:
        handle = os.open(folder, os.O_RDONLY)
        try:
            self._flush(handle)
        finally:
            os.close(handle)

    def abandon(self) -> None:
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


async def _in_blocks(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Gather the small pieces of a request's body, so that a thread is worth its while."""
    gathered: list[bytes] = []
    size = 0
    async for chunk in chunks:
        gathered.append(chunk)
        size += len(chunk)
        if size >= _BLOCK:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what the operating system refuses."""
    try:
        yield
    except FileNotFoundError as error:
        raise BlobMissingError from error
    except OSError as error:
        kind = BlobStoreFullError if error.errno in _FULL else BlobStoreError
        raise kind(f"{kind.__doc__} ({error.strerror})") from error
