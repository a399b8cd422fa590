"""Locks of a data folder: whoever dies, the kernel frees them.

All are ``flock`` on files beside the data. Python opens files so that no program started
later inherits them; the postmaster therefore never holds a lock of ours.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from muster.storage.embedded.errors import EmbeddedServerError, FolderInUseError

_PAUSE = 0.02  # seconds between two looks at a lock that somebody else has
_PATIENCE = 330.0  # seconds; longer than the longest start


class FolderLock:
    """A folder taken for one purpose, such as ``served``, until ``release`` or the end."""

    def __init__(self, descriptor: int) -> None:
        """Take the descriptor of a locked file; use ``acquire`` to get one."""
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, folder: Path, purpose: str = "served") -> Self:
        """Take the folder at once or not at all; ``purpose`` is a participle for the message.

        Raises:
            FolderInUseError: another process has taken it for the same purpose.
        """
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = _open(folder / f"{purpose}.lock")
        if not _try(descriptor, fcntl.LOCK_EX):
            process = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
            os.close(descriptor)
            raise FolderInUseError(f"{folder} is already {purpose} by process {process}")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        """Let others have the folder; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Membership:
    """One of the users of a folder's server; the last one who leaves stops it."""

    def __init__(self, path: Path) -> None:
        """Join: a shared lock on ``path``, held until ``leave``; call it inside the gate."""
        self._descriptor = _open(path)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Leave, and tell whether nobody else remains; call it inside the gate."""
        # Turning the shared lock into an exclusive one succeeds only for the last.
        last = _try(self._descriptor, fcntl.LOCK_EX)
        os.close(self._descriptor)
        return last


@asynccontextmanager
async def gate(path: Path) -> AsyncIterator[None]:
    """Let one process at a time start, join, leave or stop a folder's server.

    Raises:
        EmbeddedServerError: the one inside does not come out.
    """
    descriptor = _open(path)
    try:
        async with asyncio.timeout(_PATIENCE):
            while not _try(descriptor, fcntl.LOCK_EX):  # noqa: ASYNC110 -- the kernel has no Event
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        os.close(descriptor)
        raise EmbeddedServerError(f"Another process holds {path} and does not let go") from None
    except BaseException:
        os.close(descriptor)
        raise
    try:
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
