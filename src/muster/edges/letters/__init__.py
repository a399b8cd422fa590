"""What mails say: the renderers of the message kinds ``invitation``, ``home`` and ``stage``."""

from muster.edges.letters.letters import Letters
from muster.edges.letters.preview import preview

__all__ = ["Letters", "preview"]
