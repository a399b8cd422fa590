"""Paths in an archive: made by us, so that no name that somebody chose leads out of a folder."""

import re
import unicodedata

_LONGEST = 120
# What is no letter, digit or mark of any script, and neither of . - _ nor a space.
_ODD = re.compile(r"[^\w.\- ]")


def path_of(folder: str, number: int, name: str) -> str:
    """Return ``folder/NUMBER-NAME``: unlike any other, and a name that every system takes.

    The number in front keeps names apart that differ in case only, and takes their meaning from
    those that are devices somewhere (``NUL.txt``). The ending survives, so that the file opens.
    """
    clean = _ODD.sub("_", unicodedata.normalize("NFC", name))
    stem, dot, ending = clean.rpartition(".")
    kept = f".{ending}" if dot else ""
    stem = (stem if dot else ending)[: _LONGEST - len(kept)].strip(". ")
    return f"{folder}/{number:03}-{stem or 'file'}{kept.rstrip('. ')}"
