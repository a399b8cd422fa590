"""The organization's name, time zone, language, and where answers to its letters go."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.features.members import Session


class ProfilePages:
    """The page of the profile."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/organization``."""
        return self._desk.show(request, session, "settings/organization.html")
