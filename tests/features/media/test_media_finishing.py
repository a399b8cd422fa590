"""A worker makes one checked, seekable file of a recording, whatever happens to it on the way."""

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest
from media_samples import cut, digest, files_in, recording

from muster.features import media
from muster.features.media import FfmpegTools, TakeState, ToolError, ToolStoppedError
from muster.features.media.containers import WEBM, Container
from muster.storage.blobs import BlobStoreFullError, LocalBlobs

pytestmark = pytest.mark.skipif(FfmpegTools.find() is None, reason="FFmpeg is not installed")


class Tools:
    """Tools that fail in a chosen way."""

    def __init__(self, error):
        self.error = error

    async def probe(self, *_):
        raise self.error

    remux = probe


class FullStore(LocalBlobs):
    """A disk without room for anything whole."""

    async def compose(self, *_):
        raise BlobStoreFullError


def is_over(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] in "XZ"


def probe(path) -> dict:
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", path],
        check=True,
        capture_output=True,
    ).stdout
    return json.loads(said)


@pytest.mark.parametrize(
    ("kind", "item", "media_type"),
    [
        ("webm", "speak", "video/webm"),
        ("mp4", "speak", "video/mp4"),
        ("sound", "sound", "audio/webm"),
        ("sound", "speak", "audio/webm"),
    ],
)
async def test_a_recording_becomes_seekable_and_its_bytes_are_kept(
    taker, folder, kind, item, media_type
):
    content = recording(kind)
    uid = await taker.record(content, item)

    assert await taker.finish() == 1

    take = await taker.take(uid)
    assert (take.state, take.media_type) == (TakeState.READY, media_type)
    assert 1800 < take.duration_ms < 2300
    assert taker.blobs.path(take.original_key).read_bytes() == content
    assert 1.8 < float(probe(taker.blobs.path(take.playable_key))["format"]["duration"]) < 2.3
    assert {file.name for file in files_in(folder)} == {take.original_key, take.playable_key}
    assert await taker.events() == ["recording.completed", "recording.ready"]
    assert await taker.finish() == 0


@pytest.fixture
def named(tmp_path) -> Path:
    """A folder by the path that leads to it from where the program was started."""
    return Path(os.path.relpath(tmp_path))


async def test_a_folder_may_be_named_from_where_the_program_was_started(named, tmp_path):
    (tmp_path / "content").write_bytes(recording("sound"))
    tools = FfmpegTools.find()

    found = await tools.probe(named / "content", Container.MATROSKA)
    await tools.remux(named / "content", Container.MATROSKA, WEBM, named / "seekable")

    assert found["streams"]
    assert float(probe(tmp_path / "seekable")["format"]["duration"]) > 1.8


@pytest.mark.parametrize(
    ("content", "state", "reason"),
    [
        (b"<html><script>alert(1)</script>" * 50, TakeState.QUARANTINED, "no_recording"),
        (b"#EXTM3U\nfile:///etc/passwd\n" * 9, TakeState.QUARANTINED, "no_recording"),
        (b"\x1a\x45\xdf\xa3" + bytes(5000), TakeState.DAMAGED, "unreadable"),
        (b"\x00\x00\x00\x1cftypiso5" + b"x" * 5000, TakeState.DAMAGED, "unreadable"),
        ("mjpeg", TakeState.QUARANTINED, "no_recording"),
        ("head", TakeState.DAMAGED, None),
    ],
)
async def test_what_is_no_recording_or_broken_gets_a_state_and_is_kept(
    taker, folder, content, state, reason
):
    if content == "head":
        content = recording()[:600]
    elif content == "mjpeg":
        content = recording(content)
    uid = await taker.record(content)

    await taker.finish()

    take = await taker.take(uid)
    assert take.state is state
    assert take.reason == reason or (reason is None and take.reason in {"unreadable", "no_length"})
    assert [file.read_bytes() for file in files_in(folder)] == [content]
    assert (await taker.events())[-1] == f"recording.{state}"


async def test_a_recording_cut_off_in_the_middle_is_played_as_far_as_it_goes(taker):
    content = recording()
    uid = await taker.record(content[: len(content) * 2 // 3])

    await taker.finish()

    take = await taker.take(uid)
    assert take.state is TakeState.READY
    assert 500 < take.duration_ms < 2000


async def test_without_tools_it_is_unchecked_and_checked_once_there_are_some(taker, folder):
    uid = await taker.record(recording())

    await taker.finish(tools=None)
    take = await taker.take(uid)
    assert (take.state, take.media_type) == (TakeState.UNCHECKED, "video/webm")
    assert len(files_in(folder)) == 1

    assert await taker.finish(tools=None) == 0
    assert await taker.finish() == 1
    assert (await taker.take(uid)).state is TakeState.READY
    assert len(files_in(folder)) == 2


async def test_three_bad_tries_are_enough(taker, clock, folder):
    content = recording()
    uid = await taker.record(content)
    tools = Tools(ToolStoppedError())

    for _ in range(2):
        assert await taker.finish(tools) == 1
        assert (await taker.take(uid)).state is TakeState.ASSEMBLING
        assert await taker.finish(tools) == 0
        clock.advance(minutes=5)
    await taker.finish(tools)

    take = await taker.take(uid)
    assert (take.state, take.reason) == (TakeState.DAMAGED, "gave_up")
    assert [piece[2] for piece in (await taker.arrived(uid)).chunks] == [
        digest(piece) for piece in cut(content)
    ]
    assert sorted(file.read_bytes() for file in files_in(folder)) == sorted(cut(content))


async def test_a_full_disk_is_nothing_against_a_recording(taker, clock, folder):
    uid = await taker.record(recording())
    for _ in range(5):
        await media.finish_takes(taker.database, FullStore(folder), FfmpegTools.find(), taker.clock)
        clock.advance(minutes=2)

    assert await taker.finish() == 1
    assert (await taker.take(uid)).state is TakeState.READY


async def test_a_lost_chunk_is_found_out(taker, clock, folder):
    uid = await taker.record(recording())
    files_in(folder)[0].unlink()

    for _ in range(3):
        await taker.finish()
        clock.advance(minutes=5)

    assert (await taker.take(uid)).reason == "gave_up"


async def test_a_worker_that_was_too_slow_changes_nothing(taker, clock, folder):
    uid = await taker.record(recording())

    class Overtaken(Tools):
        async def probe(self, *_):
            clock.advance(minutes=16)
            await taker.finish()
            raise ToolError

    await taker.finish(Overtaken(None))

    take = await taker.take(uid)
    assert take.state is TakeState.READY
    assert {file.name for file in files_in(folder)} == {take.original_key, take.playable_key}


async def test_a_worker_that_stops_leaves_it_to_the_next_at_once(taker, folder):
    uid = await taker.record(recording())
    looking = asyncio.Event()

    class Slow(Tools):
        async def probe(self, *_):
            looking.set()
            await asyncio.sleep(60)

    working = asyncio.create_task(taker.finish(Slow(None)))
    await looking.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert len(files_in(folder)) == 4
    assert await taker.finish() == 1
    assert (await taker.take(uid)).state is TakeState.READY


async def test_what_nobody_foresaw_is_tried_three_times_and_not_for_ever(taker, clock):
    uid = await taker.record(recording())
    for _ in range(3):
        assert await taker.finish(Tools(TypeError("odd"))) == 1
        clock.advance(minutes=5)

    assert (await taker.take(uid)).reason == "gave_up"
    assert await taker.finish() == 0


@pytest.mark.parametrize("claimed", ["3000000", "1e300", "inf", "nan", "-5"])
async def test_a_length_that_no_answer_can_have_is_none(taker, claimed):
    uid = await taker.record(recording())

    class Boasting(Tools):
        async def probe(self, *_):
            streams = [{"codec_type": "video", "codec_name": "vp8"}]
            return {"streams": streams, "format": {"duration": claimed}}

        async def remux(self, *given):
            given[-1].write_bytes(b"x")

    await taker.finish(Boasting(None))

    take = await taker.take(uid)
    assert (take.state, take.reason) == (TakeState.DAMAGED, "no_length")


class KilledError(BaseException):
    """What nothing in a program can hold up."""


async def test_a_vanished_workers_recording_is_taken_up_when_its_lease_ends(taker, clock):
    uid = await taker.record(recording())
    with pytest.raises(KilledError):
        await taker.finish(Tools(KilledError()))

    assert await taker.finish() == 0
    clock.advance(minutes=16)
    assert await taker.finish() == 1
    assert (await taker.take(uid)).state is TakeState.READY


@pytest.mark.parametrize("script", ["kill -9 $$", "exec /nonexistent/program"])
async def test_a_tool_that_is_ended_or_gone_says_nothing_of_the_recording(tmp_path, script):
    program = tmp_path / "ffprobe"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    tools = FfmpegTools(str(program), str(tmp_path / "missing"))

    with pytest.raises(ToolStoppedError):
        await tools.probe(tmp_path, Container.MATROSKA)
    with pytest.raises(ToolStoppedError):
        await tools.remux(tmp_path, Container.MATROSKA, WEBM, tmp_path / "output")


async def test_a_tool_that_hangs_is_ended_with_all_that_it_started(tmp_path):
    program, started = tmp_path / "ffprobe", tmp_path / "started"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {started}\nwait\n")
    program.chmod(0o755)
    tools = FfmpegTools(str(program), str(program), probe_seconds=0.5)

    with pytest.raises(ToolStoppedError):
        await tools.probe(tmp_path, Container.MATROSKA)

    assert is_over(int(started.read_text()))
