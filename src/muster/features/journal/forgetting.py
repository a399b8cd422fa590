"""What the journal says of a person.

Events hold numbers and no personal data, so that nothing of them is ever deleted.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from muster.features.journal import store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> list[Mapping[str, Any]]:
    """Return the events about things of (kind, id), oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_events(connection, organization, things)
    return found
