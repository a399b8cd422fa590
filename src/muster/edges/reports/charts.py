"""The drawings of a report as numbers: paths and places, without any colour. Pure.

The page colours them by its stylesheet, the PDF by the accent. A table or a sentence beside each
says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

_CENTRE, _RADIUS = 70.0, 58.0
_BEGIN, _SWEEP = 150.0, 240.0  # degrees, clockwise from three o'clock
_TICK = 13.0
_WIDTH, _FLOOR, _HIGHEST = 320, 100, 84
_LEAST = 2.0
_GAP = 0.24


@dataclass(frozen=True, slots=True)
class Dial:
    """An arc of 140 by 112 with how much of it is filled, and the mark of a cut-off."""

    track: str
    filled: str
    cut: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a chart of 320 by 100, and where its count stands; ``here`` is the reader's own."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int
    here: bool


def dial(share: float | None, cut: float | None) -> Dial:
    """Return the arc of a share from 0 to 1; None fills nothing."""
    return Dial(
        track=_arc(0, 1),
        filled=_arc(0, min(1, share)) if share else "",
        cut="" if cut is None else _tick(min(1, max(0, cut))),
    )


def columns(spread: Sequence[int], here: int, *, mirrored: bool) -> tuple[Column, ...]:
    """Return a column for each step of a spread, with the ``here``-th marked.

    ``mirrored`` ones go from right to left. The highest has room for its count above it.
    """
    pitch, most = _WIDTH / len(spread), max(*spread, 1)
    drawn = []
    for number, count in enumerate(spread):
        height = max(_LEAST, _HIGHEST * count / most) if count else 0
        place = len(spread) - 1 - number if mirrored else number
        drawn.append(
            Column(
                x=round(place * pitch + pitch * _GAP / 2, 2),
                y=round(_FLOOR - height, 2),
                width=round(pitch * (1 - _GAP), 2),
                height=round(height, 2),
                middle=round((place + 0.5) * pitch, 2),
                count=count,
                here=number == here,
            )
        )
    return tuple(drawn)


def _arc(begin: float, end: float) -> str:
    large = int((end - begin) * _SWEEP > 180)  # noqa: PLR2004 -- half a circle
    from_x, from_y = _point(begin, _RADIUS)
    to_x, to_y = _point(end, _RADIUS)
    return f"M{from_x} {from_y}A{_RADIUS:g} {_RADIUS:g} 0 {large} 1 {to_x} {to_y}"


def _tick(at: float) -> str:
    inner, outer = _point(at, _RADIUS - _TICK), _point(at, _RADIUS + _TICK - 2)
    return f"M{inner[0]} {inner[1]}L{outer[0]} {outer[1]}"


def _point(at: float, radius: float) -> tuple[float, float]:
    angle = (_BEGIN + at * _SWEEP) * pi / 180
    return round(_CENTRE + radius * cos(angle), 2), round(_CENTRE + radius * sin(angle), 2)
