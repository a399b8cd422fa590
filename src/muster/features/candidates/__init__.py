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
from muster.features.candidates.forgetting import copy_of, forget, lock
from muster.features.candidates.model import Candidate, Person

__all__ = [
    "Candidate",
    "Met",
    "Person",
    "UnknownCandidateError",
    "copy_of",
    "find",
    "forget",
    "get",
    "list_candidates",
    "lock",
    "meet",
    "void_home_links",
]
