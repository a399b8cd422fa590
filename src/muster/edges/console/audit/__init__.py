"""The audit log: everything that happened, by whom, on a page and as a file."""

from muster.edges.console.audit.routes import routes

__all__ = ["routes"]
