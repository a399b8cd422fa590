"""What is said to an organization about an endpoint that fails."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

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
        facts = _facts(endpoint) | {"gone": reason is DisabledReason.GONE}
        await _write(connection, organization, endpoint, "endpoint_disabled", facts, now)
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
    await _write(connection, organization, endpoint, "endpoint_failing", _facts(endpoint), now)
    return True


def _facts(endpoint: Endpoint) -> dict[str, Any]:
    # Many a query has a key in it, which is nobody's in a letter.
    parts = urlsplit(endpoint.url)
    return {
        "host": parts.hostname or "",
        "url": f"{parts.scheme}://{parts.netloc}{parts.path}",
        "description": endpoint.description,
        "webhook": endpoint.typeid,
    }


async def _write(
    connection: Connection,
    organization: int,
    endpoint: Endpoint,
    about: str,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    tenant = await organizations.organization_of_link.within(connection, organization)
    letter = tenant and delivery.notice(tenant, about, facts, reference=endpoint.id)
    if letter:
        await delivery.enqueue(connection, organization, [letter], now=now)
