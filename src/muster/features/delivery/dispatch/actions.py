"""The worker's verbs, one transaction each: claim (commit), send outside, record (commit)."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from asyncpg import Record

from muster.features import journal
from muster.features.delivery import events, lanes
from muster.features.delivery.dispatch import store
from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.model import Lane, Message, MessageState
from muster.features.delivery.outcomes import Pause
from muster.features.delivery.texts import Words
from muster.storage.postgres import Connection, service

_Facts: TypeAlias = dict[int, list[journal.Fact]]

LEASE = timedelta(seconds=20)
"""How long a claimed message is left to its worker; a live one renews it in time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Leased messages; ``swept`` more were found due but ended or postponed instead."""

    messages: list[Message]
    swept: int
    probe: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a lane should rest, in our word and the relay's; ``probe``: a probe met it."""

    pause: Pause
    words: str
    probe: bool


@service
async def claim(
    connection: Connection, lane: Lane, *, most: int, rate: float, now: datetime
) -> Claim:
    """Lease up to ``most`` due messages, single ones first; a tenth is kept for bulk.

    ``rate`` is messages a second for all workers together, 0 for no limit.
    """
    row = await store.lock_lane(connection, lane)
    allowed = lanes.allowance(row, wanted=most, rate=rate, now=now)
    if not allowed.messages:
        return Claim([], 0, allowed.probe)
    until = now + LEASE
    single = allowed.messages - allowed.messages // 10
    rows = await store.claim(connection, lane, single, now, until, bulk=False)
    rest = allowed.messages - len(rows)
    if rest:
        rows += await store.claim(connection, lane, rest, now, until, bulk=True)
    leased = [row for row in rows if row["state"] == MessageState.SENDING]
    if leased and (rate or allowed.probe):
        probe_at = now + lanes.PROBE_LEASE if allowed.probe else None
        await store.spend(connection, lane, max(0.0, allowed.tokens - len(leased)), now, probe_at)
    swept = [row for row in rows if row["state"] != MessageState.SENDING]
    await _journalize(connection, _facts_of_swept(swept), now)
    return Claim([_message(row) for row in leased], len(swept), allowed.probe)


@service
async def renew(
    connection: Connection, held: Sequence[Message], *, now: datetime
) -> set[tuple[int, int]]:
    """Prolong leases; return organization and id of those that were still ours."""
    return await store.renew(connection, held, now + LEASE)


@service
async def record(
    connection: Connection,
    lane: Lane,
    notes: Sequence[Note],
    *,
    trouble: Trouble | None = None,
    resume: bool = False,
    now: datetime,
) -> int:
    """Write outcomes with their events, suppressions and pauses; return how many were fenced off.

    An outcome is fenced off when its lease lapsed and another worker took the message. With
    ``trouble`` the lane rests from the same moment at which its messages are given back.
    """
    if trouble:
        await _rest(connection, lane, trouble, now)
    elif resume:
        await store.resume(connection, lane)
    held = await store.record(connection, notes) if notes else set()
    ours = [note for note in notes if (note.message.organization_id, note.message.id) in held]
    await _journalize(connection, _facts_of(ours), now)
    await _spread(connection, ours, now)
    return len(notes) - len(ours)


@service
async def keep_watch(connection: Connection, lane: Lane, *, relay: bool, now: datetime) -> None:
    """Say that this worker lives, and wake organizations that sleep over something due."""
    await store.be_seen(connection, lane, now, relay=relay)
    await store.wake_overdue(connection, lane, now)


async def _rest(connection: Connection, lane: Lane, trouble: Trouble, now: datetime) -> None:
    # Several connections, and several workers, meet the same trouble: it is one strike. Only a
    # probe that fails prolongs the rest.
    row = await store.lock_lane(connection, lane)
    if row.probe_at is None or trouble.probe:
        times = (now, now + lanes.rest(trouble.pause, row.strikes + 1))
        await store.pause(connection, lane, trouble.pause, trouble.words, times)


def _facts_of(notes: Sequence[Note]) -> _Facts:
    facts = defaultdict(list)
    for note in notes:
        message, settlement = note.message, note.settlement
        if settlement.due_at is None:
            facts[message.organization_id].append(
                events.ended(
                    settlement.state,
                    message.id,
                    message.kind,
                    message.reference,
                    settlement.reason,
                )
            )
    return facts


def _facts_of_swept(rows: Sequence[Record]) -> _Facts:
    facts = defaultdict(list)
    for row in rows:
        if row["state"] != MessageState.DEFERRED:
            facts[row["organization_id"]].append(
                events.ended(row["state"], row["id"], row["kind"], row["reference"], row["reason"])
            )
    return facts


async def _journalize(connection: Connection, facts: _Facts, now: datetime) -> None:
    for organization in sorted(facts):
        await journal.record(
            connection, organization, facts[organization], actor=events.ACTOR, now=now
        )


async def _spread(connection: Connection, notes: Sequence[Note], now: datetime) -> None:
    bounced = [note for note in notes if note.outcome and note.outcome.suppress]
    if bounced:
        await store.suppress(connection, bounced, now)
    asked = {note.message.domain for note in notes if note.outcome and note.outcome.patience}
    if asked:
        await store.be_patient(connection, sorted(asked), now)


def _message(row: Record) -> Message:
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
        failures=row["failures"],
        send_before=row["send_before"],
        words=_words(row),
    )


def _words(row: Record) -> Words | None:
    if row["text_id"] is None:
        return None
    return Words(row["kind"], row["text_language"], row["text_subject"], row["text_body"])
