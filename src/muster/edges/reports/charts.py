"""The drawings of a report as numbers: paths and places, without any colour. Pure.

The page colours them by its stylesheet, the PDF by the accent. A table or a sentence beside each
says the same.
"""

from dataclasses import dataclass
from math import cos, pi, sin

_CENTRE, _RADIUS = 70.0, 58.0
_BEGIN, _SWEEP = 150.0, 240.0  # degrees, clockwise from three o'clock
_TICK = 13.0
_MOST_STEPS = 48


@dataclass(frozen=True, slots=True)
class Dial:
    """An arc of 140 by 112 with how much of it is filled, and the mark of a cut-off."""

    track: str
    filled: str
    cut: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a staircase of 100 by 40, from the last place to the first."""

    x: float
    y: float
    width: float
    height: float
    here: bool
    below: bool


def dial(share: float | None, cut: float | None) -> Dial:
    """Return the arc of a share from 0 to 1; None fills nothing."""
    return Dial(
        track=_arc(0, 1),
        filled=_arc(0, min(1, share)) if share else "",
        cut="" if cut is None else _tick(min(1, max(0, cut))),
    )


def staircase(of: int, share: float) -> tuple[Step, ...]:
    """Return one step for each of ``of`` results, or for several, with the one at a share marked.

    The height tells the place and nothing else: how far apart results are, nobody is told.
    """
    count = min(of, _MOST_STEPS)
    here = round(share * (count - 1))
    pitch = 100 / count
    steps = []
    for number in range(count):
        height = 8 + 32 * number / (count - 1)
        steps.append(
            Step(
                round(number * pitch, 2),
                round(40 - height, 2),
                round(pitch * 0.72, 2),
                round(height, 2),
                here=number == here,
                below=number < here,
            )
        )
    return tuple(steps)


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
