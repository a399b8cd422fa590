"""The pure rules: manifests, limits, containers."""

import pytest

from muster.features.catalog import Medium
from muster.features.media.containers import (
    Container,
    duration_ms,
    media_type_of,
    sniff,
    understand,
)
from muster.features.media.model import (
    Caps,
    ChunkDiffersError,
    ChunksMissingError,
    EmptyError,
    Manifest,
    TakeState,
    check_manifest,
    count_contiguous,
    room_for_take,
)

ONE, TWO, THREE = b"1" * 32, b"2" * 32, b"3" * 32


def probed(*codecs):
    kinds = {"vp9": "video", "vp8": "video", "h264": "video", "mjpeg": "video", "bin": "data"}
    return {"streams": [{"codec_type": kinds.get(c, "audio"), "codec_name": c} for c in codecs]}


def test_a_manifest_fits_what_is_there_and_more():
    check_manifest(Manifest((ONE, TWO)), {1: TWO, 0: ONE, 3: THREE})


@pytest.mark.parametrize(
    ("digests", "there", "error"),
    [
        ((), {}, EmptyError),
        ((ONE, TWO), {0: ONE}, ChunksMissingError),
        ((ONE, TWO), {0: TWO, 1: ONE}, ChunkDiffersError),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(digests, there, error):
    with pytest.raises(error):
        check_manifest(Manifest(digests), there)


def test_missing_chunks_are_named():
    with pytest.raises(ChunksMissingError) as refused:
        check_manifest(Manifest((ONE, TWO, THREE)), {1: TWO})

    assert refused.value.missing == (0, 2)


@pytest.mark.parametrize(
    ("numbers", "count"), [([], 0), ([0, 1, 2], 3), ([2, 0, 1, 4], 3), ([1, 2], 0)]
)
def test_what_follows_from_the_first_chunk_can_be_played(numbers, count):
    assert count_contiguous(numbers) == count


def test_the_room_of_a_take_grows_with_its_length_up_to_the_cap():
    caps = Caps(chunk=10, take=100, bytes_a_second=2)

    assert [room_for_take(caps, seconds) for seconds in (0, 5, 500)] == [10, 20, 100]


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81", Container.MATROSKA),
        (b"\x00\x00\x00\x1cftypiso5", Container.MP4),
        (b"OggS\x00\x02\x00\x00\x00\x00\x00\x00", Container.OGG),
        (b"#EXTM3U\nhttp", None),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_only_what_browsers_record_is_looked_into(head, container):
    assert sniff(head) is container


@pytest.mark.parametrize(
    ("codecs", "media_type"),
    [
        (["vp9", "opus"], "video/webm"),
        (["opus"], "audio/webm"),
        (["h264", "aac"], "video/mp4"),
        (["h264", "opus"], "video/mp4"),
        (["aac"], "audio/mp4"),
        (["bin", "opus", "vp8"], "video/webm"),
    ],
)
def test_a_recording_is_packed_into_what_its_codecs_fit(codecs, media_type):
    assert understand(probed(*codecs)).media_type == media_type


@pytest.mark.parametrize("codecs", [[], ["bin"], ["mjpeg"], ["vp9", "pcm_s16le"]])
def test_what_no_browser_records_is_no_recording(codecs):
    assert understand(probed(*codecs)) is None


def test_without_a_probe_the_container_gives_the_media_type():
    assert media_type_of(Container.MATROSKA, Medium.VIDEO) == "video/webm"
    assert media_type_of(Container.OGG, Medium.VIDEO) == "audio/ogg"
    assert media_type_of(Container.MP4, Medium.AUDIO) == "audio/mp4"


@pytest.mark.parametrize(
    ("found", "length"),
    [({"format": {"duration": "2.5019"}}, 2502), ({"format": {}}, 0), ({}, 0)],
)
def test_the_length_is_in_milliseconds(found, length):
    assert duration_ms(found) == length


def test_only_two_states_are_shown():
    assert {state for state in TakeState if state.shown} == {TakeState.READY, TakeState.UNCHECKED}
