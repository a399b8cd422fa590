"""The lists of invitations and of candidates, views of them, and what is done to many at once."""

from muster.edges.console.lists.routes import routes

__all__ = ["routes"]
