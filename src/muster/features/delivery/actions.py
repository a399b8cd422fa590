"""Verbs of delivery for the features and edges that owe, change and show messages."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from muster.features import journal
from muster.features.delivery import events
from muster.features.delivery.bounces import bounces_of
from muster.features.delivery.model import (
    Bounce,
    BounceKind,
    Draft,
    Lane,
    Message,
    MessageState,
    MessageView,
    Move,
    Queued,
    Standing,
    TryView,
)
from muster.features.delivery.store import letters
from muster.features.delivery.store import messages as store
from muster.features.delivery.texts.model import Words
from muster.storage.postgres import Connection, action


async def enqueue(
    connection: Connection, organization: int, drafts: Sequence[Draft], *, now: datetime
) -> list[Queued]:
    """Owe messages in the caller's transaction, in one statement; answers in the same order.

    Nothing leaves before the transaction commits. A suppressed address ends at once.
    """
    if not drafts:
        return []
    rows = await store.enqueue(connection, organization, Lane.MAIL, drafts, now)
    queued = [Queued(row["id"], row["uid"], MessageState(row["state"])) for row in rows]
    facts = [
        events.ended(each.state, each.id, draft.kind, draft.reference)
        for each, draft in zip(queued, drafts, strict=True)
        if each.state is MessageState.SUPPRESSED
    ]
    await journal.record(connection, organization, facts, actor=events.ACTOR, now=now)
    return queued


async def look_up(
    connection: Connection, organization: int, ids: Sequence[int]
) -> dict[int, Queued]:
    """Return messages by id as they are now."""
    rows = await store.select_states(connection, organization, ids)
    return {row["id"]: Queued(row["id"], row["uid"], MessageState(row["state"])) for row in rows}


async def waiting(
    connection: Connection, organization: int, *, kind: str, references: Sequence[int]
) -> dict[int, Queued]:
    """Return, by reference, the message that is on its way: a second one would be a double."""
    rows = await store.select_waiting(connection, organization, kind, references)
    return {
        row["reference"]: Queued(row["id"], row["uid"], MessageState(row["state"])) for row in rows
    }


async def update_waiting(
    connection: Connection,
    organization: int,
    *,
    kind: str,
    references: Sequence[int],
    variables: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    send_before: datetime | Sequence[datetime | None] | None,
) -> int:
    """Merge variables into messages that have not ended and replace their ``send_before``.

    Give one value for all references or a sequence parallel to them. Returns how many messages
    will leave with the change: what is in flight at this moment is not among them.
    """
    many_variables = [variables] * len(references) if isinstance(variables, Mapping) else variables
    many_limits = (
        send_before if isinstance(send_before, Sequence) else [send_before] * len(references)
    )
    return await store.update_waiting(
        connection, organization, kind, references, many_variables, many_limits
    )


async def readdress_waiting(
    connection: Connection,
    organization: int,
    references: Sequence[int],
    move: Move,
    *,
    now: datetime,
) -> dict[tuple[str, int], Queued]:
    """Send what waits about some things to where its recipient is now.

    Returns it by kind and reference. What is in flight at this moment is not among them.
    """
    rows = await store.readdress_waiting(connection, organization, references, move, now)
    return {
        (row["kind"], row["reference"]): Queued(row["id"], row["uid"], MessageState(row["state"]))
        for row in rows
    }


async def cancel_waiting(
    connection: Connection,
    organization: int,
    *,
    kind: str,
    references: Sequence[int],
    now: datetime,
) -> int:
    """Cancel messages that have not left; returns how many never will.

    What is in flight at this moment may still be accepted, but is not tried again.
    """
    rows = await store.cancel_waiting(connection, organization, kind, references, now)
    facts = [
        events.ended("cancelled", row["id"], row["kind"], row["reference"], "cancelled")
        for row in rows
    ]
    await journal.record(connection, organization, facts, actor=events.ACTOR, now=now)
    return len(rows)


@action
async def messages_of(
    connection: Connection, organization: int, kinds: Sequence[str], references: Sequence[int]
) -> list[MessageView]:
    """Return all messages of some kinds about some things, oldest first, with what came of each."""
    messages = await store.select_messages(connection, organization, kinds, references)
    ids = [message["id"] for message in messages]
    tries = defaultdict(list)
    for row in await store.select_tries(connection, organization, ids):
        tries[row["message_id"]].append(_try_view(row))
    back = await bounces_of.within(connection, organization, ids)
    return [
        _message_view(message, tries[message["id"]], back.get(message["id"], ()))
        for message in messages
    ]


@action
async def find_letter(connection: Connection, organization: int, uid: UUID) -> Message | None:
    """Return a message as a renderer takes it, whatever became of it; None when there is none."""
    row = await letters.select_letter(connection, organization, uid)
    if row is None:
        return None
    words = None
    if row["text_language"] is not None:
        words = Words(row["kind"], row["text_language"], row["text_subject"], row["text_body"])
    return Message(
        organization_id=row["organization_id"],
        id=row["id"],
        uid=row["uid"],
        kind=row["kind"],
        reference=row["reference"],
        recipient=row["recipient"],
        recipient_key=row["recipient_key"],
        variables=json.loads(row["variables"]),
        template=row["template"],
        created_at=row["created_at"],
        attempt=row["attempt"],
        rendered_sha256=row["rendered_sha256"],
        words=words,
    )


@action
async def standings(
    connection: Connection, organization: int, things: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Standing]:
    """Return how the newest letter about each thing, by kind of message and id, stands."""
    rows = await store.select_standings(connection, organization, things)
    return {(row["kind"], row["reference"]): _standing(row) for row in rows}


def _standing(row: Record) -> Standing:
    bounce = None
    if row["bounce_kind"] is not None:
        bounce = Bounce(
            BounceKind(row["bounce_kind"]),
            row["bounce_reason"],
            row["status"],
            row["words"],
            row["received_at"],
        )
    return Standing(
        id=row["id"],
        state=MessageState(row["state"]),
        reason=row["reason"],
        at=row["at"],
        bounce=bounce,
        held_because=row["held_because"],
    )


def _message_view(row: Record, tries: Sequence[TryView], bounces: Sequence[Bounce]) -> MessageView:
    return MessageView(
        id=row["id"],
        uid=row["uid"],
        kind=row["kind"],
        reference=row["reference"],
        state=MessageState(row["state"]),
        reason=row["reason"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        next_try_at=row["due_at"],
        tries=tuple(tries),
        bounces=tuple(bounces),
        is_held=row["is_held"],
    )


def _try_view(row: Record) -> TryView:
    return TryView(
        number=row["number"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        phase=row["phase"],
        outcome=row["outcome"],
        code=row["code"],
        enhanced=row["enhanced"],
        words=row["words"],
    )
