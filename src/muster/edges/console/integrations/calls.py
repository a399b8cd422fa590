"""The calls of a webhook: what was told, every try with the other side's words, and telling again."""

import json
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import parse_integer
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.integrations.webhooks import PATH
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import webhooks
from muster.features.members import Session
from muster.features.webhooks import Call, CallState, Endpoint

_ROWS = 50
SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
"""How far back everything can be told again."""


class CallPages:
    """A webhook with its calls, and each of them."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/webhooks/WEBHOOK``."""
        services, organization = self._desk.services, session.organization.id
        endpoint = await self._find(request, session)
        query = of_query(request)
        wish = query.get("state")
        state = CallState(wish) if wish in set(CallState) else None
        after = parse_integer(query.get("after"))
        calls = await webhooks.list_calls(
            services.database, organization, endpoint, state=state, after=after, limit=_ROWS + 1
        )
        shown = calls[:_ROWS]
        return self._desk.show(
            request,
            session,
            "integrations/webhook.html",
            webhook=endpoint,
            calls=shown,
            state=state,
            next=_next(endpoint, state, shown) if len(calls) > _ROWS else None,
            first=after is None,
            spans=SPANS,
        )

    async def show_one(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/calls/CALL``."""
        endpoint = await self._find(request, session)
        call = await webhooks.find_call(
            self._desk.services.database,
            session.organization.id,
            endpoint,
            request.path_params["call"],
        )
        return self._desk.show(
            request,
            session,
            "integrations/webhook-call.html",
            webhook=endpoint,
            call=call,
            body=_readable(call),
        )

    async def ping(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/ping``: a test, whose page shows what comes back."""
        services = self._desk.services
        reference = request.path_params["webhook"]
        call = await webhooks.ping(
            services.database, session.organization.id, reference, services.clock
        )
        return self._desk.redirect(f"{PATH}/{reference}/calls/{call.typeid}")

    async def replay(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/calls/CALL/replay``."""
        services = self._desk.services
        endpoint = await self._find(request, session)
        call = await webhooks.replay(
            services.database,
            session.organization.id,
            endpoint,
            request.path_params["call"],
            services.clock,
        )
        _ = words_of(request, session)
        path = f"{PATH}/{endpoint.typeid}/calls/{call.typeid}"
        return self._desk.redirect(path, Toast(_("The call is made again.")))

    async def replay_many(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/replay``: what died, or everything of a while."""
        services = self._desk.services
        endpoint = await self._find(request, session)
        span = SPANS.get((await read_fields(request)).get("span"))
        count = await webhooks.replay_since(
            services.database,
            session.organization.id,
            endpoint,
            services.clock.now() - span if span else None,
            clock=services.clock,
        )
        _ = words_of(request, session)
        text = _.ngettext("%(num)s call is made again.", "%(num)s calls are made again.", count)
        return self._desk.redirect(f"{PATH}/{endpoint.typeid}", Toast(text))

    async def _find(self, request: Request, session: Session) -> Endpoint:
        services = self._desk.services
        return await webhooks.find_endpoint(
            services.database,
            session.organization.id,
            request.path_params["webhook"],
            services.clock,
        )


def _next(endpoint: Endpoint, state: CallState | None, shown: list[Call]) -> str:
    wish = f"state={state}&" if state else ""
    return f"{PATH}/{endpoint.typeid}?{wish}after={shown[-1].id}"


def _readable(call: Call) -> str | None:
    """Return the body, indented if it is JSON; None when none could be made."""
    if call.body is None:
        return None
    text = call.body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
