"""Suppressed addresses: who gets no letters, and why."""

from muster.edges.console.suppressions.routes import routes

__all__ = ["routes"]
