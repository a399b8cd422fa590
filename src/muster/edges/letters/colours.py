"""The employer's accent colour, made readable by day and by night.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): text needs 4.5
(criterion 1.4.3), the shape of a button 3 against what is around it (1.4.11).
"""

import re
from typing import NamedTuple

DEFAULT = "#1d4ed8"
NIGHT_PAGE = "#0f1216"
NIGHT_CARD = "#191d24"
_WHITE = "#ffffff"
_TEXT = 4.5
_SHAPE = 3.0
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Of CSS Color 4's relative luminance: where the curve begins, and its three weights.
_KNEE = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)


class Accent(NamedTuple):
    """One colour in three roles; white text is readable on the first two."""

    day: str
    night: str
    """The same colour, lightened until its shape shows on the dark card."""
    night_link: str
    """Lightened until text in it is readable on the dark card."""


def accent(wish: str | None) -> Accent:
    """Return the colours for a wish such as ``#0b5fff``, or the default's if none can be read."""
    usable = wish and _COLOUR.fullmatch(wish) and contrast(wish, _WHITE) >= _TEXT
    day = wish.lower() if wish and usable else DEFAULT
    return Accent(day, _lighten(day, _SHAPE), _lighten(day, _TEXT))


def button_colour(wish: str) -> str:
    """Return the colour that buttons of letters have for a wish."""
    return accent(wish).day


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _lighten(colour: str, least: float) -> str:
    for percent in range(101):
        mixed = "#" + "".join(
            f"{part + (255 - part) * percent // 100:02x}" for part in _parts(colour)
        )
        if contrast(mixed, NIGHT_CARD) >= least:
            return mixed
    return _WHITE


def _luminance(colour: str) -> float:
    light = (part / 255 for part in _parts(colour))
    linear = (part / 12.92 if part <= _KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in light)
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
