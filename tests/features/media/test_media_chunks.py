"""Chunks arrive in any order and any number of times; what was acknowledged is there."""

from dataclasses import replace

import pytest
from media_samples import cut, digest, files_in

from muster.features import attempts, invitations
from muster.features.media import (
    Caps,
    ChunkDiffersError,
    ChunkNumberError,
    ChunksMissingError,
    EmptyError,
    NoTakesLeftError,
    TakeClosedError,
    TakeState,
    TooLargeError,
    UnknownTakeError,
    WrongDigestError,
    WrongQuestionError,
)
from muster.storage.blobs import BlobStoreFullError, LocalBlobs

CONTENT = bytes(range(250)) * 40
PIECES = cut(CONTENT)


class FullStore(LocalBlobs):
    """A disk without room."""

    async def put(self, _, chunks):
        async for _ in chunks:
            raise BlobStoreFullError


class OvertakenStore(LocalBlobs):
    """A disk so slow that something else is done first."""

    def __init__(self, folder, first):
        super().__init__(folder)
        self.first = first

    async def put(self, key, chunks):
        await self.first
        return await super().put(key, chunks)


@pytest.fixture
async def take(taker):
    return (await taker.begin()).uid


async def listed(taker, take):
    return [chunk[0] for chunk in (await taker.arrived(take)).chunks]


async def test_an_acknowledged_chunk_is_listed_and_on_the_disk(taker, take, folder):
    await taker.put(take, 0, CONTENT)

    arrived = await taker.arrived(take)
    assert arrived.chunks == ((0, len(CONTENT), digest(CONTENT)),)
    assert arrived.state is TakeState.RECORDING
    assert [file.read_bytes() for file in files_in(folder)] == [CONTENT]


async def test_chunks_may_come_in_any_order_and_again(taker, take, folder):
    for number in (3, 0, 2, 0, 1, 3):
        await taker.put(take, number, PIECES[number])

    assert await listed(taker, take) == [0, 1, 2, 3]
    assert len(files_in(folder)) == 4
    assert await taker.complete(take, PIECES) is TakeState.ASSEMBLING
    assert await taker.answer("speak") == {"take": str(take)}


async def test_one_that_comes_while_the_same_is_on_its_way_is_the_same(taker, take, folder):
    await taker.put(take, 0, CONTENT, blobs=OvertakenStore(folder, taker.put(take, 0, CONTENT)))

    assert await listed(taker, take) == [0]
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize(
    ("content", "number", "changes", "error"),
    [
        (b"", 0, {}, EmptyError),
        (CONTENT, 0, {"said": digest(b"other")}, WrongDigestError),
        (CONTENT, 0, {"caps": Caps(chunk=len(CONTENT) - 1)}, TooLargeError),
        (CONTENT, 0, {"caps": Caps(attempt=100)}, TooLargeError),
        (CONTENT, 9, {"caps": Caps(chunks=9)}, ChunkNumberError),
        (CONTENT, -1, {}, ChunkNumberError),
        (CONTENT, 0, {"blobs": "full"}, BlobStoreFullError),
    ],
)
async def test_a_chunk_that_cannot_be_one_leaves_nothing(
    taker, take, folder, content, number, changes, error
):
    if changes.get("blobs") == "full":
        changes = {"blobs": FullStore(folder)}

    with pytest.raises(error):
        await taker.put(take, number, content, **changes)

    assert await listed(taker, take) == []
    assert files_in(folder) == []


async def test_other_bytes_under_the_same_number_are_refused_and_the_first_stay(taker, take):
    await taker.put(take, 0, CONTENT)

    with pytest.raises(ChunkDiffersError):
        await taker.put(take, 0, b"other")

    assert (await taker.arrived(take)).chunks[0][2] == digest(CONTENT)


async def test_a_take_has_the_room_that_its_length_gives_it(taker):
    caps = Caps(chunk=6000, bytes_a_second=50)
    take = (await taker.begin(caps=caps)).uid
    await taker.put(take, 0, bytes(5000), caps=caps)

    with pytest.raises(TooLargeError):
        await taker.put(take, 1, bytes(4001), caps=caps)
    await taker.put(take, 1, bytes(4000), caps=caps)


async def test_what_is_missing_at_the_end_is_named(taker, take):
    await taker.put(take, 1, PIECES[1])

    with pytest.raises(ChunksMissingError) as refused:
        await taker.complete(take, PIECES)

    assert refused.value.missing == (0, 2, 3)
    assert (await taker.arrived(take)).state is TakeState.RECORDING
    assert await taker.answer("speak") is None


async def test_a_complete_take_is_closed_and_completing_it_again_is_the_same(taker, take):
    for number, piece in enumerate(PIECES):
        await taker.put(take, number, piece)
    await taker.complete(take, PIECES)

    assert await taker.complete(take, PIECES) is TakeState.ASSEMBLING
    await taker.put(take, 2, PIECES[2])
    with pytest.raises(TakeClosedError):
        await taker.put(take, 4, b"more")
    with pytest.raises(TakeClosedError):
        await taker.complete(take, PIECES[:2])
    assert await taker.events() == ["recording.completed"]


async def test_an_earlier_take_that_arrives_late_does_not_replace_a_later_one(taker, take):
    await taker.put(take, 0, PIECES[0])
    later = (await taker.begin()).uid
    await taker.put(later, 0, PIECES[1])
    await taker.complete(later, PIECES[1:2])
    await taker.submit()

    assert await taker.complete(take, PIECES[:1]) is TakeState.ASSEMBLING

    assert await taker.answer("speak") == {"take": str(later)}


async def test_a_recorder_that_lost_a_chunk_may_end_before_it(taker, take):
    for number in (0, 1, 3):
        await taker.put(take, number, PIECES[number])

    assert await taker.complete(take, PIECES[:2]) is TakeState.ASSEMBLING


async def test_a_take_without_a_chunk_cannot_be_completed(taker, take):
    with pytest.raises(EmptyError):
        await taker.complete(take, [])


async def test_takes_are_counted_once_they_have_bytes(taker):
    first, unused, second = [await taker.begin() for _ in range(3)]
    assert [begun.number for begun in (first, unused, second)] == [1, 2, 3]
    assert (first.left, second.left) == (1, 1)
    await taker.put(first.uid, 0, CONTENT)
    await taker.put(second.uid, 0, CONTENT)

    with pytest.raises(NoTakesLeftError):
        await taker.begin()
    with pytest.raises(NoTakesLeftError):
        await taker.put(unused.uid, 0, CONTENT)


async def test_a_take_that_the_machine_failed_does_not_count_a_few_times(taker):
    failed = await taker.begin("sound")
    for _ in range(3):
        await taker.put(failed.uid, 0, CONTENT)
        failed = await taker.begin("sound", instead_of=failed.uid)
    await taker.put(failed.uid, 0, CONTENT)

    with pytest.raises(NoTakesLeftError):
        await taker.begin("sound", instead_of=failed.uid)


async def test_empty_takes_are_not_begun_without_end(taker):
    for _ in range(22):
        await taker.begin()

    with pytest.raises(NoTakesLeftError):
        await taker.begin()


@pytest.mark.parametrize("item", ["plan", "pick"])
async def test_only_questions_to_be_recorded_are(taker, item):
    with pytest.raises(WrongQuestionError):
        await taker.begin(item)


async def test_a_take_of_another_attempt_or_session_does_not_exist(taker, stranger, take):
    with pytest.raises(UnknownTakeError):
        await stranger.put(take, 0, CONTENT)
    with pytest.raises(UnknownTakeError):
        await stranger.complete(take, PIECES)
    with pytest.raises(UnknownTakeError):
        await stranger.arrived(take)
    intruder = replace(taker, session=stranger.session)
    with pytest.raises(attempts.NoSeatError):
        await intruder.put(take, 0, CONTENT)
    with pytest.raises(attempts.NoSeatError):
        await intruder.begin()


async def test_another_device_takes_over_and_the_first_may_no_longer_write(taker, take):
    await taker.put(take, 0, PIECES[0])
    other = await taker.second_device()

    for work in (taker.put(take, 1, PIECES[1]), taker.complete(take, PIECES[:1]), taker.begin()):
        with pytest.raises(attempts.SupersededError):
            await work
    assert await listed(other, take) == [0]
    await other.put(take, 1, PIECES[1])
    assert await other.complete(take, PIECES[:2]) is TakeState.ASSEMBLING


async def test_what_was_recorded_in_time_may_arrive_for_ten_minutes_after_the_end(
    taker, take, clock
):
    await taker.put(take, 0, PIECES[0])
    clock.advance(minutes=29)
    await taker.submit()
    clock.advance(minutes=9)

    await taker.put(take, 1, PIECES[1])
    await taker.complete(take, PIECES[:2])

    assert await taker.answer("speak") == {"take": str(take)}
    with pytest.raises(attempts.OverError):
        await taker.begin()


async def test_later_than_that_nothing_arrives(taker, take, clock):
    await taker.put(take, 0, PIECES[0])
    await taker.submit()
    clock.advance(minutes=11)

    with pytest.raises(attempts.OverError):
        await taker.put(take, 1, PIECES[1])
    with pytest.raises(attempts.OverError):
        await taker.complete(take, PIECES[:1])
    assert await listed(taker, take) == [0]


@pytest.mark.parametrize("what", ["takes", "chunks", "files"])
async def test_whoever_follows_a_new_link_records_on(taker, what):
    begun = await taker.begin()
    await invitations.rotate(
        taker.database,
        taker.organization,
        str(taker.attempt.invitation_id),
        actor="key:test",
        clock=taker.clock,
    )
    with pytest.raises(attempts.NoSeatError):
        await taker.begin()
    link = replace(taker.link, version=taker.link.version + 1)
    again = await invitations.open_link(taker.database, link, taker.session, taker.clock)
    taker.session = again

    if what == "takes":
        assert (await taker.begin()).number == 2
    elif what == "chunks":
        await taker.put(begun.uid, 0, PIECES[0])
        assert await taker.complete(begun.uid, PIECES[:1]) is TakeState.ASSEMBLING
    else:
        await taker.hand_in("plan.txt", b"My plan.")
        assert await taker.answer("plan")
