"""The overview: what members look over. It reads what all features wrote, and writes nothing."""

from muster.features.overview.actions.counting import (
    count_funnel,
    has_invitations,
    is_crowd,
    list_attention,
)
from muster.features.overview.actions.reading import (
    list_recent,
    pages_of_audit,
    read_audit,
    read_timeline,
)
from muster.features.overview.model import (
    WINDOWS,
    Actor,
    ActorKind,
    Attention,
    Cursor,
    Funnel,
    Happening,
    Need,
    Page,
    Person,
    Step,
    Timeline,
    Wanted,
)

__all__ = [
    "WINDOWS",
    "Actor",
    "ActorKind",
    "Attention",
    "Cursor",
    "Funnel",
    "Happening",
    "Need",
    "Page",
    "Person",
    "Step",
    "Timeline",
    "Wanted",
    "count_funnel",
    "has_invitations",
    "is_crowd",
    "list_attention",
    "list_recent",
    "pages_of_audit",
    "read_audit",
    "read_timeline",
]
