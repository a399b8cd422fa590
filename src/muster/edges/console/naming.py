"""Pages that say who did what when, where reviewers are not to know who wrote what they rate."""

from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk, Endpoint
from muster.features import reviews
from muster.features.members import Right, Session


def naming(desk: Desk, endpoint: Endpoint) -> Endpoint:
    """Return the endpoint of a page that names people, closed to reviewers while names are hidden.

    Results alone could be left out there; but the moments would still tell whose report is whose.
    """

    @wraps(endpoint)
    async def checked(request: Request, session: Session) -> Response:
        if await hides_names(desk, session):
            return desk.show(request, session, "hidden-names.html", status=403)
        return await endpoint(request, session)

    return checked


async def hides_names(desk: Desk, session: Session) -> bool:
    """Tell whether names are hidden somewhere, and from this member."""
    if session.may(Right.ADDRESSES):
        return False
    return await reviews.hides_results(
        desk.services.database, session.organization.id, session.member
    )
