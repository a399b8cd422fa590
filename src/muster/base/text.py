"""What a person's name, a title or another one-line text may contain.

Controls, bidirectional overrides and ``=?`` are refused wherever text enters, because older
Python releases let a crafted display name or subject start a mail header of its own
(python/cpython#121650, gh-144125). The interpreter's version is no defence for us.
"""

import re
import unicodedata

from muster.base.errors import InvalidError

# C0, DEL and C1 controls, line and paragraph separators, bidi marks, overrides and isolates,
# unpaired surrogates, non-characters.
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_LETTER = re.compile(r"\w")
NAME_LENGTH = 200


class UnsafeTextError(InvalidError):
    """Text contains control or direction characters, or the sequence =?."""

    code = "unsafe_text"


class TextLengthError(InvalidError):
    """Text is empty or too long."""

    code = "text_length"


def clean_line(text: str, *, field: str, longest: int = NAME_LENGTH) -> str:
    """Return the text in NFC without outer white space; its case is never changed.

    Raises:
        UnsafeTextError: it contains controls, bidi characters or ``=?``.
        TextLengthError: nothing is left, or more than ``longest`` characters are.
    """
    if text.isascii() and text.isprintable():
        line = text.strip()
    else:
        line = unicodedata.normalize("NFC", text).strip(" \u00a0\u2003\u3000")
        if _FORBIDDEN.search(line):
            raise UnsafeTextError(f"{field} contains control or direction characters", field=field)
    if "=?" in line:
        raise UnsafeTextError(f"{field} contains the sequence =?", field=field)
    if not line or not (line.isascii() or _is_visible(line)):
        raise TextLengthError(f"{field} is empty", field=field)
    if len(line) > longest:
        raise TextLengthError(f"{field} is longer than {longest} characters", field=field)
    return line


def _is_visible(line: str) -> bool:
    """Tell whether anything can be seen: letters, marks, numbers, punctuation or symbols."""
    return bool(_LETTER.search(line)) or any(
        unicodedata.category(letter)[0] in "LMNPS" for letter in line
    )
