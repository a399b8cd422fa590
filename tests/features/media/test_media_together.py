"""Several connections at once, on a database that commits."""

import asyncio
import secrets

import pytest
from media_samples import files_in
from media_taker import start_taker

from employers import make_employer
from muster.features import media
from muster.features.media import NoTakesLeftError, TakeState

CONTENT = b"\x1a\x45\xdf\xa3" + bytes(5000)


@pytest.fixture
async def taker(committing_database, blobs, clock):
    slug = f"together-{secrets.token_hex(4)}"
    employer = await make_employer(committing_database, clock, slug)
    return await start_taker(blobs, employer)


async def outcomes(*works) -> list:
    done = await asyncio.gather(*works, return_exceptions=True)
    return [type(one).__name__ if isinstance(one, Exception) else one for one in done]


async def test_the_same_chunk_five_times_at_once_is_one(taker, folder):
    take = (await taker.begin()).uid

    assert await outcomes(*[taker.put(take, 0, CONTENT) for _ in range(5)]) == [None] * 5

    assert len((await taker.arrived(take)).chunks) == 1
    assert len(files_in(folder)) == 1


async def test_two_different_chunks_of_one_number_at_once_are_one_and_a_refusal(taker, folder):
    take = (await taker.begin()).uid

    done = await outcomes(taker.put(take, 0, CONTENT), taker.put(take, 0, b"other"))

    assert sorted(done, key=str) == ["ChunkDiffersError", None]
    assert len(files_in(folder)) == 1


async def test_first_chunks_of_two_takes_at_once_do_not_make_one_more_take(taker):
    first, second = [(await taker.begin("sound")).uid for _ in range(2)]

    done = await outcomes(taker.put(first, 0, CONTENT), taker.put(second, 0, CONTENT))

    assert sorted(done, key=str) == [NoTakesLeftError.__name__, None]


async def test_completing_twice_at_once_is_one_answer(taker):
    take = (await taker.begin()).uid
    await taker.put(take, 0, CONTENT)

    done = await outcomes(taker.complete(take, [CONTENT]), taker.complete(take, [CONTENT]))

    assert done == [TakeState.ASSEMBLING] * 2
    assert await taker.events() == ["recording.completed"]
    await taker.finish(tools=None)


async def test_files_of_two_tabs_do_not_lose_each_other(taker):
    done = await outcomes(*[taker.hand_in(f"{name}.txt", b"text") for name in "abc"])

    handed_in = [str(one.uid) for one in done if not isinstance(one, str)]
    assert (len(handed_in), done.count("TooManyFilesError")) == (2, 1)
    assert sorted((await taker.answer("plan"))["files"]) == sorted(handed_in)


async def test_several_workers_finish_each_recording_once(taker, folder):
    takes = [await taker.record(CONTENT, item) for item in ("speak", "speak", "sound")]

    counts = await asyncio.gather(*[taker.finish(tools=None) for _ in range(4)])

    assert sum(counts) == 3
    assert {(await taker.take(take)).state for take in takes} == {TakeState.UNCHECKED}
    assert len(files_in(folder)) == 3
    assert (await taker.events()).count("recording.unchecked") == 3
    assert await media.finish_takes(taker.database, taker.blobs, None, taker.clock) == 0
