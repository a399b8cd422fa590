"""What tracks hold of a person: applications and what was decided; copies, and their end."""

from collections.abc import Mapping
from typing import Any

from muster.features.tracks.store import forgetting as store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the candidate's applications with their stages, oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_applications(
        connection, organization, candidate
    )
    return found


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the candidate's applications."""
    await store.delete_applications(connection, organization, candidate)
