"""Suppressions: addresses that an organization no longer writes to."""

from muster.features.delivery.suppressions.actions import (
    find_suppression,
    lift_by_number,
    lift_suppression,
    list_suppressions,
    suppress,
)

__all__ = [
    "find_suppression",
    "lift_by_number",
    "lift_suppression",
    "list_suppressions",
    "suppress",
]
