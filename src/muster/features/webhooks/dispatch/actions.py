"""The worker's verbs, one transaction each: take (commit), call outside, record (commit)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asyncpg import Record

from muster.features import organizations
from muster.features.journal import Event
from muster.features.organizations import Organization
from muster.features.webhooks import notices
from muster.features.webhooks.auth import AuthKind
from muster.features.webhooks.dispatch import store
from muster.features.webhooks.dispatch.notes import Behind, Due, Held, Note, Written
from muster.features.webhooks.model import (
    Body,
    DisabledReason,
    Endpoint,
    EndpointState,
    Style,
)
from muster.features.webhooks.schedule import KEPT, STRIKES, Pulse, Verdict
from muster.features.webhooks.store import calls, endpoints
from muster.storage.postgres import Connection, action, service

LEASE = timedelta(seconds=20)
"""How long an endpoint is left to its worker; a live one renews it in time."""
ACTOR = "delivery"
_ANNOUNCING = timedelta(seconds=30)
_SWEPT = 1000


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due to the endpoints of a style.

    ``resting`` of them fail in a row; how late the oldest call is, is said of the others.
    """

    style: Style
    endpoints: int
    resting: int
    oldest_age_seconds: float


@service
async def take_behind(connection: Connection, now: datetime, most: int) -> list[Behind]:
    """Lease endpoints for which the feed shows more than they were told of."""
    rows = await store.take_behind(connection, now, now + _ANNOUNCING, most)
    return [Behind(row["organization_id"], row["id"], row["sequence"]) for row in rows]


@action
async def listener(
    connection: Connection, organization: int, endpoint: int
) -> tuple[Endpoint, Organization] | None:
    """Return an endpoint that is told of events, and whose it is."""
    row = await endpoints.select_endpoint(connection, organization, endpoint, None)
    tenant = await organizations.organization_of_link.within(connection, organization)
    if row is None or tenant is None or row["state"] != EndpointState.ACTIVE:
        return None
    return endpoints.endpoint_of(row), tenant


@action
async def owe(
    connection: Connection,
    organization: int,
    behind: Behind,
    told: Sequence[tuple[Event, Body]],
    upto: int,
    *,
    now: datetime,
) -> int:
    """Owe the calls about events up to a sequence number; return how many are new.

    None, when the endpoint was disabled or removed since it was asked for.

    Raises:
        asyncpg.LockNotAvailableError: somebody has had it for a second; the others wait.
    """
    row = behind.endpoint_id
    await calls.wait_briefly(connection)
    found = await endpoints.lock_endpoint(connection, organization, row)
    if found is None or found["state"] != EndpointState.ACTIVE:
        return 0
    new = await calls.insert_calls(connection, organization, row, told, now) if told else []
    await calls.advance(connection, organization, row, behind.sequence, upto)
    return len(new)


@service
async def take(connection: Connection, most: int, now: datetime) -> list[Held]:
    """Lease up to so many endpoints that have something due."""
    until = now + LEASE
    rows = await store.take(connection, now, until, most)
    keys = [(row["organization_id"], row["id"]) for row in rows]
    seals = await store.select_seals(connection, keys, now) if keys else {}
    return [_held(row, seals[key], until) for row, key in zip(rows, keys, strict=True)]


@service
async def renew(
    connection: Connection, held: Sequence[Held], now: datetime
) -> dict[tuple[int, int], bool]:
    """Prolong leases; return the keys of those that were still ours, and whether it was done."""
    return await store.renew(connection, held, now + LEASE)


@service
async def release(connection: Connection, held: Held) -> None:
    """Give an endpoint back, so that anybody may take it at once."""
    await store.release(connection, held)


@service
async def select_due(connection: Connection, held: Held, now: datetime, most: int) -> list[Due]:
    """Return what is owed to an endpoint by now."""
    rows = await store.select_due(connection, *held.key, now, most)
    return [
        Due(row["id"], row["uid"], row["body"], row["attempt"], row["failures"]) for row in rows
    ]


@service
async def record(connection: Connection, notes: Sequence[Note]) -> Written:
    """Write outcomes and how endpoints do, but what somebody else changes just now."""
    busy = await store.select_busy(connection, notes)
    now = [note for note in notes if (note.held.organization_id, note.due.id) not in busy]
    if not now:
        return Written(frozenset(), frozenset(), frozenset(busy))
    latest = {note.held.key: note for note in now}
    kept = await store.record_pulses(connection, list(latest.values()))
    calls = await store.record(connection, now)
    return Written(frozenset(calls), frozenset(kept), frozenset(busy))


@action
async def follow(
    connection: Connection,
    organization: int,
    held: Held,
    verdict: Verdict | None,
    *,
    now: datetime,
) -> bool:
    """Warn of an endpoint or disable it; without a verdict it is one that said 410.

    Nothing happens to one that is not held any more, which may have another address by now.
    """
    row = await endpoints.lock_endpoint(connection, organization, held.endpoint_id)
    if row is None or row["hold"] != held.hold:
        return False
    found = endpoints.endpoint_of(row)
    if verdict is Verdict.WARN:
        return await notices.warn(connection, organization, found, actor=ACTOR, now=now)
    reason = DisabledReason.FAILING if verdict else DisabledReason.GONE
    return await notices.disable(connection, organization, found, reason, actor=ACTOR, now=now)


@service
async def forget_old(connection: Connection, now: datetime) -> int:
    """Delete calls that ended more than 30 days ago, as many as one step takes."""
    return await store.sweep(connection, now - KEPT, _SWEPT)


@service
async def backlog(connection: Connection, now: datetime) -> list[Backlog]:
    """Return what is due, by style."""
    return [
        Backlog(
            Style(row["style"]),
            row["endpoints"],
            row["resting"],
            max(0.0, (now - (row["oldest"] or now)).total_seconds()),
        )
        for row in await store.backlog(connection, now, STRIKES)
    ]


def _held(row: Record, seals: tuple[bytes, ...], until: datetime) -> Held:
    kind = row["auth_kind"]
    pulse = Pulse(
        row["strikes"],
        row["failures"],
        row["failing_since"],
        # A rest that was never has no year: PostgreSQL's -infinity.
        row["rests_until"].replace(tzinfo=UTC),
        warned=row["warned_at"] is not None,
    )
    return Held(
        organization_id=row["organization_id"],
        endpoint_id=row["id"],
        uid=row["uid"],
        url=row["url"],
        style=Style(row["style"]),
        hold=row["hold"],
        until=until,
        pulse=pulse,
        auth=(AuthKind(kind), row["auth_name"], row["auth_sealed"]) if kind else None,
        seals=seals,
    )
