"""What mails say: the renderers of every kind of message that is a letter."""

from muster.edges.letters.letters import Letters
from muster.edges.letters.preview import preview

__all__ = ["Letters", "preview"]
