"""Webhooks as the vendor has them: an address and one event each."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.dialects.micro1.envelope import (
    ACTIVE,
    done,
    read_object,
    read_text,
    respond,
    stamp,
)
from muster.edges.dialects.micro1.hooks import EVENTS
from muster.edges.services import Services
from muster.features import webhooks
from muster.features.organizations import Caller
from muster.features.webhooks import (
    Change,
    Endpoint,
    EndpointState,
    Style,
    UnknownEndpointError,
    Wanted,
)

# Ours: the vendor's document knows the other only.
_INACTIVE = "inactive"


async def create(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``POST /webhook``: an id without an envelope, and the secret, which is said once."""
    url, event, description = _read(await read_object(request))
    made = await webhooks.create(
        services.database,
        caller.organization.id,
        Wanted(url, Style.MICRO1, event, EVENTS[event], description or ""),
        actor=caller.actor,
        terms=services.webhook_terms,
    )
    return respond({"id": str(made.endpoint.uid), "secret": made.secret})


async def list_all(services: Services, caller: Caller, _: Request) -> Response:
    """Answer ``GET /webhooks``, with those that were made in this vendor's words."""
    found = await webhooks.list_endpoints(
        services.database, caller.organization.id, services.clock, style=Style.MICRO1
    )
    return done("Webhooks fetched successfully", [_row(one) for one in found])


async def update(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``PUT /webhook/{webhookId}``; what is not said of the description stays."""
    url, event, description = _read(await read_object(request))
    known = await _find(services, caller, request)
    await webhooks.change(
        services.database,
        caller.organization.id,
        known.typeid,
        Change(url=url, slot=event, events=EVENTS[event], description=description),
        actor=caller.actor,
        terms=services.webhook_terms,
    )
    return done("Webhook updated successfully")


async def delete(services: Services, caller: Caller, request: Request) -> Response:
    """Answer ``DELETE /webhook/{webhookId}``."""
    known = await _find(services, caller, request)
    await webhooks.remove(
        services.database,
        caller.organization.id,
        known.typeid,
        actor=caller.actor,
        clock=services.clock,
    )
    return done("Webhook deleted successfully")


def _read(body: Mapping[str, object]) -> tuple[str, str, str | None]:
    url = read_text(body, "url", required=True) or ""
    event = read_text(body, "event", required=True) or ""
    if event not in EVENTS:
        raise InvalidError(f"event must be one of {', '.join(EVENTS)}", field="event")
    return url, event, read_text(body, "description")


async def _find(services: Services, caller: Caller, request: Request) -> Endpoint:
    found = await webhooks.find_endpoint(
        services.database,
        caller.organization.id,
        request.path_params["webhookId"],
        services.clock,
    )
    if found.style is not Style.MICRO1:
        raise UnknownEndpointError
    return found


def _row(endpoint: Endpoint) -> Mapping[str, Any]:
    return {
        "webhook_id": str(endpoint.uid),
        "url": endpoint.url,
        "description": endpoint.description,
        "event": endpoint.slot,
        "date_created": stamp(endpoint.created_at),
        "date_modified": stamp(endpoint.changed_at),
        "status": ACTIVE if endpoint.state is EndpointState.ACTIVE else _INACTIVE,
    }
