"""Candidates: people within one organization."""

from muster.features.candidates.actions import (
    Met,
    UnknownCandidateError,
    find,
    get,
    list_candidates,
    meet,
    void_home_links,
)
from muster.features.candidates.model import Candidate, Person

__all__ = [
    "Candidate",
    "Met",
    "Person",
    "UnknownCandidateError",
    "find",
    "get",
    "list_candidates",
    "meet",
    "void_home_links",
]
