"""Privacy: a copy for the person, erasure, holds, and how long people are kept."""

from muster.features.privacy.actions.archive import archive, check_enclosures
from muster.features.privacy.actions.copying import export
from muster.features.privacy.actions.erase import (
    Order,
    Removers,
    erase,
    list_erased,
    remove_doomed,
)
from muster.features.privacy.actions.keep import (
    find_hold,
    hold,
    list_holds,
    organizations_without_retention,
    read_retention,
    release,
    set_retention,
)
from muster.features.privacy.actions.sweep import look_ahead, sweep, sweep_due
from muster.features.privacy.model import (
    Basis,
    Hold,
    Kept,
    OnHoldError,
    Outlook,
    PersonalCopy,
    Place,
    Retention,
    RetentionError,
    Tombstone,
    UnknownHoldError,
    check_months,
)

__all__ = [
    "Basis",
    "Hold",
    "Kept",
    "OnHoldError",
    "Order",
    "Outlook",
    "PersonalCopy",
    "Place",
    "Removers",
    "Retention",
    "RetentionError",
    "Tombstone",
    "UnknownHoldError",
    "archive",
    "check_enclosures",
    "check_months",
    "erase",
    "export",
    "find_hold",
    "hold",
    "list_erased",
    "list_holds",
    "look_ahead",
    "organizations_without_retention",
    "read_retention",
    "release",
    "remove_doomed",
    "set_retention",
    "sweep",
    "sweep_due",
]
