"""What becomes of an accent colour: how well it can be read, and what we change so that it can.

The limits are those of WCAG 2.2: 4.5 for text (1.4.3), 3 for the shape of a control (1.4.11).
"""

from dataclasses import dataclass

from muster.edges.letters import button_colour
from muster.edges.style import accent

TEXT = 4.5


@dataclass(frozen=True, slots=True)
class Use:
    """One use of the colour: what is on what, the contrast, and whether the colour was changed."""

    name: str
    ink: str
    ground: str
    contrast: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A colour and all that it becomes, by day and at night."""

    color: str
    day: dict[str, str]
    night: dict[str, str]
    uses: tuple[Use, ...]

    @property
    def kept(self) -> bool:
        """Tell whether the colour is used everywhere as it is."""
        return not any(use.changed for use in self.uses)


def look_of(wish: str | None) -> Look:
    """Return what a colour such as ``#0b5fff`` becomes; without one that of our own blue."""
    digits = accent.parse(wish) or accent.DEFAULT
    color = f"#{digits}"
    day, night = accent.on_paper(digits), accent.at_night(digits)
    letter = button_colour(color)
    uses = (
        _use("button", day["on-accent"], day["accent"], changed=day["accent"] != color),
        _use("text", day["accent-ink"], "#ffffff", changed=day["accent-ink"] != color),
        _use(
            "night", night["accent-ink"], night["accent-tint"], changed=night["accent-ink"] != color
        ),
        _use("letter", "#ffffff", letter, changed=letter != color),
    )
    return Look(color, day, night, uses)


def _use(name: str, ink: str, ground: str, *, changed: bool) -> Use:
    return Use(name, ink, ground, accent.contrast_of(ink, ground), changed)
