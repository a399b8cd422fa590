"""The journal: events, their order, and the feed that shows them."""

from muster.features.journal.actions import (
    organizations_to_sequence,
    read_feed,
    record,
    sequence,
)
from muster.features.journal.model import CANDIDATE, TIME, Event, Fact

__all__ = [
    "CANDIDATE",
    "TIME",
    "Event",
    "Fact",
    "organizations_to_sequence",
    "read_feed",
    "record",
    "sequence",
]
