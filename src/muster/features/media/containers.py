"""What recordings are packed in, by their first bytes and by what ffprobe finds inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from muster.features.catalog import Medium

HEAD = 12
"""Bytes that tell what a file is."""
_LONGEST = 24 * 3600.0


class Container(StrEnum):
    """What browsers record into; the value is ffmpeg's name of what reads it."""

    MATROSKA = "matroska"
    """WebM is a part of it (Chrome, Firefox)."""
    MP4 = "mp4"
    """Safari, and Chrome when asked."""
    OGG = "ogg"
    """Sound of older Firefox."""


@dataclass(frozen=True, slots=True)
class Form:
    """A seekable file to make: ffmpeg's name of what writes it, and the media types."""

    muxer: str
    video: str
    audio: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """What ffprobe found: which streams there are to be played, and into what they go."""

    form: Form
    medium: Medium

    @property
    def media_type(self) -> str:
        """Return the Content-Type of the file that is made."""
        return self.form.video if self.medium is Medium.VIDEO else self.form.audio


WEBM = Form("webm", "video/webm", "audio/webm")
MP4 = Form("mp4", "video/mp4", "audio/mp4", ("-movflags", "+faststart"))

_IN_WEBM = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
_IN_MP4 = frozenset({"h264", "hevc", "av1", "vp9", "aac", "opus", "mp3"})
_UNCHECKED = {
    Container.MATROSKA: ("video/webm", "audio/webm"),
    Container.MP4: ("video/mp4", "audio/mp4"),
    Container.OGG: ("audio/ogg", "audio/ogg"),
}


def sniff(head: bytes) -> Container | None:
    """Return what the first bytes say, or None when it is no recording of a browser.

    EBML: RFC 8794, 11.2.1; ISO/IEC 14496-12, 4.3 (ftyp); Ogg: RFC 3533, 6.
    """
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Container.MATROSKA
    if head[4:8] == b"ftyp":
        return Container.MP4
    return Container.OGG if head.startswith(b"OggS") else None


def media_type_of(container: Container, medium: Medium) -> str:
    """Return the Content-Type of a recording that nobody looked into."""
    video, audio = _UNCHECKED[container]
    return video if medium is Medium.VIDEO else audio


def understand(probed: Mapping[str, Any]) -> Recording | None:
    """Return what to make of the streams that ffprobe lists, or None when there is nothing to play.

    The first stream of sight and the first of sound count; ffmpeg is told to leave the rest.
    """
    streams = probed.get("streams", [])
    found = {
        kind: next((one["codec_name"] for one in streams if _is(one, kind)), None)
        for kind in ("video", "audio")
    }
    codecs = {codec for codec in found.values() if codec is not None}
    form = next((form for form, fits in ((WEBM, _IN_WEBM), (MP4, _IN_MP4)) if codecs <= fits), None)
    if not codecs or form is None:
        return None
    return Recording(form, Medium.VIDEO if found["video"] else Medium.AUDIO)


def duration_ms(probed: Mapping[str, Any]) -> int:
    """Return the length that ffprobe read from a seekable file; 0 when it has none.

    A file can claim any; what no answer can last is none.
    """
    try:
        seconds = float(probed.get("format", {}).get("duration", 0))
    except ValueError:
        return 0
    return round(seconds * 1000) if 0 < seconds <= _LONGEST else 0


def _is(stream: Mapping[str, Any], kind: str) -> bool:
    return stream.get("codec_type") == kind and bool(stream.get("codec_name"))
