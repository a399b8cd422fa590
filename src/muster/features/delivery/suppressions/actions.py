"""Verbs of suppressed addresses."""

from collections.abc import Sequence
from datetime import datetime

from muster.features import journal
from muster.features.delivery.model import Suppression
from muster.features.delivery.suppressions import store
from muster.storage.postgres import Connection, action


@action
async def suppress(
    connection: Connection,
    organization: int,
    recipient_keys: Sequence[str],
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> int:
    """Write no more to some addresses; waiting messages to them end when their turn comes.

    Returns how many were not suppressed before.
    """
    ids = await store.insert_suppressions(connection, organization, recipient_keys, reason, now)
    facts = [
        journal.Fact("suppression.created", "suppression", each, {"reason": reason}) for each in ids
    ]
    await journal.record(connection, organization, facts, actor=actor, now=now)
    return len(ids)


@action
async def lift_suppression(
    connection: Connection, organization: int, recipient_key: str, *, actor: str, now: datetime
) -> bool:
    """Write to an address again; tells whether it was suppressed. Ended messages stay ended."""
    lifted = await store.delete_suppression(connection, organization, recipient_key)
    return await _note_lifted(connection, organization, lifted, actor=actor, now=now)


@action
async def lift_by_number(
    connection: Connection, organization: int, number: int, *, actor: str, now: datetime
) -> bool:
    """Do the same for the suppression with a number."""
    lifted = await store.delete_by_id(connection, organization, number)
    return await _note_lifted(connection, organization, lifted, actor=actor, now=now)


async def _note_lifted(
    connection: Connection, organization: int, lifted: int | None, *, actor: str, now: datetime
) -> bool:
    if lifted is None:
        return False
    facts = [journal.Fact("suppression.lifted", "suppression", lifted)]
    await journal.record(connection, organization, facts, actor=actor, now=now)
    return True


@action
async def find_suppression(
    connection: Connection, organization: int, recipient_key: str
) -> Suppression | None:
    """Return why the organization no longer writes to an address, or None when it does."""
    row = await store.select_by_key(connection, organization, recipient_key)
    return Suppression(**row) if row else None


@action
async def list_suppressions(
    connection: Connection, organization: int, *, after_id: int = 0, limit: int = 100
) -> list[Suppression]:
    """Return suppressed addresses, in the order they were suppressed."""
    rows = await store.select_suppressions(connection, organization, after_id, limit)
    return [Suppression(**row) for row in rows]
