"""Logos: what one may be, and where it is kept.

SVG is left out: it can hold scripts.
"""

import hashlib
from dataclasses import dataclass

from muster.base.errors import InvalidError, NotFoundError
from muster.features.organizations.images import look_at

LARGEST_LOGO = 512 * 1024
"""Bytes."""
_LARGEST_SIDE = 4096
_SMALLEST_SIDE = 16
_WIDE = 2.0


class LogoError(InvalidError):
    """A logo is a PNG, JPEG or WebP image of 512 kB and 4096 pixels a side at most."""

    code = "bad_logo"


class DamagedLogoError(LogoError):
    """This image is damaged or incomplete; save it once more and choose the new file."""


class UnknownLogoError(NotFoundError):
    """There is no such logo."""

    code = "unknown_logo"


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo in use: hexadecimal SHA-256 of its bytes, and its size in pixels."""

    sha256: str
    width: int
    height: int

    @property
    def wide(self) -> bool:
        """Tell whether it is so wide that it has the name in it."""
        return self.width > _WIDE * self.height


@dataclass(frozen=True, slots=True)
class LogoFile:
    """The bytes of a logo, their media type, and the size in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int

    @property
    def logo(self) -> Logo:
        """What an organization knows of it."""
        return Logo(hashlib.sha256(self.content).hexdigest(), self.width, self.height)


def read_logo(content: bytes) -> LogoFile:
    """Return the logo that these bytes are; whether its points can be drawn is not known yet.

    Raises:
        LogoError: they are no image of ours, too large, or too small to be seen.
        DamagedLogoError: something of the image is missing, or is not as it was written.
    """
    if not content:
        raise LogoError("The file is empty", field="logo")
    if len(content) > LARGEST_LOGO:
        raise LogoError("This image has more than 512 kB", field="logo")
    seen = look_at(content)
    if seen is None:
        raise LogoError("This is no PNG, JPEG or WebP image", field="logo")
    if not all(_SMALLEST_SIDE <= side <= _LARGEST_SIDE for side in (seen.width, seen.height)):
        raise LogoError("A logo has 16 to 4096 pixels a side", field="logo")
    if not seen.whole:
        raise DamagedLogoError(field="logo")
    return LogoFile(seen.media_type, content, seen.width, seen.height)
