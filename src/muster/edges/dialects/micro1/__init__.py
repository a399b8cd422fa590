"""micro1's Public API 1.0.0, as its OpenAPI document describes it."""

from muster.edges.dialects.micro1.app import build
from muster.edges.dialects.micro1.hooks import Hooks

__all__ = ["Hooks", "build"]
