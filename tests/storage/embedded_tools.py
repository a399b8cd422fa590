"""What the tests of the bundled server share: folders with a database, and processes that use it."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import asyncpg

from muster.storage.embedded.postmaster import listener

USER_SCRIPT = Path(__file__).with_name("embedded_user.py")


def postmaster_of(folder: Path) -> int | None:
    return listener(folder / "run" / ".s.PGSQL.5432")


async def ask(url: str, question: str):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def eventually(condition, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- other processes have no Event
            await asyncio.sleep(0.005)


def state_of(pid: int) -> str:
    """Return the letter of proc(5): T stopped, Z dead and not reaped, "" reaped."""
    return _letter_in(Path(f"/proc/{pid}/stat"))


def states_of_threads(pid: int) -> set[str]:
    """Return the letters of all threads, as ``state_of`` tells that of the first one only."""
    return {_letter_in(file) for file in Path(f"/proc/{pid}/task").glob("*/stat")}


def _letter_in(file: Path) -> str:
    try:
        return file.read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def copy_folder(template: Path, folder: Path) -> Path:
    """Copy a folder whose server is down, so that a test needs no initdb of its own."""
    return Path(shutil.copytree(template, folder, symlinks=True))


class UserProcess:
    """Another process that starts or joins a folder's server."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.url = ""

    @classmethod
    async def begin(cls, folder: Path, *words: str, prefix: tuple[str, ...] = ()) -> "UserProcess":
        return cls(
            await asyncio.create_subprocess_exec(
                *prefix,
                sys.executable,
                str(USER_SCRIPT),
                str(folder),
                *words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        )

    async def joined(self) -> "UserProcess":
        line = await self.process.stdout.readline()
        if not line:
            raise AssertionError((await self.process.stderr.read()).decode())
        self.url = line.decode().strip()
        return self

    async def leave(self) -> None:
        _, errors = await self.process.communicate(b"")
        assert self.process.returncode == 0, errors.decode()

    async def refusal(self) -> str:
        _, errors = await self.process.communicate(b"")
        assert self.process.returncode == 1, errors.decode()
        return errors.decode()

    async def kill(self) -> None:
        self.process.kill()
        await self.process.communicate(b"")

    def signal_group(self, number: int) -> None:
        os.killpg(self.process.pid, number)
