"""Accommodations: what a candidate is given in all their attempts, and what was asked for."""

from fastapi import APIRouter
from starlette.requests import Request

from muster.base.ids import to_typeid
from muster.edges.api import attempt_shapes
from muster.edges.api.access import SECURITY, Here, Writer
from muster.edges.api.attempt_shapes import AccommodationBody, accommodation_json, request_json
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.paging import ROWS, Cursor, Limit, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json
from muster.edges.http import MEGABYTE, read_json
from muster.features import attempts, candidates
from muster.features.attempts import Accommodation

# Who may only read invitations and results does not see what somebody needs.
router = APIRouter(tags=["Accommodations"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/candidates/{candidate}/accommodation"


@router.get(
    _PATH,
    summary="Read a candidate's accommodation",
    responses=described(attempt_shapes.AccommodationAnswer),
)
async def read_accommodation(services: Here, caller: Writer, candidate: str) -> Json:
    """Return what a candidate is given in all attempts. Needs `invitations:write`."""
    organization = caller.organization.id
    found = await candidates.get(services.database, organization, candidate)
    given = await attempts.get_accommodation(services.database, organization, str(found.id))
    return accommodation_json(to_typeid("cand", found.uid), given)


@router.put(
    _PATH,
    summary="Give a candidate an accommodation",
    responses=described(attempt_shapes.AccommodationAnswer),
    openapi_extra=body_of(AccommodationBody),
)
async def set_accommodation(
    services: Here, caller: Writer, candidate: str, request: Request
) -> Json:
    """Set what a candidate is given in all attempts from now on, and answer what was asked for.

    An attempt that runs gets more at once, and never less. The same again changes nothing.
    """
    body = read_model(AccommodationBody, await read_json(request, MEGABYTE))
    organization = caller.organization.id
    found = await candidates.get(services.database, organization, candidate)
    given = await attempts.set_accommodation(
        services.database,
        organization,
        str(found.id),
        Accommodation(body.time_factor, body.untimed, body.break_minutes),
        actor=caller.actor,
        clock=services.clock,
    )
    return accommodation_json(to_typeid("cand", found.uid), given)


@router.get(
    "/v1/accommodation-requests",
    summary="List what candidates asked for",
    responses=described(attempt_shapes.RequestPage),
)
async def list_requests(
    services: Here,
    caller: Writer,
    cursor: Cursor = None,
    limit: Limit = ROWS,
    answered: bool = False,
) -> Json:
    """Return requests that wait, newest first; with `answered` all of them."""
    found = await attempts.list_accommodation_requests(
        services.database,
        caller.organization.id,
        answered=answered,
        after=read_cursor(cursor),
        limit=limit + 1,
    )
    return page_of(found, limit, lambda request: request.id, request_json)
