"""What mails say: the renderers of every kind of message that is a letter."""

from muster.edges.letters.colours import button_colour
from muster.edges.letters.letters import Letters
from muster.edges.letters.preview import preview
from muster.edges.letters.samples import Samples, Shown, sample_variables, show_letter
from muster.edges.letters.worded import starter

__all__ = [
    "Letters",
    "Samples",
    "Shown",
    "button_colour",
    "preview",
    "sample_variables",
    "show_letter",
    "starter",
]
