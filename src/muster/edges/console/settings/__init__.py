"""Settings of the organization, and the frame that all pages of settings share."""

from muster.edges.console.settings.routes import routes

__all__ = ["routes"]
