"""Inviting: one person, a pasted list, a file; what becomes of lists."""

from muster.edges.console.inviting.routes import routes

__all__ = ["routes"]
