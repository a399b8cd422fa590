"""The native HTTP API under /v1."""

from muster.edges.api.app import build

__all__ = ["build"]
