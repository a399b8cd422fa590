"""Showing calls and making them again."""

from datetime import datetime

from muster.base.clock import Clock
from muster.base.ids import from_typeid, parse_integer
from muster.features.webhooks.actions.endpoints import find_endpoint
from muster.features.webhooks.model import (
    CALL_PREFIX,
    Call,
    CallState,
    Endpoint,
    EndpointDisabledError,
    EndpointState,
    ReplayError,
    UnknownCallError,
)
from muster.features.webhooks.pings import queue_ping
from muster.features.webhooks.schedule import KEPT
from muster.features.webhooks.store import calls as store
from muster.features.webhooks.store import endpoints
from muster.storage.postgres import Connection, action


@action
async def ping(connection: Connection, organization: int, reference: str, clock: Clock) -> Call:
    """Owe a test (``webhook.ping``) to an endpoint.

    Raises:
        UnknownEndpointError: no endpoint of this organization has that name.
        EndpointDisabledError: it is not called at all.
    """
    endpoint = await _active(connection, organization, reference, clock)
    uid = await queue_ping(connection, organization, endpoint, clock.now())
    return await find_call.within(connection, organization, endpoint, str(uid))


@action
async def list_calls(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    *,
    state: CallState | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Call]:
    """Return a page of calls with their tries, newest first, after an id in that order."""
    return await store.select_calls(connection, organization, endpoint, state, (after, limit))


@action
async def find_call(
    connection: Connection, organization: int, endpoint: Endpoint, reference: str
) -> Call:
    """Return a call of an endpoint by its TypeID, UUID or integer.

    Raises:
        UnknownCallError: the endpoint has no such call, or it is older than 30 days.
    """
    name = (parse_integer(reference), from_typeid(CALL_PREFIX, reference))
    found = await store.select_call(connection, organization, endpoint.id, name)
    if found is None:
        raise UnknownCallError
    return found


@action
async def replay(
    connection: Connection, organization: int, endpoint: Endpoint, reference: str, clock: Clock
) -> Call:
    """Make a call again, whatever became of it, with the same id and bytes.

    One whose body could not be made gets a new id with its body, when the feed is looked at
    again.

    Raises:
        UnknownCallError: the endpoint has no such call.
        EndpointDisabledError: the endpoint is not called at all.
    """
    await _active(connection, organization, str(endpoint.id), clock)
    call = await find_call.within(connection, organization, endpoint, reference)
    if not await store.replay_call(connection, organization, call.id, clock.now()):
        first = await store.forget_bodiless(connection, organization, endpoint.id, row=call.id)
        await _look_again(connection, organization, endpoint, first)
        return call
    return await find_call.within(connection, organization, endpoint, str(call.id))


@action
async def replay_since(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    since: datetime | None,
    *,
    only_dead: bool = False,
    clock: Clock,
) -> int:
    """Make all calls since an instant again, or those that died; return how many ended ones.

    Events since then that no call was made of, because the endpoint was disabled or not there
    yet, are told as well, shortly. Without an instant only what died is told again.

    Raises:
        ReplayError: the instant is more than 30 days ago.
        EndpointDisabledError: the endpoint is not called at all.
    """
    now = clock.now()
    if since is not None and since < now - KEPT:
        raise ReplayError(field="since")
    await _active(connection, organization, str(endpoint.id), clock)
    first = await store.forget_bodiless(connection, organization, endpoint.id, since)
    await _look_again(connection, organization, endpoint, first)
    if since is not None and not only_dead:
        before = await endpoints.sequence_before(connection, organization, since)
        await endpoints.rewind(connection, organization, endpoint.id, before)
    return await store.replay_calls(
        connection,
        organization,
        endpoint.id,
        since,
        only_dead=only_dead or since is None,
        now=now,
    )


async def _look_again(
    connection: Connection, organization: int, endpoint: Endpoint, first: int | None
) -> None:
    if first is not None:
        await endpoints.rewind(connection, organization, endpoint.id, first - 1)


async def _active(
    connection: Connection, organization: int, reference: str, clock: Clock
) -> Endpoint:
    endpoint = await find_endpoint.within(connection, organization, reference, clock)
    if endpoint.state is not EndpointState.ACTIVE:
        raise EndpointDisabledError
    return endpoint
