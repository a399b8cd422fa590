"""The journal: events, their order, and the feed that shows them."""

from muster.features.journal.actions import (
    last_sequence,
    organizations_to_sequence,
    read_feed,
    record,
    sequence,
)
from muster.features.journal.forgetting import copy_of
from muster.features.journal.model import CANDIDATE, TIME, Event, Fact

__all__ = [
    "CANDIDATE",
    "TIME",
    "Event",
    "Fact",
    "copy_of",
    "last_sequence",
    "organizations_to_sequence",
    "read_feed",
    "record",
    "sequence",
]
