"""The four surfaces that the reference describes: what each is for and where its document is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from muster.edges.reference.pointers import Json

Documents: TypeAlias = Mapping[str, Callable[[], Json]]
"""By a surface's name, what makes its OpenAPI document."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One way to call Muster."""

    name: str
    title: str
    lead: str
    """What it is for, in a sentence."""
    base: str
    """What a client of it takes as its base address, after the host."""
    document: str
    """Where the OpenAPI document itself is served."""
    dialect: bool = True


NATIVE = Surface(
    name="native",
    title="Native API",
    lead="Everything that Muster can do, for new integrations.",
    base="/v1",
    document="/v1/openapi.json",
    dialect=False,
)
SURFACES = (
    NATIVE,
    Surface(
        name="hiringbranch",
        title="HiringBranch dialect",
        lead="For clients of HiringBranch Connect: several assessments at a time, and scores.",
        base="/connect",
        document="/connect/openapi.json",
    ),
    Surface(
        name="xobin",
        title="Xobin dialect",
        lead="For clients of Xobin v2: assessments in bulk, interviews, tracks, reports, webhooks.",
        base="/api/v2",
        document="/api/v2/openapi.json",
    ),
    Surface(
        name="micro1",
        title="micro1 dialect",
        lead="For clients of the micro1 Public API: interviews, reports, recordings, jobs, webhooks.",
        base="",
        document="/interview/openapi.json",
    ),
)
