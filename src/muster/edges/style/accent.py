"""An employer's one colour, turned into the few that its pages need, readable in each theme.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 4.5 for text
(1.4.3), 3 for the shape of a control (1.4.11). The colour itself is kept wherever it is a field
of its own with text on it; where it must be read on our surface it is darkened or lightened.
"""

import re
from dataclasses import dataclass

DEFAULT = "1d4ed8"
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_TEXT = 4.5
_TEXT_AT_NIGHT = 6.0
_SHAPE = 3.0
_STEPS = 50
# Where the sRGB curve begins, and the weights of relative luminance.
_KNEE = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)

Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_INK: Colour = (20, 22, 26)


@dataclass(frozen=True, slots=True)
class Theme:
    """What the accent is laid on, and what it is moved towards to be seen there."""

    surface: Colour
    canvas: Colour
    """What is around surfaces; links and tabs stand on it, too."""
    towards: Colour
    band: float
    """Share of the accent in the band at the top: the full colour would glare at night."""
    tint: float
    text: float
    """Contrast of what is read in the accent's own colour; thin light letters need some more."""


_DAY = Theme(
    surface=_WHITE, canvas=(244, 244, 241), towards=_BLACK, band=1.0, tint=0.08, text=_TEXT
)
_NIGHT = Theme(
    surface=(27, 30, 35),
    canvas=(18, 20, 24),
    towards=_WHITE,
    band=0.45,
    tint=0.16,
    text=_TEXT_AT_NIGHT,
)


def parse(wish: str | None) -> str | None:
    """Return six lower-case hex digits, or None."""
    found = _HEX.fullmatch(wish or "")
    return found[1].lower() if found else None


def stylesheet(digits: str) -> str:
    """Return the custom properties that an accent sets, for day and night."""
    accent = _read(digits)
    day = "".join(_declare(accent, _DAY))
    night = "".join(_declare(accent, _NIGHT))
    return f":root{{{day}}}\n@media (prefers-color-scheme:dark){{:root{{{night}}}}}\n"


def on_paper(digits: str) -> dict[str, str]:
    """Return the colours that an accent sets by day, by the name of their property."""
    return _named(_declare(_read(digits), _DAY))


def at_night(digits: str) -> dict[str, str]:
    """Return those that it sets where the reader prefers dark pages."""
    return _named(_declare(_read(digits), _NIGHT))


def contrast_of(one: str, other: str) -> float:
    """Return the contrast of two colours such as ``#0b5fff``, 1 to 21."""
    return contrast(_read(one.lstrip("#")), _read(other.lstrip("#")))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _named(declarations: list[str]) -> dict[str, str]:
    return dict(line.strip("-;").split(":", 1) for line in declarations)


def _declare(accent: Colour, theme: Theme) -> list[str]:
    fill = accent if theme is _DAY else _move(accent, theme, theme.surface, _SHAPE)
    band = _mix(theme.surface, accent, theme.band)
    tint = _mix(theme.surface, accent, theme.tint)
    ink = _move(_move(accent, theme, tint, theme.text), theme, theme.canvas, theme.text)
    visible = contrast(fill, theme.surface) >= _SHAPE
    return [
        f"--accent:{_write(fill)};",
        f"--on-accent:{_write(_on(fill))};",
        f"--accent-edge:{_write(fill if visible else ink)};",
        f"--accent-ink:{_write(ink)};",
        f"--accent-tint:{_write(tint)};",
        f"--band:{_write(band)};",
        f"--on-band:{_write(_on(band))};",
    ]


def _on(field: Colour) -> Colour:
    """Return white, a soft black or black: the first that is readable; black or white always is."""
    readable = (colour for colour in (_WHITE, _INK, _BLACK) if contrast(colour, field) >= _TEXT)
    return next(readable)


def _move(colour: Colour, theme: Theme, ground: Colour, least: float) -> Colour:
    for step in range(_STEPS):
        moved = _mix(colour, theme.towards, step / _STEPS)
        if contrast(moved, ground) >= least:
            return moved
    return theme.towards


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(first + (second - first) * share) for first, second in zip(one, other, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    light = (part / 255 for part in colour)
    linear = (part / 12.92 if part <= _KNEE else ((part + 0.055) / 1.055) ** 2.4 for part in light)
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))


def _read(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _write(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
