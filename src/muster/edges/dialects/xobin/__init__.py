"""Xobin's API v2, as its reference pages describe it."""

from muster.edges.dialects.xobin.app import build
from muster.edges.dialects.xobin.hooks import AssessmentHooks, InterviewHooks

__all__ = ["AssessmentHooks", "InterviewHooks", "build"]
