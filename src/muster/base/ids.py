"""The three names of a row: integer, UUID and 24-hex object id (DESIGN 4)."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID

# Crockford's base 32: https://www.crockford.com/base32.html
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(CROCKFORD)}
_TYPEID_SUFFIX = 26
_OBJECT_ID = 24
# All of the low 80 bits but version and variant.
_RANDOM_BITS = 0x0FFF_3FFF_FFFF_FFFF_FFFF
MAX_ID = 2**48 - 1
"""The largest id that a personal link can carry; sequences are capped to it."""


def new_uid() -> UUID:
    """Return a UUID of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, 74 random bits."""
    return UUID(new_uids(1)[0])


def new_uids(number: int) -> list[str]:
    """Return that many UUIDs of version 7 of this millisecond, for the rows of a batch.

    They are 32 hex digits each, as PostgreSQL reads them: a UUID object takes twice as long.
    """
    # The machine's clock, and no Clock: the milliseconds only keep neighbours together in an
    # index, and nobody reads them as a time.
    stamp = (time.time_ns() // 1_000_000 & (2**48 - 1)) << 80 | 0x7 << 76 | 0x2 << 62
    noise = os.urandom(10 * number)
    return [
        f"{stamp | int.from_bytes(noise[place : place + 10], 'big') & _RANDOM_BITS:032x}"
        for place in range(0, 10 * number, 10)
    ]


def to_typeid(prefix: str, uid: UUID) -> str:
    """Return ``prefix_`` and 26 letters, as https://github.com/jetify-com/typeid specifies."""
    value = uid.int
    letters = [CROCKFORD[value >> 5 * place & 31] for place in reversed(range(_TYPEID_SUFFIX))]
    return f"{prefix}_{''.join(letters)}"


def from_typeid(prefix: str, text: str) -> UUID | None:
    """Return the UUID of a TypeID or of a plain UUID, or None for anything else."""
    head, _, suffix = text.rpartition("_")
    if not head:
        return parse_uuid(text)
    if head != prefix or len(suffix) != _TYPEID_SUFFIX or suffix[0] > "7":
        return None
    value = 0
    for letter in suffix:
        if letter not in _VALUES:
            return None
        value = value << 5 | _VALUES[letter]
    return UUID(int=value)


def parse_uuid(text: str) -> UUID | None:
    """Return the UUID written as 32 hex digits with or without hyphens, or None."""
    try:
        uid = UUID(text)
    except ValueError:
        return None
    return uid if text.lower() in {str(uid), uid.hex} else None


def parse_integer(text: str) -> int | None:
    """Return the positive id that the decimal text names, or None."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID))):
        return None
    value = int(text)
    return value if 0 < value <= MAX_ID else None


def to_object_id(created_at: datetime, row: int) -> str:
    """Return 8 hex digits of the creation second and 16 of the row's id."""
    return f"{int(created_at.timestamp()):08x}{row:016x}"


def from_object_id(text: str) -> tuple[datetime, int] | None:
    """Return the creation second and the row's id, or None; compare both with the row."""
    if len(text) != _OBJECT_ID:
        return None
    try:
        second, row = int(text[:8], 16), int(text[8:], 16)
    except ValueError:
        return None
    if not 0 < row <= MAX_ID or text.lower() != f"{second:08x}{row:016x}":
        return None
    return datetime.fromtimestamp(second, UTC), row
