"""Settings about other systems: API keys, webhooks, and the way that letters leave by."""

from muster.edges.console.integrations.routes import routes

__all__ = ["routes"]
