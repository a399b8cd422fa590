"""Logos: what one may be, and where it is kept.

An image is known by how it begins, and its size is read from its own header; nothing else of it
is ours to understand. SVG is left out: it can hold scripts.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from muster.base.errors import InvalidError, NotFoundError

LARGEST_LOGO = 512 * 1024
"""Bytes."""
_LARGEST_SIDE = 4096
_SMALLEST_SIDE = 16
_WIDE = 2.0
# ITU-T T.81, table B.1: the markers that begin a frame and have its size behind them.
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_MARKER = 0xFF


class LogoError(InvalidError):
    """A logo is a PNG, JPEG or WebP image of 512 kB and 4096 pixels a side at most."""

    code = "bad_logo"


class UnknownLogoError(NotFoundError):
    """There is no such logo."""

    code = "unknown_logo"


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo in use: hexadecimal SHA-256 of its bytes, and its size in pixels."""

    sha256: str
    width: int
    height: int

    @property
    def wide(self) -> bool:
        """Tell whether it is so wide that it has the name in it."""
        return self.width > _WIDE * self.height


@dataclass(frozen=True, slots=True)
class LogoFile:
    """The bytes of a logo, their media type, and the size in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int

    @property
    def logo(self) -> Logo:
        """What an organization knows of it."""
        return Logo(hashlib.sha256(self.content).hexdigest(), self.width, self.height)


def read_logo(content: bytes) -> LogoFile:
    """Return the logo that these bytes are.

    Raises:
        LogoError: they are no image of ours, too large, or too small to be seen.
    """
    if len(content) > LARGEST_LOGO:
        raise LogoError("This image has more than 512 kB", field="logo")
    for media_type, size_of in _READERS.items():
        size = size_of(content)
        if size is None:
            continue
        if not all(_SMALLEST_SIDE <= side <= _LARGEST_SIDE for side in size):
            raise LogoError("A logo has 16 to 4096 pixels a side", field="logo")
        return LogoFile(media_type, content, *size)
    raise LogoError("This is no PNG, JPEG or WebP image", field="logo")


def _png(content: bytes) -> tuple[int, int] | None:
    # PNG (third edition), 5.2 and 11.2.1.
    found = re.match(rb"\x89PNG\r\n\x1a\n.{4}IHDR(.{4})(.{4})", content, re.DOTALL)
    return (int.from_bytes(found[1]), int.from_bytes(found[2])) if found else None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == _MARKER:
        marker = content[place + 1]
        if marker in _JPEG_FRAMES:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(width), int.from_bytes(height)
        place += 1 if marker == _MARKER else 2 + int.from_bytes(content[place + 2 : place + 4])
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    # RFC 9649, 2.5 to 2.7; of the lossy form RFC 6386, 9.1.
    found = re.match(rb"RIFF.{4}WEBP(VP8[ LX]).{4}(.{10})", content, re.DOTALL)
    if not found:
        return None
    kind, head = found[1], found[2]
    if kind == b"VP8X":
        return (
            1 + int.from_bytes(head[4:7], "little"),
            1 + int.from_bytes(head[7:10], "little"),
        )
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return (
        int.from_bytes(head[6:8], "little") & 0x3FFF,
        int.from_bytes(head[8:10], "little") & 0x3FFF,
    )


_READERS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
}
