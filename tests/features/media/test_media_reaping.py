"""Nothing acknowledged is lost when a candidate never comes back, and nothing is left over."""

import os
from datetime import UTC, datetime

import pytest
from media_samples import cut, files_in, recording

from muster.features import media
from muster.features.media import FfmpegTools, TakeState
from muster.storage.blobs import SHARDS, new_key

needs_tools = pytest.mark.skipif(FfmpegTools.find() is None, reason="FFmpeg is not installed")


@pytest.fixture
def reap(taker):
    async def reap():
        await media.reap(taker.database, taker.blobs, taker.clock)

    return reap


async def abandon(taker, content: bytes, numbers, item: str = "speak"):
    """Send some chunks of a recording and never complete it."""
    take, pieces = (await taker.begin(item)).uid, cut(content)
    for number in numbers:
        await taker.put(take, number, pieces[number])
    return take


@needs_tools
async def test_what_arrived_becomes_the_answer_as_far_as_it_goes(taker, clock, reap, folder):
    content = recording()
    take = await abandon(taker, content, (0, 1, 3))
    await taker.submit()
    clock.advance(hours=25)

    await reap()
    await taker.finish()

    found = await taker.take(take)
    assert (found.state, found.salvaged, found.chunk_count) == (TakeState.READY, True, 2)
    assert await taker.answer("speak") == {"take": str(take)}
    assert taker.blobs.path(found.original_key).read_bytes() == b"".join(cut(content)[:2])
    # What follows a gap cannot be played, and is kept all the same.
    assert cut(content)[3] in [file.read_bytes() for file in files_in(folder)]
    assert await taker.events() == ["recording.salvaged", "recording.ready"]


async def test_a_completed_take_stays_the_answer(taker, clock, reap):
    content = b"\x1a\x45\xdf\xa3" + bytes(range(250)) * 8
    answer = await taker.record(content)
    await abandon(taker, content, (0, 1))
    await taker.submit()
    clock.advance(hours=25)

    await reap()
    await reap()

    assert await taker.answer("speak") == {"take": str(answer)}
    assert (await taker.events()).count("recording.salvaged") == 1


async def test_a_take_without_a_beginning_says_so(taker, clock, reap):
    take = await abandon(taker, b"x" * 9, ())
    late = await abandon(taker, b"x" * 9, (1, 2), "sound")
    await taker.submit()
    clock.advance(hours=25)

    await reap()

    for uid in (take, late):
        found = await taker.take(uid)
        assert (found.state, found.reason) == (TakeState.DAMAGED, "nothing_playable")
    assert await taker.answer("speak") is None


async def test_what_cannot_be_salvaged_does_not_stop_the_rest(taker, stranger, clock, reap):
    stuck = await abandon(taker, b"x" * 9, ())
    other = await abandon(stranger, b"x" * 9, ())
    await taker.submit()
    await stranger.submit()
    clock.advance(hours=25)
    async with taker.database.transaction(taker.organization) as connection:
        await connection.execute(
            "do $$ begin reset role; alter table take add constraint stuck check "
            f"(not salvaged or organization_id <> {taker.organization}) not valid; end $$"
        )

    with pytest.raises(ExceptionGroup, match="recordings that could not be salvaged"):
        await reap()

    assert (await taker.take(stuck)).state == TakeState.RECORDING
    assert (await stranger.take(other)).state == TakeState.DAMAGED


async def test_a_running_attempt_and_the_first_day_are_left_alone(taker, clock, reap):
    take = await abandon(taker, b"x" * 9, (0,))
    clock.advance(hours=25)
    await reap()
    assert (await taker.take(take)).state is TakeState.RECORDING

    await taker.submit()
    clock.advance(hours=23)
    await reap()
    assert (await taker.take(take)).state is TakeState.RECORDING


async def test_a_file_that_was_taken_back_goes_a_day_later(taker, clock, reap, folder):
    done = await taker.hand_in("a.txt", b"text")
    await media.take_back(taker.database, taker.hold("plan"), done.uid, clock)

    await reap()
    assert len(files_in(folder)) == 1
    clock.advance(hours=25)
    await reap()
    assert files_in(folder) == []


async def test_only_old_bytes_that_no_row_names_are_removed(taker, folder):
    await taker.record(b"x" * 900)
    await taker.hand_in("a.txt", b"text")
    kept = {file.name for file in files_in(folder)}
    stray, fresh = new_key(), new_key()

    async def content():
        yield b"stray"

    for key in (stray, fresh):
        await taker.blobs.put(key, content())
    for file in files_in(folder):
        if file.name != fresh:
            os.utime(file, (0, 0))

    before = datetime(2000, 1, 1, tzinfo=UTC)
    removed = [
        key
        for shard in range(SHARDS)
        for key in await media.remove_strays(taker.database, taker.blobs, shard, before)
    ]

    assert removed == [stray]
    assert {file.name for file in files_in(folder)} == kept | {fresh}
