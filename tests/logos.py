"""Logos: whole ones of every kind, and what is wrong with others."""

import struct
import zlib
from base64 import b64decode

JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1"
    "tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAMF/8"
    "QAFRABAQAAAAAAAAAAAAAAAAAAABL/xAAVAQEBAAAAAAAAAAAAAAAAAAAABP/EABYRAQEBAAAAAAAAAAAAAAAAAAAU"
    "Yf/aAAwDAQACEQMRAD8AzLLQstZDi+xexCwhwsf/2Q=="
)
LOSSY = b64decode(
    "UklGRloAAABXRUJQVlA4IE4AAABwAwCdASoYABAAPxFysFA/pqSisAgD8CIJbDuAGMTurNUB7UYA/uwxnpIHADmY/7"
    "uvrDf/4JCn59PFMIQa164XSN6fEyNg7s+2Gu1wAAA="
)
LOSSLESS = b64decode(
    "UklGRkwAAABXRUJQVlA4TEAAAAAvF8ADAH8AEIT/cQsT8ff/+U+WAVVk21BBBRVUUEEFFVRQQQUVVFBBBRX8bYaI/u"
    "fn4+Xh5uLkYGdjZWFmYmQg"
)


def png(width: int, height: int, points: bytes | None = None) -> bytes:
    """Return a PNG of one colour; ``points`` are others than it needs."""
    if points is None:
        points = zlib.compress((b"\0" + b"\x20\x90\x60\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", points), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG with its sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def framed(width: int, height: int, content: bytes) -> bytes:
    """Return a WebP on a canvas, moving once."""
    canvas = b"\2\0\0\0" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    frame = b"\0" * 16 + content[12:]
    chunks = (b"VP8X", canvas), (b"ANMF", frame)
    body = b"".join(kind + struct.pack("<I", len(data)) + data for kind, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body
