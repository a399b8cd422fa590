"""Names of uploaded files: kept for people in the database, and never part of a path."""

import re
import unicodedata

LONGEST = 150
_NAMELESS = "file"
# Controls, separators of lines, marks and overrides of direction, surrogates, non-characters:
# they break headers, or show a name that is another one.
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_EXTENSIONS = {"jpeg": ("jpeg", "jpg")}


def clean_name(text: str) -> str:
    """Return what is shown of a file's name: NFC, without folders, at most 150 characters.

    It always has something visible; a name that has nothing left is ``file``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    name = " ".join(_FORBIDDEN.sub("", last).split()).strip(". ")
    if len(name) > LONGEST:
        stem, dot, extension = name.rpartition(".")
        kept = f"{dot}{extension}" if stem and len(extension) <= len("jpeg") else ""
        name = name[: LONGEST - len(kept)].rstrip(". ") + kept
    return name or _NAMELESS


def with_extension(name: str, kind: str) -> str:
    """Return a name whose end says what the file is, so that no system takes it for a program."""
    endings = _EXTENSIONS.get(kind, (kind,))
    if name.lower().endswith(tuple(f".{ending}" for ending in endings)):
        return name
    return f"{name}.{endings[0]}"
