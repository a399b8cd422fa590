"""A shared report shows its recordings and files to whoever has the link, and nobody else's."""

from datetime import timedelta

import pytest
from media_samples import recording
from media_taker import start_taker

from employers import make_employer
from muster.features import media, reports
from muster.features.media import FfmpegTools, NotPlayableError

needs_tools = pytest.mark.skipif(FfmpegTools.find() is None, reason="FFmpeg is not installed")


async def share(taker) -> reports.Share:
    await taker.submit()
    name = taker.attempt.typeid
    await reports.settle(taker.database, taker.organization, taker.attempt.id, taker.clock)
    return await reports.share(
        taker.database,
        taker.organization,
        name,
        timedelta(hours=1),
        actor="key:test",
        clock=taker.clock,
    )


@needs_tools
async def test_recordings_and_files_are_opened_and_noted(taker):
    uid = await taker.record(recording())
    handed_in = await taker.hand_in("plan.txt", b"text")
    await taker.finish()
    link = await share(taker)
    take = await taker.take(uid)
    (file,) = await media.list_files(taker.database, taker.organization, taker.attempt.typeid)
    args = (taker.database, link.claim)

    shown = await reports.open_share(*args, taker.clock, "firefox")
    speak, _, plan, _ = shown.questions
    assert [one.uid for one in speak.recordings] == [uid]
    assert [one.uid for one in plan.files] == [handed_in.uid]
    for _ in range(3):  # a player asks for range after range
        content = await reports.open_shared_recording(*args, take.typeid, taker.clock, "firefox")
    assert content.blob_key == take.playable_key
    content = await reports.open_shared_file(*args, file.typeid, taker.clock, "firefox")
    assert (content.blob_key, content.name) == (file.blob_key, "plan.txt")
    assert (await taker.events())[-2:] == ["recording.viewed", "file.viewed"]


async def test_what_cannot_be_watched_is_not_shown(taker):
    uid = await taker.record(b"x" * 900)
    link = await share(taker)
    with pytest.raises(NotPlayableError):
        await reports.open_shared_recording(
            taker.database, link.claim, str(uid), taker.clock, "firefox"
        )


async def test_a_link_opens_nothing_of_another_report(database, blobs, clock):
    employer = await make_employer(database, clock, "eastwind", name="Eastwind")
    taker, colleague = [
        await start_taker(blobs, employer, f"{name}@example.org") for name in ("amara", "jomo")
    ]
    uid = await colleague.record(b"x" * 900)
    handed_in = await colleague.hand_in("a.txt", b"text")
    args = (database, (await share(taker)).claim)
    with pytest.raises(media.UnknownTakeError):
        await reports.open_shared_recording(*args, str(uid), clock, "firefox")
    with pytest.raises(media.UnknownFileError):
        await reports.open_shared_file(*args, str(handed_in.uid), clock, "firefox")
