"""Xobin's API v2, as its reference pages describe it."""

from muster.edges.dialects.xobin.app import build

__all__ = ["build"]
