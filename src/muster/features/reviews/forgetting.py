"""What reviewing holds of a person: the copy that the person may have, and its end."""

from collections.abc import Mapping
from typing import Any

from muster.features.reviews.store import forgetting as store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return comments and decisions by attempt, as JSON has them; not who wrote them."""
    found: list[Mapping[str, Any]] = await store.copy_reviews(connection, organization, candidate)
    return found


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete what was said and decided about a candidate's reports."""
    await store.delete_reviews(connection, organization, candidate)
