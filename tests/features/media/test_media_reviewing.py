"""The staff sees recordings and files of its own organization, and every look is a fact."""

import pytest
from media_samples import recording

from muster.features import attempts, media
from muster.features.media import FfmpegTools, NotPlayableError, UnknownFileError, UnknownTakeError

needs_tools = pytest.mark.skipif(FfmpegTools.find() is None, reason="FFmpeg is not installed")


@pytest.fixture
def view(taker, clock):
    async def view(uid, actor="key:one", organization=taker.organization, **more):
        return await media.view_recording(
            taker.database, organization, str(uid), actor=actor, clock=clock, **more
        )

    return view


@pytest.fixture
def view_file(taker, clock):
    async def view(uid, organization=taker.organization):
        return await media.view_file(
            taker.database, organization, str(uid), actor="key:one", clock=clock
        )

    return view


async def views(taker):
    return [kind for kind in await taker.events() if kind.endswith("viewed")]


async def test_recordings_and_files_of_an_attempt_are_listed(taker):
    uid = await taker.record(b"x" * 900)
    done = await taker.hand_in("a.txt", b"text")
    attempt = taker.attempt.typeid

    (take,) = await media.list_recordings(taker.database, taker.organization, attempt)
    (file,) = await media.list_files(taker.database, taker.organization, attempt)

    assert (take.uid, take.item, take.number) == (uid, "speak", 1)
    assert (file.uid, file.name, file.kind) == (done.uid, "a.txt", "txt")


@needs_tools
async def test_a_look_is_noted_once_in_ten_minutes_for_each_who_looks(taker, clock, view):
    uid = await taker.record(recording())
    await taker.finish()
    take = await taker.take(uid)

    content = await view(take.typeid)
    await view(uid)
    assert (content.blob_key, content.media_type) == (take.playable_key, "video/webm")
    assert content.name == f"{take.typeid}.webm"
    assert await views(taker) == ["recording.viewed"]
    await view(uid, "key:two")
    clock.advance(minutes=10)
    await view(uid)
    assert len(await views(taker)) == 3


@pytest.mark.parametrize("content", [None, b"<html>" * 200])
async def test_what_is_not_finished_or_in_quarantine_is_not_shown(taker, view, content):
    uid = await taker.record(content or b"x" * 900)
    if content:
        await taker.finish(tools=None)

    for original in (False, True):
        with pytest.raises(NotPlayableError):
            await view(uid, original=original)
    assert await views(taker) == []


@needs_tools
async def test_the_original_of_a_damaged_one_can_be_had(taker, view):
    uid = await taker.record(b"\x1a\x45\xdf\xa3" + bytes(900))
    await taker.finish()

    with pytest.raises(NotPlayableError):
        await view(uid)
    content = await view(uid, original=True)
    assert taker.blobs.path(content.blob_key).read_bytes().startswith(b"\x1a\x45\xdf\xa3")
    assert content.media_type == "application/octet-stream"
    assert await views(taker) == ["recording.viewed"]


async def test_a_file_is_served_under_a_harmless_name_and_noted(taker, view_file):
    done = await taker.hand_in("run.bat", b"format c:")

    content = await view_file(done.uid)

    assert (content.name, content.media_type) == ("run.bat.txt", "text/plain")
    assert await views(taker) == ["file.viewed"]


async def test_another_organization_sees_nothing(taker, stranger, view, view_file):
    uid = await taker.record(b"x" * 900)
    done = await taker.hand_in("a.txt", b"text")
    theirs = stranger.organization

    with pytest.raises(UnknownTakeError):
        await view(uid, organization=theirs)
    with pytest.raises(UnknownFileError):
        await view_file(done.uid, organization=theirs)
    with pytest.raises(attempts.UnknownAttemptError):
        await media.list_recordings(taker.database, theirs, taker.attempt.typeid)
    for bad in ("", "rec_", "1", "nonsense"):
        with pytest.raises(UnknownTakeError):
            await view(bad)
