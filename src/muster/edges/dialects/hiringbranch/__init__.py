"""HiringBranch's Connect API 1.0, as its OpenAPI document describes it."""

from muster.edges.dialects.hiringbranch.app import build

__all__ = ["build"]
