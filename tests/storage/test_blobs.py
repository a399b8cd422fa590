"""Blobs are whole or not there, and what was stored survives."""

import hashlib
import resource
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from muster.storage.blobs import (
    SHARDS,
    BlobMissingError,
    BlobStoreError,
    BlobStoreFullError,
    LocalBlobs,
    Stored,
    new_key,
)

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


async def pieces(*contents: bytes):
    for content in contents:
        yield content


async def broken(*contents: bytes):
    for content in contents:
        yield content
    raise ConnectionError("the client went away")


async def read(blobs, key, *span) -> bytes:
    return b"".join([block async for block in blobs.open(key, *span)])


def files(folder) -> list[str]:
    return [one.name for one in folder.rglob("*") if one.is_file()]


@contextmanager
def room_for(size: int):
    """Let no file of this process grow beyond a size."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def blobs(folder):
    return LocalBlobs(folder)


async def test_what_was_put_is_read_again_whole_and_in_part(blobs):
    key, content = new_key(), bytes(range(256)) * 9000

    stored = await blobs.put(key, pieces(content[:7], content[7:]))

    assert stored == Stored(len(content), hashlib.sha256(content).digest())
    assert await read(blobs, key) == content
    assert await read(blobs, key, 5, 10) == content[5:15]
    assert await read(blobs, key, len(content) - 3) == content[-3:]
    assert await blobs.size(key) == len(content)
    assert blobs.path(key).read_bytes() == content


async def test_bytes_and_then_their_name_are_flushed_before_anybody_hears_of_them(folder):
    flushed = []

    def flush(handle):
        path = Path(f"/proc/self/fd/{handle}").readlink()
        flushed.append((path.is_dir(), path.stat().st_size, blobs.path(key).exists()))

    blobs, key = LocalBlobs(folder, flush), new_key()
    await blobs.put(key, pieces(b"x" * 5000))

    (is_folder, size, named), *folders = flushed
    assert (is_folder, size, named) == (False, 5000, False)
    assert [is_folder for is_folder, *_ in folders] == [True, True]
    assert folders[-1][2]


async def test_another_store_on_the_same_folder_finds_it(blobs, folder):
    key = new_key()
    await blobs.put(key, pieces(b"seen"))

    assert await read(LocalBlobs(folder), key) == b"seen"


async def test_several_are_composed_in_the_order_given_and_stay(blobs):
    keys = [new_key() for _ in range(3)]
    for number, key in enumerate(keys):
        await blobs.put(key, pieces(bytes([number]) * 5))
    whole = new_key()

    stored = await blobs.compose([keys[2], keys[0], keys[1]], whole)

    assert await read(blobs, whole) == b"\2" * 5 + b"\0" * 5 + b"\1" * 5
    assert stored == Stored(15, hashlib.sha256(await read(blobs, whole)).digest())
    assert await blobs.size(keys[0]) == 5


async def test_a_body_that_breaks_off_leaves_nothing(blobs, folder):
    key = new_key()

    with pytest.raises(BlobStoreError):
        await blobs.put(key, broken(b"half"))

    assert files(folder) == []
    with pytest.raises(BlobMissingError):
        await blobs.size(key)


async def test_a_composition_of_a_missing_piece_leaves_nothing(blobs, folder):
    there = new_key()
    await blobs.put(there, pieces(b"there"))

    with pytest.raises(BlobMissingError):
        await blobs.compose([there, new_key()], new_key())

    assert files(folder) == [there]


async def test_a_full_disk_is_said_and_leaves_nothing(blobs, folder):
    with room_for(4096), pytest.raises(BlobStoreFullError):
        await blobs.put(new_key(), pieces(b"x" * 10_000))

    assert files(folder) == []


async def test_a_folder_without_the_room_that_is_needed_is_not_lent(blobs, folder):
    with pytest.raises(BlobStoreFullError), blobs.scratch(2**62):
        pass

    assert list((folder / "scratch").iterdir()) == []


async def test_a_folder_that_cannot_be_used_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(BlobStoreError) as refused:
        await LocalBlobs(tmp_path / "file").put(new_key(), pieces(b"x"))

    assert refused.value.code == "blob_store"


async def test_deleting_twice_is_no_error(blobs, folder):
    key = new_key()
    await blobs.put(key, pieces(b"x"))

    await blobs.delete(key)
    await blobs.delete(key)

    assert files(folder) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "AB" * 16, "ab" * 15, "ab" * 16 + "/x"])
def test_a_key_is_never_part_of_a_path_of_its_own(blobs, key):
    with pytest.raises(ValueError):
        blobs.path(key)


async def test_old_blobs_are_listed_by_shard(blobs):
    keys = {new_key() for _ in range(5)}
    for key in keys:
        await blobs.put(key, pieces(b"x"))
    soon = datetime.now(UTC) + timedelta(minutes=1)  # noqa: TID251 -- files have the system's time

    listed = [key for shard in range(SHARDS) for key in await blobs.list_old(shard, soon)]

    assert set(listed) == keys
    assert [key for shard in range(SHARDS) for key in await blobs.list_old(shard, BEGINNING)] == []


async def test_what_a_killed_process_left_half_written_is_cleared(blobs, folder):
    with blobs.scratch(0) as lent:
        (lent / "output").write_bytes(b"x")
        await blobs.clear_scratch(BEGINNING)
        assert (lent / "output").exists()
    (folder / "scratch" / "left").mkdir()
    (folder / "scratch" / "left" / "output").write_bytes(b"x")
    (folder / "scratch" / "half").write_bytes(b"x")

    await blobs.clear_scratch(datetime.now(UTC) + timedelta(minutes=1))  # noqa: TID251 -- the same

    assert list((folder / "scratch").iterdir()) == []
