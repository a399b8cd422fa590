"""The first page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.features.members import Right, Session


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the first page."""
    home = Home(desk)
    return [desk.route("", home.show, Right.READ)]


class Home:
    """The first page."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console``."""
        return self._desk.show(request, session, "home/home.html")
