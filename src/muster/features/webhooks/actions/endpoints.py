"""Making, showing, changing and ending endpoints."""

from dataclasses import replace
from datetime import datetime, timedelta

from asyncpg import Record

from muster.base import signatures
from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.base.ids import from_typeid, new_uid, parse_integer
from muster.features import journal
from muster.features.webhooks import notices
from muster.features.webhooks.auth import StaticAuth
from muster.features.webhooks.model import (
    MOST_ENDPOINTS,
    TYPE_PREFIX,
    Change,
    DisabledReason,
    Endpoint,
    EndpointState,
    NewEndpoint,
    Style,
    Terms,
    TooManyEndpointsError,
    UnknownEndpointError,
    Wanted,
    check_events,
    check_text,
    place_of,
)
from muster.features.webhooks.pings import queue_ping
from muster.features.webhooks.slots import check_slot
from muster.features.webhooks.store import endpoints as store
from muster.features.webhooks.targets import check_url
from muster.storage.postgres import Connection, action

LONGEST_GRACE = timedelta(days=7)
_HINT = 4


@action
async def create(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    *,
    actor: str,
    terms: Terms,
) -> NewEndpoint:
    """Create an endpoint, which hears of what happens from now on.

    Raises:
        TargetError: webhooks do not go to this URL.
        InvalidError: another value cannot be used; its field says which.
        TooManyEndpointsError: there are a hundred already.
    """
    now = terms.clock.now()
    endpoint = Endpoint(
        id=0,
        uid=new_uid(),
        url=check_url(wanted.url, terms.allowed),
        style=wanted.style,
        slot=check_slot(wanted.style, wanted.slot),
        events=check_events(wanted.events),
        description=check_text(wanted.description, "description"),
        auth=wanted.auth and wanted.auth.checked(),
        state=EndpointState.ACTIVE,
        disabled_reason=None,
        created_at=now,
        changed_at=now,
        failing_since=None,
    )
    if await store.count_endpoints(connection, organization) >= MOST_ENDPOINTS:
        raise TooManyEndpointsError
    sealed = _seal_auth(organization, endpoint, wanted.auth, terms)
    after = await journal.last_sequence(connection, organization)
    row = await store.insert_endpoint(connection, organization, endpoint, sealed, after)
    endpoint = replace(endpoint, id=row)
    secret = await _add_secret(connection, organization, endpoint, terms, now)
    await _record(connection, organization, "webhook.created", endpoint, actor, now)
    return NewEndpoint(await _shown(connection, organization, row, now), secret)


@action
async def list_endpoints(
    connection: Connection, organization: int, clock: Clock, *, style: Style | None = None
) -> list[Endpoint]:
    """Return all endpoints, of one style or any, newest first."""
    rows = await store.select_endpoints(connection, organization, style)
    hints = await store.select_hints(
        connection, organization, [row["id"] for row in rows], clock.now()
    )
    return [store.endpoint_of(row, hints[row["id"]]) for row in rows]


@action
async def find_endpoint(
    connection: Connection, organization: int, reference: str, clock: Clock
) -> Endpoint:
    """Return an endpoint by its TypeID, UUID or integer.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
    """
    row = await _named(connection, organization, reference)
    hints = await store.select_hints(connection, organization, [row["id"]], clock.now())
    return store.endpoint_of(row, hints[row["id"]])


@action
async def change(
    connection: Connection,
    organization: int,
    reference: str,
    wish: Change,
    *,
    actor: str,
    terms: Terms,
) -> Endpoint:
    """Change what is said of an endpoint and keep the rest; the errors are those of ``create``.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
    """
    now = terms.clock.now()
    row = await _locked(connection, organization, reference)
    present = store.endpoint_of(row)
    wanted = _changed(present, wish, terms, now)
    sealed = row["auth_sealed"]
    if wish.auth or wish.drop_auth:
        sealed = _seal_auth(organization, present, wish.auth, terms)
    if wanted != replace(present, changed_at=now) or sealed != row["auth_sealed"]:
        await store.update_endpoint(connection, organization, wanted, sealed)
        await _record(connection, organization, "webhook.changed", present, actor, now)
    return await _shown(connection, organization, present.id, now)


@action
async def remove(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> None:
    """Remove an endpoint with its calls; what waits for it is not told any more.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
    """
    endpoint = store.endpoint_of(await _locked(connection, organization, reference))
    await store.delete_endpoint(connection, organization, endpoint.id)
    await _record(connection, organization, "webhook.removed", endpoint, actor, clock.now())


@action
async def roll_secret(
    connection: Connection,
    organization: int,
    reference: str,
    grace: timedelta,
    *,
    actor: str,
    terms: Terms,
) -> NewEndpoint:
    """Make another secret; both sign for the time of grace, at most a week.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
        InvalidError: the grace is longer, or negative.
    """
    if not timedelta() <= grace <= LONGEST_GRACE:
        raise InvalidError("The grace is between 0 and 168 hours", field="grace_hours")
    now = terms.clock.now()
    endpoint = store.endpoint_of(await _locked(connection, organization, reference))
    await store.expire_secrets(connection, organization, endpoint.id, now + grace)
    secret = await _add_secret(connection, organization, endpoint, terms, now)
    await _record(connection, organization, "webhook.rolled", endpoint, actor, now)
    return NewEndpoint(await _shown(connection, organization, endpoint.id, now), secret)


@action
async def disable(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> Endpoint:
    """Call an endpoint no more; what waited for it is dead and can be replayed.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
    """
    endpoint = store.endpoint_of(await _locked(connection, organization, reference))
    await notices.disable(
        connection, organization, endpoint, DisabledReason.OPERATOR, actor=actor, now=clock.now()
    )
    return await _shown(connection, organization, endpoint.id, clock.now())


@action
async def enable(
    connection: Connection, organization: int, reference: str, *, actor: str, clock: Clock
) -> Endpoint:
    """Call an endpoint again from now on, beginning with a test.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
    """
    now = clock.now()
    endpoint = store.endpoint_of(await _locked(connection, organization, reference))
    after = await journal.last_sequence(connection, organization)
    if await store.enable_endpoint(connection, organization, endpoint.id, now, after):
        await _record(connection, organization, "webhook.enabled", endpoint, actor, now)
        await queue_ping(connection, organization, endpoint, now)
    return await _shown(connection, organization, endpoint.id, now)


def _changed(present: Endpoint, wish: Change, terms: Terms, now: datetime) -> Endpoint:
    auth = None if wish.drop_auth else present.auth
    if wish.auth:
        auth = replace(wish.auth.checked(), secret=None)
    return replace(
        present,
        url=present.url if wish.url is None else check_url(wish.url, terms.allowed),
        slot=present.slot if wish.slot is None else check_slot(present.style, wish.slot),
        events=present.events if wish.events is None else check_events(wish.events),
        description=present.description
        if wish.description is None
        else check_text(wish.description, "description"),
        auth=auth,
        changed_at=now,
    )


def _seal_auth(
    organization: int, endpoint: Endpoint, auth: StaticAuth | None, terms: Terms
) -> bytes | None:
    if auth is None:
        return None
    place = place_of(organization, endpoint.uid, "auth")
    return terms.sealer.seal((auth.secret or "").encode(), place)


async def _add_secret(
    connection: Connection, organization: int, endpoint: Endpoint, terms: Terms, now: datetime
) -> str:
    secret = signatures.new_secret()
    place = place_of(organization, endpoint.uid, "signing")
    sealed = terms.sealer.seal(signatures.secret_bytes(secret), place)
    hint = f"{signatures.PREFIX}…{secret[-_HINT:]}"
    await store.insert_secret(connection, organization, endpoint.id, (sealed, hint), now)
    return secret


async def _named(connection: Connection, organization: int, reference: str) -> Record:
    row = await store.select_endpoint(
        connection, organization, parse_integer(reference), from_typeid(TYPE_PREFIX, reference)
    )
    if row is None:
        raise UnknownEndpointError
    return row


async def _locked(connection: Connection, organization: int, reference: str) -> Record:
    named = await _named(connection, organization, reference)
    row = await store.lock_endpoint(connection, organization, named["id"])
    if row is None:
        raise UnknownEndpointError
    return row


async def _shown(connection: Connection, organization: int, row: int, now: datetime) -> Endpoint:
    found = await store.select_endpoint(connection, organization, row, None)
    if found is None:
        raise UnknownEndpointError
    hints = await store.select_hints(connection, organization, [row], now)
    return store.endpoint_of(found, hints[row])


async def _record(
    connection: Connection,
    organization: int,
    kind: str,
    endpoint: Endpoint,
    actor: str,
    now: datetime,
) -> None:
    fact = journal.Fact(kind, "webhook", endpoint.id, {"style": endpoint.style.value})
    await journal.record(connection, organization, [fact], actor=actor, now=now)
