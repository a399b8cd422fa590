"""The native API: ``/v1``, problem details, cursors, idempotency."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from muster import __version__
from muster.base.errors import InvalidError
from muster.edges.api import (
    accommodations,
    activities,
    applications,
    attempts,
    candidates,
    events,
    invitations,
    inviting,
    jobs,
    more_time,
    privacy,
    recordings,
    report_shares,
    reports,
    scores,
    suppressions,
    webhooks,
)
from muster.edges.api.application_shapes import DecisionBody
from muster.edges.api.attempt_shapes import AccommodationBody
from muster.edges.api.job_shapes import ApplicantBody, InviteApplicantBody, JobBody, JobChangeBody
from muster.edges.api.limits import Limits
from muster.edges.api.mail_shapes import SuppressBody
from muster.edges.api.more_time import MoreTimeBody
from muster.edges.api.privacy import HoldBody
from muster.edges.api.problems import invalid_request, problem
from muster.edges.api.report_shapes import ShareBody
from muster.edges.api.score_shapes import RateBody
from muster.edges.api.shapes import ChangeBody, CorrectBody, InviteBody, component_schemas
from muster.edges.api.webhook_shapes import ReplayBody, RollBody, WebhookBody, WebhookChangeBody
from muster.edges.http import IdempotencyKeyError, MalformedJsonError, refuse_in_shape
from muster.edges.services import Services

_PARTS = (
    inviting,
    invitations,
    more_time,
    candidates,
    suppressions,
    privacy,
    accommodations,
    activities,
    attempts,
    scores,
    reports,
    report_shares,
    recordings,
    applications,
    jobs,
    events,
    webhooks,
)
_RAW_BODIES = (
    InviteBody,
    ChangeBody,
    CorrectBody,
    SuppressBody,
    MoreTimeBody,
    AccommodationBody,
    RateBody,
    ShareBody,
    DecisionBody,
    HoldBody,
    JobBody,
    JobChangeBody,
    ApplicantBody,
    InviteApplicantBody,
    WebhookBody,
    WebhookChangeBody,
    RollBody,
    ReplayBody,
)
_DESCRIPTION = """
Invite candidates to activities, follow what became of it, change your mind.

Send the API key as `Authorization: Bearer muster_live_…` (or `X-API-Key`). Errors are problem
details (RFC 9457) with a stable `code`. Lists are paged by `cursor`. `POST
/v1/invitations` with an `Idempotency-Key` can be repeated safely for seven days; even without
one, nobody is invited twice to the same activity.
"""


def build(services: Services) -> FastAPI:
    """Return the surface; its paths begin with ``/v1``."""
    app = FastAPI(
        title="Muster API",
        version=__version__,
        description=_DESCRIPTION.strip(),
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,  # generated clients call it so
        servers=[{"url": services.links.public_url}],
    )
    app.state.services = services
    for part in _PARTS:
        app.include_router(part.router)
    refuse_in_shape(
        app, problem, {InvalidError: 422, MalformedJsonError: 400, IdempotencyKeyError: 400}
    )
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Limits, clock=services.clock, quota=services.requests_a_minute)
    _describe_raw_bodies(app)
    return app


async def _invalid(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return invalid_request(error)


def _describe_raw_bodies(app: FastAPI) -> None:
    # Routes that read their body themselves name its model only in words: add the model.
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in component_schemas(*_RAW_BODIES).items():
            schemas.setdefault(name, schema)
        return document

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend it
