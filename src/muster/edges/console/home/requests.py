"""What candidates asked for and nobody has answered: more time, and accommodations."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.features import attempts, invitations
from muster.features.invitations import RequestState
from muster.features.members import Session

_MOST = 100


class Requests:
    """The page of requests; each is answered on the page of its person."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/requests``, the newest first."""
        database, organization = self._desk.services.database, session.organization.id
        longer = await invitations.list_requests(
            database, organization, RequestState.WAITING, limit=_MOST
        )
        needed = await attempts.list_accommodation_requests(database, organization, limit=_MOST)
        return self._desk.show(
            request,
            session,
            "home/requests.html",
            longer=[(one, to_typeid("inv", one.view.invitation.uid)) for one in longer],
            needed=needed,
            most=_MOST,
        )
