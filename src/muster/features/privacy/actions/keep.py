"""Verbs about keeping people: by law, and for how long otherwise."""

from muster.base.clock import Clock
from muster.features import candidates, journal
from muster.features.privacy import store, store_holds
from muster.features.privacy.model import (
    Hold,
    Kept,
    Retention,
    UnknownHoldError,
    check_months,
    check_reason,
    next_night,
)
from muster.storage.postgres import Connection, action, service


@action
async def hold(
    connection: Connection,
    organization: int,
    reference: str,
    reason: str,
    *,
    actor: str,
    clock: Clock,
) -> Hold:
    """Let nobody erase a candidate until the hold is released; the newest reason stands.

    The reason is for the staff: it is in no event, and in no copy for the candidate.

    Raises:
        UnknownCandidateError: there is no such candidate.
        InvalidError: the reason is empty, longer than 500 characters, or has controls.
    """
    candidate = await candidates.find(connection, organization, reference)
    held = Hold(check_reason(reason), clock.now(), actor)
    await store.upsert_hold(connection, organization, candidate.id, held)
    fact = journal.Fact("candidate.held", "candidate", candidate.id)
    await journal.record(connection, organization, [fact], actor=actor, now=held.held_at)
    return held


@action
async def find_hold(connection: Connection, organization: int, reference: str) -> Hold:
    """Return why a candidate is kept.

    Raises:
        UnknownCandidateError: there is no such candidate.
        UnknownHoldError: nobody holds the candidate.
    """
    candidate = await candidates.find(connection, organization, reference)
    held = await store.select_hold(connection, organization, candidate.id)
    if held is None:
        raise UnknownHoldError
    return held


@action
async def list_holds(connection: Connection, organization: int, *, limit: int = 100) -> list[Kept]:
    """Return whom nobody may erase, and why; the newest hold first."""
    return await store_holds.select_holds(connection, organization, limit)


@action
async def release(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> None:
    """Let a candidate be erased again; who is not held stays so.

    Raises:
        UnknownCandidateError: there is no such candidate.
    """
    candidate = await candidates.find(connection, organization, reference)
    if await store.delete_hold(connection, organization, candidate.id):
        fact = journal.Fact("candidate.released", "candidate", candidate.id)
        await journal.record(connection, organization, [fact], actor=actor, now=clock.now())


@action
async def set_retention(
    connection: Connection,
    organization: int,
    months: int | None,
    *,
    time_zone: str,
    actor: str,
    clock: Clock,
) -> Retention | None:
    """Keep people so many months after the last contact, or for ever with None.

    The worker looks every night at three in ``time_zone``, the organization's.

    Raises:
        RetentionError: months are not 1 to 600.
    """
    now = clock.now()
    if months is None:
        await store.delete_retention(connection, organization)
        retention = None
    else:
        retention = Retention(check_months(months), now, actor, next_night(now, time_zone))
        await store.upsert_retention(connection, organization, retention)
    fact = journal.Fact("retention.changed", "organization", organization, {"months": months})
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return retention


@action
async def read_retention(connection: Connection, organization: int) -> Retention | None:
    """Return how long an organization keeps people; None is until somebody says otherwise."""
    return await store.select_retention(connection, organization)


@service
async def organizations_without_retention(connection: Connection) -> list[str]:
    """Return the slugs of organizations that keep people for ever; for the worker's role."""
    return await store.select_without(connection)
