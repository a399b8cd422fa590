"""The members of an organization: who they are, what they may do, inviting and removing them."""

from muster.edges.console.members.routes import routes

__all__ = ["routes"]
