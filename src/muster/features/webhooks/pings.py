"""The test call: it says nothing but that calls arrive."""

from datetime import datetime
from uuid import UUID

from pydantic_core import to_json

from muster.features.webhooks.model import PING, Body, Endpoint
from muster.features.webhooks.store import calls as store
from muster.storage.postgres import Connection


def ping_body(endpoint: Endpoint, now: datetime) -> Body:
    """Return what a test says, whatever the endpoint's style."""
    stamp = now.isoformat().replace("+00:00", "Z")
    data = {"webhook": endpoint.typeid, "description": endpoint.description}
    return Body(PING, to_json({"type": PING, "timestamp": stamp, "data": data}))


async def queue_ping(
    connection: Connection, organization: int, endpoint: Endpoint, now: datetime
) -> UUID:
    """Owe a test in the caller's transaction; return its uid."""
    told = [(None, ping_body(endpoint, now))]
    (row,) = await store.insert_calls(connection, organization, endpoint.id, told, now)
    uid: UUID = row["uid"]
    return uid
