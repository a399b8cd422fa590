"""What Muster's own webhooks say."""

from muster.edges.webhooks.bodies import Bodies

__all__ = ["Bodies"]
