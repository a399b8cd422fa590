"""What jobs hold of a person: applications, the copy that the person may have, and their end.

An applicant who was never invited is found by the candidate's address, and what webhooks said of
them then by their own id.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.features import journal, webhooks
from muster.features.jobs import store_forgetting as store
from muster.storage.postgres import Connection

_MOST = 500


async def copy_of(
    connection: Connection, organization: int, candidate: int
) -> list[Mapping[str, Any]]:
    """Return what the candidate applied for, oldest first, as JSON has it."""
    copies = await store.copy_applicants(connection, organization, candidate)
    return [
        {**one, "webhook_calls": await webhooks.copy_of(connection, organization, -one["id"])}
        for one in copies
    ]


async def forget(connection: Connection, organization: int, candidate: int) -> None:
    """Delete what the candidate applied for, while the candidate's address is still there."""
    for applicant in await store.delete_applicants(connection, organization, candidate):
        await webhooks.forget(connection, organization, -applicant)


async def let_go(
    connection: Connection, organization: int, times: tuple[datetime, datetime], actor: str
) -> int:
    """Delete some applicants who were never invited and of whom nothing was said for long.

    ``times`` are since when, and now. Returns how many went; none is left after a zero.
    """
    before, now = times
    gone = await store.delete_idle(connection, organization, before, _MOST)
    for row in gone:
        await webhooks.forget(connection, organization, -row["id"])
    facts = [
        journal.Fact("applicant.removed", "applicant", row["id"], {"job_id": row["job_id"]})
        for row in gone
    ]
    await journal.record(connection, organization, facts, actor=actor, now=now)
    return len(gone)
