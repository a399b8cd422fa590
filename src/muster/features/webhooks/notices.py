"""What is said to an organization about an endpoint that fails."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.base.addresses import parse_address
from muster.features import delivery, journal, organizations
from muster.features.webhooks.model import DisabledReason, Endpoint
from muster.features.webhooks.store import endpoints as store
from muster.storage.postgres import Connection

_TEMPLATE = "notice.1"


async def disable(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    reason: DisabledReason,
    *,
    actor: str,
    now: datetime,
) -> bool:
    """Disable an endpoint in the caller's transaction; write a letter if nobody wanted it so."""
    if not await store.disable_endpoint(connection, organization, endpoint.id, reason, now):
        return False
    data = {"style": endpoint.style.value, "reason": reason.value}
    fact = journal.Fact("webhook.disabled", "webhook", endpoint.id, data)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    if reason is not DisabledReason.OPERATOR:
        facts = _facts(endpoint) | {"reason": reason.value}
        await _write(connection, organization, endpoint, ("endpoint_disabled", facts), now)
    return True


async def warn(
    connection: Connection, organization: int, endpoint: Endpoint, *, actor: str, now: datetime
) -> bool:
    """Say in the caller's transaction, once, that every try of a day failed."""
    if not await store.warn_endpoint(connection, organization, endpoint.id, now):
        return False
    data = {"style": endpoint.style.value}
    fact = journal.Fact("webhook.failing", "webhook", endpoint.id, data)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    await _write(connection, organization, endpoint, ("endpoint_failing", _facts(endpoint)), now)
    return True


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    since = endpoint.failing_since
    return {
        "webhook": endpoint.typeid,
        "url": endpoint.url,
        "description": endpoint.description,
        "failing_since": since and since.isoformat(),
    }


async def _write(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    said: tuple[str, Mapping[str, Any]],
    now: datetime,
) -> None:
    tenant = await organizations.organization_of_link.within(connection, organization)
    if tenant is None or tenant.reply_to is None:
        return
    about, facts = said
    address = parse_address(tenant.reply_to)
    draft = delivery.Draft(
        kind="notice",
        reference=endpoint.id,
        recipient=address.given,
        recipient_key=address.key,
        variables={
            "about": about,
            "facts": dict(facts),
            "organization": tenant.name,
            "accent_color": tenant.accent_color,
            "locale": tenant.locale,
        },
        template=_TEMPLATE,
        send_before=None,
        bulk=False,
    )
    await delivery.enqueue(connection, organization, [draft], now=now)
