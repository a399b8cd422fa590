"""The ten types of files that questions may take, told by content and never by name (ASVS 5.2.2).

Nothing is unpacked and nothing is interpreted: signatures, the list of an archive's members, and
whether text is text. Archives are only listed when their list is small.
"""

import codecs
import struct
import zipfile
from collections.abc import Collection
from pathlib import Path

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain",
    "csv": "text/csv",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}

_BLOCK = 1024 * 1024
_ENDING = 22 + 65_535  # the end of an archive's list and the longest comment after it
_BROKEN = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, EOFError)
_MOST_MEMBERS = 10_000
_LONGEST_LIST = 4 * 1024 * 1024
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
# What text may not hold; tab, line feed, form feed and carriage return it may.
_CONTROLS = frozenset(map(chr, range(32))) - set("\t\n\f\r") | {"\x7f"}


def detect(path: Path, name: str) -> str | None:
    """Return the type of a file, or None when it is none of the ten.

    ``name`` only tells ``csv`` from ``txt``, which are both text.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if b"%PDF-" in head:  # ISO 32000-1, Annex H.3.4.1: within the first 1024 bytes
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_archive(path)
    if is_text(path):
        return "csv" if name.lower().endswith(".csv") else "txt"
    return None


def fits(kind: str | None, taken: Collection[str]) -> bool:
    """Tell whether a question that takes some types takes this one; an office file is an archive."""
    packed = kind in {"docx", "xlsx", "pptx", "odt"} and "zip" in taken
    return (
        kind in taken or packed or (kind in {"txt", "csv"} and {"txt", "csv"} & {*taken} == {"txt"})
    )


def is_text(path: Path) -> bool:
    """Tell whether a file has no controls: in UTF-16 with its mark, or in anything of 8 bits.

    Spreadsheets still write CSV in the code page of their system, so UTF-8 is not asked for.
    """
    with path.open("rb") as file:
        wide = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    try:
        with path.open(encoding="utf-16" if wide else "latin-1", newline="") as text:
            return all(_CONTROLS.isdisjoint(block) for block in iter(lambda: text.read(_BLOCK), ""))
    except UnicodeDecodeError:
        return False


def _detect_archive(path: Path) -> str | None:
    if not _has_small_list(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            if "mimetype" in members:
                return "odt" if _mimetype(archive) == MEDIA_TYPES["odt"].encode() else "zip"
    except _BROKEN:
        return None
    if "[Content_Types].xml" not in members:
        return "zip"
    # A document with macros is no docx, xlsx or pptx, whatever it is called.
    if any(member.lower().endswith("vbaproject.bin") for member in members):
        return "zip"
    return next((kind for main, kind in _OFFICE.items() if main in members), "zip")


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """Return what an OpenDocument says it is; it is not compressed (ODF 1.3, part 2, 3.3)."""
    if archive.getinfo("mimetype").compress_type != zipfile.ZIP_STORED:
        return b""
    with archive.open("mimetype") as member:
        return member.read(100)


def _has_small_list(path: Path) -> bool:
    """Tell whether an archive's list of members is small enough to be read.

    Source: APPNOTE.TXT of PKWARE, 4.3.16, the end of central directory record. The large
    archives of 4.3.14 (zip64) have 65,535 there and are too large.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _ENDING))
        ending = file.read()
    place = ending.rfind(b"PK\x05\x06")
    if place < 0 or len(ending) < place + 22:
        return False
    members, length = struct.unpack_from("<10xHI", ending, place)
    return bool(members <= _MOST_MEMBERS and length <= _LONGEST_LIST)
