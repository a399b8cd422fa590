"""A personal copy as a ZIP archive that is written while it is read.

A recording passes through in blocks: however large, it never fills the memory.
"""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime

from muster.features.privacy.model import Enclosure, PersonalCopy
from muster.storage.blobs import BlobStore

README = """This archive holds what {organization} keeps about you in Muster, as of {made_at:%Y-%m-%d %H:%M} UTC.

data.json    everything that is written down: your profile, invitations, letters, answers with
             all their revisions, what you agreed to, scores, ratings, and what happened when.
recordings/  your recordings, as your browser sent them.
files/       the files that you handed in.

A folder is missing if there is nothing to put into it. data.json is text in the form of JSON, which
every text editor opens.
"""
_LARGE = 2**31


class _Sink(io.RawIOBase):
    """Takes what the archive writes and gives it on; it knows neither where it is nor a way back."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def write(self, part: "bytes | bytearray | memoryview") -> int:  # type: ignore[override] # whatever zipfile hands over
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


async def check_enclosures(copy: PersonalCopy, blobs: BlobStore) -> None:
    """Make sure that all bytes are there before the first one leaves.

    Raises:
        BlobMissingError: a row names bytes that are not in their place.
    """
    for enclosure in copy.enclosures:
        await _size(enclosure, blobs)


async def archive(copy: PersonalCopy, blobs: BlobStore) -> AsyncIterator[bytes]:
    """Yield the archive: README.txt, data.json, then recordings and files.

    Raises:
        BlobStoreError: bytes cannot be read; what was yielded until then is no whole archive.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in (("README.txt", _readme(copy)), ("data.json", _data(copy))):
            bundle.writestr(_entry(name, copy.made_at), text)
            yield sink.taken()
        for enclosure in copy.enclosures:
            async for _ in _enclose(bundle, enclosure, copy.made_at, blobs):
                yield sink.taken()
    yield sink.taken()


async def _enclose(
    bundle: zipfile.ZipFile, enclosure: Enclosure, made_at: datetime, blobs: BlobStore
) -> AsyncIterator[None]:
    """Write a member; yield whenever there is something to be taken."""
    if not enclosure.blob_keys:
        return
    entry = _entry(enclosure.path, made_at)
    # Neither pictures nor sound get any smaller: wrap them and save the time.
    entry._compresslevel = 0  # type: ignore[attr-defined] # noqa: SLF001 -- public from Python 3.13 on
    large = await _size(enclosure, blobs) > _LARGE
    with bundle.open(entry, "w", force_zip64=large) as member:
        for key in enclosure.blob_keys:
            async for block in blobs.open(key):
                member.write(block)
                yield


async def _size(enclosure: Enclosure, blobs: BlobStore) -> int:
    return sum([await blobs.size(key) for key in enclosure.blob_keys])


def _entry(name: str, made_at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _readme(copy: PersonalCopy) -> str:
    organization = copy.document["organization"]["name"]
    return README.format(organization=organization, made_at=copy.made_at)


def _data(copy: PersonalCopy) -> str:
    return json.dumps(copy.document, ensure_ascii=False, indent=2) + "\n"
