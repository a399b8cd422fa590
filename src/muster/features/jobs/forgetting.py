"""What jobs hold of a person: applications, the copy that the person may have, and their end.

An applicant who was never invited is found by the candidate's address.
"""

from collections.abc import Mapping
from typing import Any

from muster.features.jobs import store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return what the candidate applied for, oldest first, as JSON has it."""
    return await store.copy_applicants(connection, organization, candidate)


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete what the candidate applied for, while the candidate's address is still there."""
    await store.delete_applicants(connection, organization, candidate)
