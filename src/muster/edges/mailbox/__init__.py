"""The demo's mailbox: every letter that would have been sent. For loopback only."""

from muster.edges.mailbox.app import build

__all__ = ["build"]
