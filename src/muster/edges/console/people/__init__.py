"""The page of one person, with everything that happened, and what can be done about it."""

from muster.edges.console.people.routes import routes

__all__ = ["routes"]
