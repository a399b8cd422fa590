"""micro1's Public API: every operation of its document, and who may call it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, NotFoundError
from muster.edges.dialects.micro1 import (
    applicants,
    endpoints,
    interviews,
    invites,
    inviting,
    results,
)
from muster.edges.dialects.micro1.envelope import CORS, refuse
from muster.edges.dialects.surface import admit, open_surface
from muster.edges.services import Services
from muster.features.invitations import IdempotencyBusyError
from muster.features.organizations import Caller, Scope

Handler = Callable[[Services, Caller, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: what it is, what its key must be allowed, who answers it."""

    method: str
    path: str
    scope: Scope
    answer: Handler


_OPERATIONS = (
    Operation("POST", "/interview", Scope.ACTIVITIES_WRITE, interviews.create),
    Operation("POST", "/custom/interview", Scope.ACTIVITIES_WRITE, interviews.create_custom),
    Operation("GET", "/interviews", Scope.ACTIVITIES_READ, interviews.list_all),
    Operation("POST", inviting.PATH, Scope.INVITATIONS_WRITE, inviting.invite),
    Operation("GET", "/interview/invites", Scope.INVITATIONS_READ, invites.list_all),
    Operation("GET", "/interview/reports", Scope.REPORTS_READ, results.list_all),
    Operation("GET", "/interview/recording", Scope.RECORDINGS_READ, results.recording),
    Operation("PUT", "/interview/{interviewId}", Scope.ACTIVITIES_WRITE, interviews.update),
    Operation("DELETE", "/interview/{interviewId}", Scope.ACTIVITIES_WRITE, interviews.delete),
    Operation("POST", "/mock/interview", Scope.ACTIVITIES_READ, interviews.preview),
    Operation("GET", "/jobs", Scope.JOBS_READ, applicants.list_jobs),
    Operation("POST", "/job/{jobId}/applicant", Scope.JOBS_WRITE, applicants.create),
    Operation("GET", "/job/{jobId}/applicants", Scope.JOBS_READ, applicants.list_all),
    Operation("GET", "/job/applicant/{jobApplicantId}", Scope.JOBS_READ, applicants.read),
    Operation("POST", "/webhook", Scope.WEBHOOKS_MANAGE, endpoints.create),
    Operation("GET", "/webhooks", Scope.WEBHOOKS_MANAGE, endpoints.list_all),
    Operation("PUT", "/webhook/{webhookId}", Scope.WEBHOOKS_MANAGE, endpoints.update),
    Operation("DELETE", "/webhook/{webhookId}", Scope.WEBHOOKS_MANAGE, endpoints.delete),
)
# The vendor's document has 404 for one operation only; everywhere else an unknown id is a request
# that is not valid.
_STATUSES = {NotFoundError: 400, ConflictError: 400, IdempotencyBusyError: 409}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "x-api-key, apikey, authorization, content-type, idempotency-key",
    "Access-Control-Max-Age": "86400",
}


def build(services: Services) -> FastAPI:
    """Return the surface; its paths begin with what ``run/wiring.py`` calls the vendor's words."""
    app = open_surface(services, __package__ or "", "/interview", refuse, _STATUSES)
    for path, operations in _by_path(_OPERATIONS).items():
        methods = [one.method for one in operations]
        app.add_route(path, _route(services, operations), methods=methods)
        app.add_route(path, _allow(methods), methods=["OPTIONS"])
    return app


def _by_path(operations: Iterable[Operation]) -> Mapping[str, list[Operation]]:
    paths: dict[str, list[Operation]] = {}
    for one in operations:
        paths.setdefault(one.path, []).append(one)
    return paths


_FIXED = {one.path: one.method for one in _OPERATIONS if one.path.count("{") == 0}


def _route(
    services: Services, operations: list[Operation]
) -> Callable[[Request], Awaitable[Response]]:
    by_method = {one.method: one for one in operations}

    async def answer(request: Request) -> Response:
        # What stands beside /interview/{interviewId} is no interview of that id.
        other = _FIXED.get(request.url.path)
        if other is not None and other not in by_method:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": other})
        method = "GET" if request.method == "HEAD" else request.method
        operation = by_method[method]
        caller = await admit(services, request, operation.scope)
        return await operation.answer(services, caller, request)

    return answer


def _allow(methods: list[str]) -> Callable[[Request], Awaitable[Response]]:
    headers = {**CORS, **_PREFLIGHT, "Access-Control-Allow-Methods": ", ".join(methods)}

    async def allow(_: Request) -> Response:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)

    return allow
