"""The pages of settings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.settings.profile import ProfilePages
from muster.features.members import Right, Session


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the settings that belong to the organization itself."""
    overview, profile = Overview(desk), ProfilePages(desk)
    return [
        desk.route("/settings", overview.show, Right.READ),
        desk.route("/settings/organization", profile.show, Right.AUDIT),
    ]


class Overview:
    """The list of all pages of settings."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings``."""
        return self._desk.show(request, session, "settings/overview.html")
