"""Candidates: people within one organization."""

from muster.features.candidates.actions import (
    AddressTakenError,
    Met,
    UnknownCandidateError,
    correct,
    find,
    get,
    list_candidates,
    meet,
    void_home_links,
)
from muster.features.candidates.forgetting import copy_of, forget, lock
from muster.features.candidates.model import Candidate, Person

__all__ = [
    "AddressTakenError",
    "Candidate",
    "Met",
    "Person",
    "UnknownCandidateError",
    "copy_of",
    "correct",
    "find",
    "forget",
    "get",
    "list_candidates",
    "lock",
    "meet",
    "void_home_links",
]
