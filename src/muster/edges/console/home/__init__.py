"""The first page: the funnel, what needs attention, what happened."""

from muster.edges.console.home.routes import routes

__all__ = ["routes"]
