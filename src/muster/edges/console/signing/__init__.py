"""Signing in and out: links by mail, passkeys, the organization's own sign-in service."""

from muster.edges.console.signing.routes import routes

__all__ = ["routes"]
