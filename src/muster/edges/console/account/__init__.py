"""A member's own account: name, passkeys, browsers."""

from muster.edges.console.account.routes import routes

__all__ = ["routes"]
