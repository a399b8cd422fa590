"""Reviewing: the queue, the page of a report, boards of tracks, what candidates ask for."""

from muster.edges.console.reviewing.routes import routes

__all__ = ["routes"]
