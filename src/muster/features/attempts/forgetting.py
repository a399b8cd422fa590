"""What attempts hold of a person: answers, consents, accommodations; copies, and their end."""

from collections.abc import Mapping
from typing import Any

from muster.features.attempts.store import forgetting as store
from muster.storage.postgres import Connection


async def lock_all(connection: Connection, organization: int, candidate: int) -> None:
    """Keep everybody from saving or submitting an attempt of the candidate."""
    await store.lock_attempts(connection, organization, candidate)


async def ids_of(connection: Connection, organization: int, candidate: int) -> list[int]:
    """Return the ids of the candidate's attempts."""
    return await store.select_ids(connection, organization, candidate)


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the candidate's attempts with consents and answers, oldest first, as JSON has them."""
    found: list[Mapping[str, Any]] = await store.copy_attempts(connection, organization, candidate)
    return found


async def copy_of_accommodations(
    connection: Connection, organization: int, candidate: int
) -> Mapping[str, Any]:
    """Return what the candidate asked for and is given, as JSON has it."""
    found: Mapping[str, Any] = await store.copy_accommodations(connection, organization, candidate)
    return found


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the candidate's attempts, answers and accommodations; what ran has ended."""
    await store.delete_attempts(connection, organization, candidate)
