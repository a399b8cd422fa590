"""``/healthz``, ``/readyz`` and ``/metrics``: for the machines that run Muster."""

import json
from collections.abc import Awaitable, Callable

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.base.clock import Clock
from muster.base.errors import MusterError
from muster.features import delivery, webhooks
from muster.run.metrics import CONTENT_TYPE, Moment, exposition
from muster.storage.postgres import Database

_PROBE = "select 1"


def build(
    database: Database, clock: Clock, registry: CollectorRegistry, *, shared: bool
) -> Starlette:
    """Return the app; ``shared`` tells that several processes share their counters."""

    async def healthz(_: Request) -> Response:
        # Alive: the event loop answers. Whether the rest does is readyz's question.
        return _json({"status": "ok"})

    async def readyz(_: Request) -> Response:
        return await _readiness(database, clock)

    async def metrics(_: Request) -> Response:
        lane = await delivery.lane_health(database, now=clock.now())
        intake = await delivery.intake_health(database)
        moment = Moment(lane, intake, await webhooks.backlog(database, clock))
        text = exposition(registry, moment, shared=shared)
        return Response(text, headers={"content-type": CONTENT_TYPE})

    routes: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/healthz": healthz,
        "/readyz": readyz,
        "/metrics": metrics,
    }
    return Starlette(routes=[Route(path, endpoint) for path, endpoint in routes.items()])


async def _readiness(database: Database, clock: Clock) -> Response:
    """Say whether requests can be served; paused mail is said, but does not make us unready."""
    try:
        await database.look_up(_PROBE)
        lane = await delivery.lane_health(database, now=clock.now())
    except (MusterError, OSError):
        return _json({"status": "unready", "database": "unreachable"}, 503)
    state = "paused" if lane.paused else "waiting" if lane.reason else "running"
    mail = {"state": state, "reason": lane.reason, "letters": lane.queued}
    return _json({"status": "ready", "database": "ok", "mail": mail})


def _json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status, media_type="application/json")
