"""What was told about a person: shown to them, and forgotten."""

from collections.abc import Mapping
from typing import Any

from muster.features.webhooks.store import calls as store
from muster.storage.postgres import Connection


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return the calls that spoke of a candidate: to which URL, when, and their very words."""
    return [
        {
            "url": row["url"],
            "type": row["type"],
            "created_at": row["created_at"].isoformat(),
            "state": row["state"],
            "body": row["body"] and row["body"].decode("utf-8", "replace"),
        }
        for row in await store.select_of_candidate(connection, organization, candidate)
    ]


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete the calls that spoke of a candidate, in the caller's transaction, told or not."""
    await store.forget_candidate(connection, organization, candidate)
