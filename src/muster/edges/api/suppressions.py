"""Addresses that an organization no longer writes to."""

from fastapi import APIRouter
from starlette.requests import Request

from muster.base.addresses import AddressError, parse_address
from muster.base.errors import NotFoundError
from muster.base.ids import parse_integer
from muster.edges.api import mail_shapes
from muster.edges.api.access import SECURITY, Here, Reader, Writer
from muster.edges.api.bodies import body_of, read_model
from muster.edges.api.mail_shapes import SuppressBody, suppression_json
from muster.edges.api.paging import ROWS, Cursor, Limit, empty_page, page_of, read_cursor
from muster.edges.api.problems import ERRORS, described
from muster.edges.api.shapes import Json
from muster.edges.http import MEGABYTE, read_json
from muster.features import delivery

router = APIRouter(tags=["Letters"], dependencies=SECURITY, responses=ERRORS)
_PATH = "/v1/suppressions"


class UnknownSuppressionError(NotFoundError):
    """There is no such suppression in this organization."""

    code = "unknown_suppression"


@router.get(
    _PATH,
    summary="List addresses that get no letters",
    responses=described(mail_shapes.SuppressionPage),
)
async def list_suppressions(
    services: Here,
    caller: Reader,
    email: str | None = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Json:
    """Return suppressed addresses in the order they were suppressed, or the one that is asked for."""
    organization = caller.organization.id
    if email is not None:
        try:
            key = parse_address(email).key
        except AddressError:
            return empty_page()
        one = await delivery.find_suppression(services.database, organization, key)
        return page_of([one] if one else [], limit, lambda row: row.id, suppression_json)
    found = await delivery.list_suppressions(
        services.database, organization, after_id=read_cursor(cursor) or 0, limit=limit + 1
    )
    return page_of(found, limit, lambda row: row.id, suppression_json)


@router.post(
    _PATH,
    summary="Write no more to an address",
    responses=described(mail_shapes.SuppressionAnswer),
    openapi_extra=body_of(SuppressBody),
)
async def suppress(services: Here, caller: Writer, request: Request) -> Json:
    """Send nothing more to an address; what waits for it ends. Twice is the same as once."""
    body = read_model(SuppressBody, await read_json(request, MEGABYTE))
    key = parse_address(body.email).key
    organization = caller.organization.id
    await delivery.suppress(
        services.database,
        organization,
        [key],
        reason=body.reason,
        actor=caller.actor,
        now=services.clock.now(),
    )
    found = await delivery.find_suppression(services.database, organization, key)
    if found is None:  # somebody lifted it in between
        raise UnknownSuppressionError
    return suppression_json(found)


@router.delete(
    _PATH + "/{suppression}",
    summary="Write to an address again",
    responses=described(mail_shapes.Lifted),
)
async def lift(services: Here, caller: Writer, suppression: str) -> Json:
    """Lift a suppression by its number. Letters that ended meanwhile stay ended: resend them."""
    number = parse_integer(suppression)
    lifted = number is not None and await delivery.lift_by_number(
        services.database,
        caller.organization.id,
        number,
        actor=caller.actor,
        now=services.clock.now(),
    )
    if not lifted:
        raise UnknownSuppressionError
    return {"lifted": True}
