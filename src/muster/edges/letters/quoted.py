"""Quoted-printable (RFC 2045, 6.7) of a text with slots, so that a letter is one substitution.

A slot begins and ends a line of the encoding by soft line breaks: whatever is put into it is
encoded alone, and everything around it once per template. Decoded, no break is left.
"""

import re
from binascii import b2a_qp

_LINE = 75
"""Columns before a soft line break's own equals sign."""
_SLOT = re.compile("\0([a-z_]+)\0")
SOFT_BREAK = b"=\r\n"


def slot(name: str) -> str:
    """Return what marks a slot within a text; no tidied text contains the like."""
    return f"\0{name}\0"


def frame(text: str) -> bytes:
    """Return the encoded text for ``%`` with a mapping of bytes, its lines ended by CRLF."""
    return b"".join(_frame_line(line) + b"\r\n" for line in text.split("\n"))


def encode(text: str) -> bytes:
    """Return what a slot, or a whole line, holds for a text; a soft line break may follow it."""
    encoded = b2a_qp(text.encode(), istext=True)
    return encoded if len(encoded) <= _LINE else _rewrap(encoded)


def _rewrap(encoded: bytes) -> bytes:
    # binascii ends lines with LF alone, and its last line may have 76 columns: one too many if a
    # soft line break follows.
    last = encoded.rfind(b"\n") + 1
    if len(encoded) - last > _LINE:
        cut = -3 if encoded[-3:-2] == b"=" else -1
        encoded = encoded[:cut] + b"=\n" + encoded[cut:]
    return encoded.replace(b"\n", b"\r\n")


def _frame_line(line: str) -> bytes:
    pieces = _SLOT.split(line)
    constants = [encode(piece).replace(b"%", b"%%") for piece in pieces[::2]]
    slots = [b"%%(%b)b" % name.encode() for name in pieces[1::2]]
    woven = [piece for pair in zip(constants, [*slots, b""], strict=True) for piece in pair]
    return SOFT_BREAK.join(filter(None, woven))
