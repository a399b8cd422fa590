"""Webhooks: addresses that are told what happens, and what became of each call."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request

from muster.edges.api import webhook_shapes
from muster.edges.api.access import SECURITY, Here, caller_with
from muster.edges.api.bodies import body_of, read_model, read_optional
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json, read_beginning
from muster.edges.api.webhook_shapes import (
    CallWord,
    ReplayBody,
    RollBody,
    StyleWord,
    WebhookBody,
    WebhookChangeBody,
    call_json,
    change_of,
    endpoint_json,
    new_json,
    wanted_of,
)
from muster.edges.http import MEGABYTE, read_json
from muster.edges.services import Services
from muster.features import webhooks
from muster.features.organizations import Caller, Scope
from muster.features.webhooks import CallState, Endpoint, Style

router = APIRouter(tags=["Webhooks"], dependencies=SECURITY, responses=ERRORS)
Keeper = Annotated[Caller, Depends(caller_with(Scope.WEBHOOKS_MANAGE))]
_ALL = "/v1/webhooks"
_ONE = "/v1/webhooks/{webhook}"


@router.post(
    _ALL,
    summary="Create a webhook",
    responses=described(webhook_shapes.NewWebhook),
    openapi_extra=body_of(WebhookBody),
)
async def create_webhook(services: Here, caller: Keeper, request: Request) -> Json:
    """Have an address told of what happens from now on.

    The answer has the secret that signs the calls, once. Needs `webhooks:manage`, as all of
    these do.
    """
    body = read_model(WebhookBody, await read_json(request, MEGABYTE))
    new = await webhooks.create(
        services.database,
        caller.organization.id,
        wanted_of(body),
        actor=caller.actor,
        terms=services.webhook_terms,
    )
    return new_json(new)


@router.get(_ALL, summary="List webhooks", responses=described(webhook_shapes.WebhookPage))
async def list_webhooks(services: Here, caller: Keeper, style: StyleWord | None = None) -> Json:
    """Return all webhooks, newest first; there are a hundred at most."""
    found = await webhooks.list_endpoints(
        services.database,
        caller.organization.id,
        services.clock,
        style=Style(style) if style else None,
    )
    return {"data": [endpoint_json(one) for one in found], "next_cursor": None}


@router.get(_ONE, summary="Read a webhook", responses=described(webhook_shapes.Webhook))
async def read_webhook(services: Here, caller: Keeper, webhook: str) -> Json:
    """Return a webhook by any of its ids."""
    return endpoint_json(await _find(services, caller, webhook))


@router.patch(
    _ONE,
    summary="Change a webhook",
    responses=described(webhook_shapes.Webhook),
    openapi_extra=body_of(WebhookChangeBody),
)
async def change_webhook(services: Here, caller: Keeper, webhook: str, request: Request) -> Json:
    """Change what is given. Calls that wait go to the new address with the bytes that they have."""
    body = read_model(WebhookChangeBody, await read_json(request, MEGABYTE))
    changed = await webhooks.change(
        services.database,
        caller.organization.id,
        webhook,
        change_of(body),
        actor=caller.actor,
        terms=services.webhook_terms,
    )
    return endpoint_json(changed)


@router.delete(_ONE, summary="Remove a webhook", responses=described(webhook_shapes.WebhookRemoved))
async def remove_webhook(services: Here, caller: Keeper, webhook: str) -> Json:
    """Remove a webhook with its calls; what waits is not told any more."""
    found = await _find(services, caller, webhook)
    await webhooks.remove(
        services.database,
        caller.organization.id,
        webhook,
        actor=caller.actor,
        clock=services.clock,
    )
    return {"removed": found.typeid}


@router.post(
    _ONE + "/roll",
    summary="Replace a webhook's secret",
    responses=described(webhook_shapes.NewWebhook),
    openapi_extra=body_of(RollBody, required=False),
)
async def roll_secret(services: Here, caller: Keeper, webhook: str, request: Request) -> Json:
    """Make another secret, said once. Until the grace ends, calls carry both signatures."""
    body = await read_optional(RollBody, request)
    new = await webhooks.roll_secret(
        services.database,
        caller.organization.id,
        webhook,
        timedelta(hours=body.grace_hours),
        actor=caller.actor,
        terms=services.webhook_terms,
    )
    return new_json(new)


@router.post(
    _ONE + "/ping", summary="Test a webhook", responses=described(webhook_shapes.WebhookCall)
)
async def ping_webhook(services: Here, caller: Keeper, webhook: str) -> Json:
    """Call it with `webhook.ping`; read the call again to see what came back."""
    call = await webhooks.ping(services.database, caller.organization.id, webhook, services.clock)
    return call_json(call)


@router.post(
    _ONE + "/enable", summary="Enable a webhook", responses=described(webhook_shapes.Webhook)
)
async def enable_webhook(services: Here, caller: Keeper, webhook: str) -> Json:
    """Call it again from now on, beginning with a test; what it missed can be replayed."""
    enabled = await webhooks.enable(
        services.database,
        caller.organization.id,
        webhook,
        actor=caller.actor,
        clock=services.clock,
    )
    return endpoint_json(enabled)


@router.post(
    _ONE + "/disable", summary="Disable a webhook", responses=described(webhook_shapes.Webhook)
)
async def disable_webhook(services: Here, caller: Keeper, webhook: str) -> Json:
    """Call it no more. What waited is dead, and can be replayed once it is enabled."""
    disabled = await webhooks.disable(
        services.database,
        caller.organization.id,
        webhook,
        actor=caller.actor,
        clock=services.clock,
    )
    return endpoint_json(disabled)


@router.get(
    _ONE + "/calls",
    summary="List a webhook's calls",
    responses=described(webhook_shapes.WebhookCallPage),
)
async def list_calls(
    services: Here,
    caller: Keeper,
    webhook: str,
    state: Annotated[CallWord | None, Query(description="Only those in this state.")] = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Json:
    """Return calls with their tries, newest first. Those that ended are kept for 30 days."""
    endpoint = await _find(services, caller, webhook)
    found = await webhooks.list_calls(
        services.database,
        caller.organization.id,
        endpoint,
        state=CallState(state) if state else None,
        after=read_cursor(cursor),
        limit=limit + 1,
    )
    return page_of(found, limit, lambda call: call.id, call_json)


@router.get(
    _ONE + "/calls/{call}", summary="Read a call", responses=described(webhook_shapes.WebhookCall)
)
async def read_call(services: Here, caller: Keeper, webhook: str, call: str) -> Json:
    """Return a call with its tries."""
    endpoint = await _find(services, caller, webhook)
    found = await webhooks.find_call(services.database, caller.organization.id, endpoint, call)
    return call_json(found)


@router.post(
    _ONE + "/calls/{call}/replay",
    summary="Make a call again",
    responses=described(webhook_shapes.WebhookCall),
)
async def replay_call(services: Here, caller: Keeper, webhook: str, call: str) -> Json:
    """Make a call again at once, whatever became of it, with the same `webhook-id` and bytes."""
    endpoint = await _find(services, caller, webhook)
    again = await webhooks.replay(
        services.database, caller.organization.id, endpoint, call, services.clock
    )
    return call_json(again)


@router.post(
    _ONE + "/replay",
    summary="Make many calls again",
    responses=described(webhook_shapes.Replayed),
    openapi_extra=body_of(ReplayBody, required=False),
)
async def replay_calls(services: Here, caller: Keeper, webhook: str, request: Request) -> Json:
    """Tell again all that happened since an instant, or all that died.

    With `since` this includes events that no call was made of, because the webhook was disabled
    or not there yet. Receivers know by `webhook-id` what they have seen.
    """
    body = await read_optional(ReplayBody, request)
    endpoint = await _find(services, caller, webhook)
    number = await webhooks.replay_since(
        services.database,
        caller.organization.id,
        endpoint,
        read_beginning(body.since, caller.organization.time_zone, "since"),
        only_dead=body.only_dead,
        clock=services.clock,
    )
    return {"calls": number}


async def _find(services: Services, caller: Caller, webhook: str) -> Endpoint:
    return await webhooks.find_endpoint(
        services.database, caller.organization.id, webhook, services.clock
    )
