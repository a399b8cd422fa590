"""What lists hold of a person: the rows with their address, as long as lists have rows."""

from collections.abc import Mapping
from typing import Any

from muster.features.intake.store import forgetting as store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the rows that name the candidate, oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_rows(connection, organization, candidate)
    return found


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the rows that name the candidate, while the candidate's address is still there."""
    await store.delete_rows(connection, organization, candidate)
