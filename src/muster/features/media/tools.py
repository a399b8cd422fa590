"""ffprobe and ffmpeg as programs of their own, kept small: no network, little time and memory.

They read what strangers sent. They get one file each, an empty environment and hard limits
(reliability: ASVS 5.0, 5.2), and run in a group of their own that ends when their time is up.
"""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from muster.base.errors import MusterError
from muster.features.media.containers import Container, Form

# Seconds of processor, kB of memory, blocks of 512 bytes of a file, open files, no core; what a
# system does not know is left out.
_LIMITED = (
    "for limit in '-t 300' '-v 2097152' '-f 2500000' '-n 64' '-c 0'; do ulimit $limit 2>&-; done; "
    'exec nice -n 10 "$@"'
)
_NOT_STARTED = frozenset({126, 127})
"""What a shell says of a program that it cannot run (POSIX, 2.8.2)."""


class ToolError(MusterError):
    """ffmpeg or ffprobe could not read this."""

    code = "unreadable_recording"


class ToolStoppedError(MusterError):
    """ffmpeg or ffprobe took too long, was ended by the system, or cannot be started."""

    code = "stopped_tool"


class Tools(Protocol):
    """What looks into recordings."""

    async def probe(self, path: Path, container: Container) -> Mapping[str, Any]:
        """Return what ffprobe says about a file, as its JSON.

        Raises:
            ToolError: it cannot be read.
            ToolStoppedError: that could not be found out.
        """
        ...

    async def remux(self, path: Path, container: Container, form: Form, output: Path) -> None:
        """Pack the same pictures and sound into a seekable file.

        Raises:
            ToolError: it cannot be read or written.
            ToolStoppedError: that could not be found out.
        """
        ...


@dataclass(frozen=True, slots=True)
class FfmpegTools:
    """The programs of FFmpeg, by their paths, and the seconds that each may take."""

    ffprobe: str
    ffmpeg: str
    probe_seconds: float = 30
    remux_seconds: float = 180

    @classmethod
    def find(cls) -> "FfmpegTools | None":
        """Return the programs of this machine, or None when one is missing."""
        ffprobe, ffmpeg = shutil.which("ffprobe"), shutil.which("ffmpeg")
        return cls(ffprobe, ffmpeg) if ffprobe and ffmpeg else None

    async def probe(self, path: Path, container: Container) -> Mapping[str, Any]:
        """Return what ffprobe says about a file."""
        wanted = ["-show_entries", "stream=codec_type,codec_name:format=duration", "-of", "json"]
        line = [self.ffprobe, "-v", "error", *_source(path, container), *wanted]
        said = await _run(line, self.probe_seconds)
        try:
            found: Mapping[str, Any] = json.loads(said)
        except ValueError as error:
            raise ToolError from error
        return found

    async def remux(self, path: Path, container: Container, form: Form, output: Path) -> None:
        """Pack the same pictures and sound into a seekable file."""
        streams = ["-map", "0:v:0?", "-map", "0:a:0?", "-map_metadata", "-1", "-c", "copy"]
        target = [*form.options, "-f", form.muxer, "-y", _local(output)]
        line = [self.ffmpeg, "-v", "error", "-nostdin", *_source(path, container)]
        await _run([*line, *streams, *target], self.remux_seconds)


def _source(path: Path, container: Container) -> list[str]:
    # The container is told and not guessed, so that none of the many others is ever tried.
    return ["-protocol_whitelist", "file", "-f", container, "-i", _local(path)]


def _local(path: Path) -> str:
    # Absolute, because the programs run in another folder than we do.
    return f"file:{path.absolute()}"


async def _run(line: Sequence[str], seconds: float) -> bytes:
    process = await asyncio.create_subprocess_exec(
        "/bin/sh",
        "-c",
        _LIMITED,
        "sh",
        *line,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    except TimeoutError as error:
        raise ToolStoppedError from error
    finally:
        await _end(process)
    if process.returncode in _NOT_STARTED or (process.returncode or 0) < 0:
        raise ToolStoppedError
    if process.returncode != 0:
        raise ToolError
    return said


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
