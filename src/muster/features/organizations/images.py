"""How images are built, as far as one must know to say how large they are, and that they are whole.

What their points are is for others to read. One of these may still hold points that nobody can
draw; but nothing is missing, and it has no other size than the one that is said.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD = 13
# ITU-T T.81, table B.1: the markers that begin a frame and have its size behind them.
_JPEG_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_MOST_SCANS = 64
"""Progressive ones have about ten; each takes as long to draw as a whole image."""
# In a scan FF is followed by zero where it is no marker, and restarts are part of it (B.1.1.5).
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
# RFC 9649, 2.7: what precedes the chunks of a frame of an animation.
_WEBP_FRAME = 16


@dataclass(frozen=True, slots=True)
class Seen:
    """What an image is: its media type, its size in pixels, and whether all of it is there."""

    media_type: str
    width: int
    height: int
    whole: bool


def look_at(content: bytes) -> Seen | None:
    """Return what these bytes are, None where they begin like no PNG, JPEG or WebP image."""
    for media_type, (size_of, whole) in _KINDS.items():
        size = size_of(content)
        if size is not None:
            return Seen(media_type, *size, whole(content, size))
    return None


def _png_size(content: bytes) -> tuple[int, int] | None:
    # PNG (third edition), 5.2 and 11.2.1.
    found = re.match(re.escape(_PNG) + rb".{4}IHDR(.{4})(.{4})", content, re.DOTALL)
    return (int.from_bytes(found[1]), int.from_bytes(found[2])) if found else None


def _png_whole(content: bytes, _: tuple[int, int]) -> bool:
    # PNG (third edition), 5.3 and 5.6: chunks with their sums, IHDR first, IDAT, IEND last.
    place, kinds = len(_PNG), list[bytes]()
    while kinds[-1:] != [b"IEND"]:
        head = content[place : place + 8]
        length = int.from_bytes(head[:4])
        end = place + 12 + length
        if end > len(content):
            return False
        checked = memoryview(content)[place + 4 : end - 4]
        if zlib.crc32(checked) != int.from_bytes(content[end - 4 : end]):
            return False
        kinds.append(head[4:])
        place = end
    sized = int.from_bytes(content[len(_PNG) : len(_PNG) + 4]) == _PNG_HEAD
    return sized and kinds.count(b"IHDR") == 1 and b"IDAT" in kinds


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    return next(
        (
            (int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
            for marker, body in _jpeg_segments(content)
            if marker in _JPEG_FRAMES
        ),
        None,
    )


def _jpeg_whole(content: bytes, _: tuple[int, int]) -> bool:
    # A second frame could be larger than the one whose size was said.
    markers = [marker for marker, _ in _jpeg_segments(content)]
    frames = sum(marker in _JPEG_FRAMES for marker in markers)
    scans = markers.count(_JPEG_SCAN)
    return frames == 1 and 0 < scans <= _MOST_SCANS and markers[-1] == _JPEG_END


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Return markers with what belongs to them, up to the end or to where something is missing."""
    if not content.startswith(b"\xff\xd8\xff"):
        return
    place = 2
    while found := _MARKER.search(content, place):
        marker, place = found[1][0], found.end()
        if marker == _JPEG_END:
            yield marker, b""
            return
        length = int.from_bytes(content[place : place + 2])
        body = content[place + 2 : place + length]
        if len(body) + 2 != length:
            return
        yield marker, body
        place += length


def _webp_size(content: bytes) -> tuple[int, int] | None:
    # RFC 9649, 2.5 to 2.7.
    found = re.match(rb"RIFF.{4}WEBP(VP8[ LX]).{4}(.{10})", content, re.DOTALL)
    if not found:
        return None
    kind, head = found[1], found[2]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    return _webp_points(kind, head)


def _webp_whole(content: bytes, size: tuple[int, int]) -> bool:
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        return False
    try:
        chunks = list(_webp_chunks(content[12:end]))
    except struct.error:
        return False
    drawn = [_webp_points(kind, body) for kind, body in chunks if kind in {b"VP8 ", b"VP8L"}]
    return bool(drawn) and all(wide <= size[0] and high <= size[1] for wide, high in drawn)


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return the chunks, and those within frames.

    Raises:
        struct.error: one is cut.
    """
    place = 0
    while place < len(content):
        kind, length = struct.unpack_from("<4sI", content, place)
        (body,) = struct.unpack_from(f"{length}s", content, place + 8)
        yield kind, body
        if kind == b"ANMF":
            yield from _webp_chunks(body[_WEBP_FRAME:])
        place += 8 + length + length % 2


def _webp_points(kind: bytes, head: bytes) -> tuple[int, int]:
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    # RFC 6386, 9.1.
    return (
        int.from_bytes(head[6:8], "little") & 0x3FFF,
        int.from_bytes(head[8:10], "little") & 0x3FFF,
    )


_Size = Callable[[bytes], tuple[int, int] | None]
_Whole = Callable[[bytes, tuple[int, int]], bool]
_KINDS: dict[str, tuple[_Size, _Whole]] = {
    "image/png": (_png_size, _png_whole),
    "image/jpeg": (_jpeg_size, _jpeg_whole),
    "image/webp": (_webp_size, _webp_whole),
}
