"""Programs of a benchmark: started, asked for memory and processor time, stopped."""

import asyncio
import json
import os
import pickle
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_ROOT = Path(__file__).parents[1]
_MIB = 1024 * 1024
_TICKS = os.sysconf("SC_CLK_TCK")


class ProgramError(RuntimeError):
    """A program of the benchmark did not start."""


@dataclass(slots=True)
class Program:
    """A running program that has said, in JSON, on which port it listens."""

    process: asyncio.subprocess.Process
    port: int

    @classmethod
    @asynccontextmanager
    async def started(
        cls, module: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> AsyncIterator[Self]:
        """Start a module (``muster`` is the command) and wait for its first line of JSON."""
        command = (
            [str(Path(sys.executable).with_name("muster"))]
            if module == "muster"
            else [sys.executable, "-m", module]
        )
        with tempfile.TemporaryFile() as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                *arguments,
                cwd=_ROOT,
                env=dict(environment) if environment is not None else None,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
            try:
                yield cls(process, await _port(process, log))
            finally:
                await _end(process)

    @classmethod
    @asynccontextmanager
    async def started_bare(
        cls, url: str, script: object, subjects: Sequence[object], body: bytes
    ) -> AsyncIterator[Self]:
        """Start ``bench.bare`` with what it plays."""
        with tempfile.NamedTemporaryFile() as file:
            pickle.dump((url, script, subjects, body), file)
            file.flush()
            async with cls.started("bench.bare", [file.name]) as program:
                yield program

    def family(self) -> list[int]:
        """Return the process ids of the program and its children, the oldest first."""
        return [self.process.pid, *_children(self.process.pid)]

    def memory(self) -> tuple[float, float]:
        """Return resident MiB, now and at most, of the largest of its processes."""
        now = max(_status(pid, "VmRSS") for pid in self.family())
        peak = max(_status(pid, "VmHWM") for pid in self.family())
        return now, peak

    def processor_seconds(self) -> float:
        """Return the processor time that all its processes have used."""
        return sum(_processor(pid) for pid in self.family())


async def _port(process: asyncio.subprocess.Process, log: Any) -> int:
    assert process.stdout is not None
    text = ""
    while True:
        line = (await process.stdout.readline()).decode()
        if not line:
            log.seek(0)
            raise ProgramError(log.read()[-2000:].decode("utf-8", "replace") or "no answer")
        text += line
        try:
            return int(json.loads(text)["port"])
        except ValueError:
            continue


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 15)
        except TimeoutError:
            process.kill()
            await process.wait()


def _children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in file.read_text(encoding="ascii").split()]


def _status(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024 / _MIB
    return 0.0


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
