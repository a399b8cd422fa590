"""Header lines: RFC 5322 in form, RFC 2047 where ASCII does not suffice, RFC 6532 for addresses.

Python's own EmailMessage is not used: it costs twenty-five times as much, and its older releases
let a crafted name begin a header of its own (python/cpython#121650, gh-144125). Text that might
be taken for an encoded word or a line break is always encoded here.
"""

import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from textwrap import wrap

from muster.base.addresses import parse_address
from muster.base.errors import InvalidError

_LINE = 78
# RFC 2047, 2: a word has at most 75 characters, a line with one in it at most 76.
_WORD_LINE = 76
_WRAPPING = len("=?utf-8?b??=")
_LONGEST_PLAIN_WORD = 60

# Controls, line separators, bidi marks, overrides and isolates, byte order mark, surrogates and
# non-characters; with the white space around them they become one space.
_UNPRINTABLE = re.compile(
    "[\u0000-\u0020\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]+"
)
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_ADDRESS = re.compile(r"[^\s()<>\[\]:;@\\,\"]{1,64}@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_SPOOFING = str.maketrans("", "", '@<>"')


class BadAddressError(InvalidError):
    """This address cannot stand in a letter."""

    code = "bad_address"


def tidy(text: str) -> str:
    """Return the text on one line, without controls and direction marks.

    Everything that is stored was checked when it came in; this is the net below.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _UNPRINTABLE.sub(" ", text).strip()


def mailbox(name: str, address: str, *, used: int = len("To: ")) -> str:
    """Return ``name <address>``, folded, for a line on which ``used`` columns are taken."""
    if not name:
        return address
    written = _phrase(name, used)
    line = f"{written} <{address}>"
    return line if used + len(line) <= _LINE else f"{written}\r\n <{address}>"


def without_address(name: str) -> str:
    """Return a display name that cannot be mistaken for an address."""
    return tidy(name.translate(_SPOOFING))


def unstructured(name: str, text: str) -> str:
    """Return the header line of a free text such as the subject, folded."""
    line = f"{name}: {text}"
    plain = text.isascii() and "=?" not in text
    if plain and len(line) <= _LINE:
        return line
    if not plain or max(map(len, text.split(" "))) > _LONGEST_PLAIN_WORD:
        return f"{name}: {_encoded(text, len(name) + 2)}"
    # A fold stands before a space and leaves it in place, so that unfolding restores it.
    lines = wrap(line, _LINE - 2, break_long_words=False, break_on_hyphens=False)
    return "\r\n ".join(lines)


def address(text: str) -> str:
    """Return an address with its domain as A-labels; a local part in another script is kept.

    Raises:
        BadAddressError: it has a form that would change the meaning of a header.
    """
    if text.isascii():
        checked = text
    else:
        domain = parse_address(text).key.rpartition("@")[2]
        checked = f"{text.rpartition('@')[0]}@{domain}"
    if not _ADDRESS.fullmatch(checked) or not checked.isprintable():
        raise BadAddressError
    return checked


def block(names: Iterable[str]) -> re.Pattern[bytes]:
    """Return what matches a header block with exactly these names, in order, and its end.

    A header's lines hold no control character, and a CR or LF only where a line is folded.
    """
    line = rb"[ -~\x80-\xff]*+\r\n"
    body = line + rb"(?: " + line + rb")*+"
    return re.compile(b"".join(b"%b: %b" % (name.encode(), body) for name in names) + rb"\r\n")


def _phrase(text: str, used: int) -> str:
    if text.isascii() and "=?" not in text and len(text) + used < _LINE:
        if _ATOMS.fullmatch(text):
            return text
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        if len(quoted) + used < _LINE:
            return f'"{quoted}"'
    return _encoded(text, used)


def _encoded(text: str, used: int) -> str:
    return "\r\n ".join(_words(text.encode(), used))


def _words(data: bytes, used: int) -> Iterator[str]:
    """Yield encoded words, none of which ends within a character (RFC 2047, 5)."""
    while data:
        end = (_WORD_LINE - used - _WRAPPING) // 4 * 3
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004 -- a later byte of UTF-8
            end -= 1
        yield f"=?utf-8?b?{b2a_base64(data[:end], newline=False).decode()}?="
        data, used = data[end:], 1
