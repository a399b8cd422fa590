"""Paths in an archive: made by us, so that no name that somebody chose leads out of a folder."""

import re
import unicodedata

_LONGEST = 180
"""Bytes of a name; systems take 255."""
_LONGEST_ENDING = 10
# What is no letter, digit or mark of any script, and neither of . - _ nor a space.
_ODD = re.compile(r"[^\w.\- ]")


def path_of(folder: str, number: int, name: str) -> str:
    """Return ``folder/NUMBER-NAME``: unlike any other, and a name that every system takes.

    The number in front keeps names apart that differ in case only, and takes their meaning from
    those that are devices somewhere (``NUL.txt``). The ending survives, so that the file opens.
    """
    clean = _ODD.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = clean, "", ""
    kept = stem.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    return f"{folder}/{number:03}-{kept or 'file'}{dot}{ending}"
