"""What candidates hold of a person: the copy that the person may have, and its end."""

from collections.abc import Mapping
from typing import Any

from muster.features.candidates import store
from muster.storage.postgres import Connection


async def lock(connection: Connection, organization: int, candidate: int) -> bool:
    """Keep everybody from inviting a candidate until the transaction ends.

    Returns False when somebody else has erased the candidate meanwhile.
    """
    return await store.lock_candidate(connection, organization, candidate)


async def copy_of(connection: Connection, organization: int, candidate: int) -> Mapping[str, Any]:
    """Return who the candidate is to us, as JSON has it."""
    found: Mapping[str, Any] = await store.copy_candidate(connection, organization, candidate)
    return found


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the candidate, of whom all other features have forgotten everything before."""
    await store.delete_candidate(connection, organization, candidate)
