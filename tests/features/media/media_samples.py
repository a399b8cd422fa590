"""Recordings made by ffmpeg, cut into chunks as a browser does, and files of every kind."""

import hashlib
import subprocess
from functools import lru_cache
from pathlib import Path

_VIDEO = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=2"]
_SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"]
_KINDS = {
    # As MediaRecorder writes: a stream without a length and without an index.
    "webm": [*_VIDEO, *_SOUND, "-c:v", "libvpx", "-c:a", "libopus", "-live", "1", "-f", "webm"],
    "sound": [*_SOUND, "-c:a", "libopus", "-live", "1", "-f", "webm"],
    "mp4": [
        *_VIDEO,
        *_SOUND,
        *("-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"),
        *("-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"),
    ],
    "mjpeg": [*_VIDEO, "-c:v", "mjpeg", "-f", "matroska"],
}


@lru_cache
def recording(kind: str = "webm") -> bytes:
    """The bytes of two seconds."""
    return subprocess.run(
        ["ffmpeg", "-v", "error", *_KINDS[kind], "pipe:1"], check=True, capture_output=True
    ).stdout


def cut(content: bytes, pieces: int = 4) -> list[bytes]:
    """Content in pieces, the last one the smallest."""
    size = -(-len(content) // pieces)
    return [content[start : start + size] for start in range(0, len(content), size)]


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


async def body(content: bytes, size: int = 65_536):
    """Content as it arrives over HTTP."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


def files_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]
