"""Which bytes are a logo, and that none is taken of which something is missing."""

import struct

import pytest

import logos
from logos import JPEG, LOSSLESS, LOSSY, png
from muster.features.organizations import DamagedLogoError, LogoError, read_logo

WHOLE = {
    "png": (png(24, 16), "image/png"),
    "jpeg": (JPEG, "image/jpeg"),
    "lossy": (LOSSY, "image/webp"),
    "lossless": (LOSSLESS, "image/webp"),
    "moving": (logos.framed(24, 16, LOSSY), "image/webp"),
}
_PNG_HEAD = png(24, 16)[:33]
_SCAN = JPEG.index(b"\xff\xda")
_FRAME = JPEG[JPEG.index(b"\xff\xc0") :][:19]


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_image_is_a_logo(kind):
    content, media_type = WHOLE[kind]
    logo = read_logo(content)
    assert (logo.media_type, logo.width, logo.height) == (media_type, 24, 16)
    # Cameras and tools leave things behind the end; the image is whole.
    assert read_logo(content + b"\0left").width == 24


@pytest.mark.parametrize("kind", WHOLE)
def test_a_truncated_image_is_refused_wherever_it_was_cut(kind):
    content, _ = WHOLE[kind]
    for length in range(len(content)):
        with pytest.raises(LogoError) as raised:
            read_logo(content[:length])
        assert raised.value.field == "logo"
    with pytest.raises(DamagedLogoError):
        read_logo(content[:-1])


def test_a_png_with_one_other_bit_is_refused():
    content = png(24, 16)
    for place in range(len(content)):
        for bit in (1, 128):
            changed = bytearray(content)
            changed[place] ^= bit
            with pytest.raises(LogoError):
                read_logo(bytes(changed))


@pytest.mark.parametrize(
    "content",
    [
        png(24, 16).replace(logos.chunk(b"IEND", b""), b""),
        _PNG_HEAD + logos.chunk(b"IEND", b""),
        _PNG_HEAD + png(24, 16)[8:],
        JPEG[:_SCAN] + b"\xff\xd9",
        JPEG[:_SCAN] + _FRAME.replace(b"\0\x10\0\x18", b"\xff\xff\xff\xff") + JPEG[_SCAN:],
        JPEG[:_SCAN] + JPEG[_SCAN:-2] * 1000 + b"\xff\xd9",
        logos.framed(16, 16, LOSSY),
        logos.framed(24, 16, LOSSLESS[:12]),
        LOSSY[:16] + struct.pack("<I", 2**32 - 1) + LOSSY[20:],
    ],
    ids=[
        "no end",
        "no points",
        "two heads",
        "no scan",
        "a second frame, larger",
        "a thousand scans",
        "a frame larger than its canvas",
        "an empty frame",
        "a chunk of four gigabytes",
    ],
)
def test_what_is_not_as_it_says_is_damaged(content):
    with pytest.raises(DamagedLogoError):
        read_logo(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"<svg onload=alert(1)>", "This is no PNG, JPEG or WebP image"),
        (b"GIF89a" + b"\0" * 40, "This is no PNG, JPEG or WebP image"),
        (png(24, 16) + b"0" * 600_000, "This image has more than 512 kB"),
        (png(20_000, 20_000, b""), "A logo has 16 to 4096 pixels a side"),
        (png(2**32 - 1, 16, b""), "A logo has 16 to 4096 pixels a side"),
        (png(0, 0, b""), "A logo has 16 to 4096 pixels a side"),
    ],
    ids=["empty", "svg", "gif", "heavy", "huge", "endless", "nothing"],
)
def test_it_is_said_why_something_is_no_logo(content, said):
    with pytest.raises(LogoError) as raised:
        read_logo(content)
    assert (raised.value.message, raised.value.field) == (said, "logo")
