"""The candidate's page: what this browser's session was opened for, and the way to Start."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import parse_uuid
from muster.edges.portal.guards import Visitors
from muster.edges.portal.pages import Pages, can_start, group
from muster.edges.services import Services
from muster.features import invitations
from muster.features.invitations import Awaiting, Landing


class Home:
    """The pages under /home; each asks again what the session still may see."""

    def __init__(self, services: Services, pages: Pages, visitors: Visitors) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._visitors = visitors

    async def show(self, request: Request) -> Response:
        """Answer ``GET /home``: one invitation in full, or the list of several."""
        landings = await self._landings(request)
        groups = group(landings)
        if not groups:
            return self._pages.show(request, "lost.html")
        return self._pages.show(
            request, "home.html", landing=landings[0], face=len(groups) == 1, groups=groups
        )

    async def start(self, request: Request) -> Response:
        """Answer ``POST /home/UID/start``: nothing starts in this version, so only the page is shown."""
        if self._visitors.from_elsewhere(request):
            return self._pages.show(request, "elsewhere.html", status=403)
        if await self._startable(request) is None:
            return self._pages.redirect(request, "/home")
        return self._pages.redirect(request, f"/home/{request.path_params['uid']}/start")

    async def explain(self, request: Request) -> Response:
        """Answer ``GET /home/UID/start``: taking it is not open yet, and nothing was started."""
        found = await self._startable(request)
        if found is None:
            return self._pages.redirect(request, "/home")
        landing, invitation = found
        return self._pages.show(request, "unready.html", landing=landing, invitation=invitation)

    async def _startable(self, request: Request) -> tuple[Landing, Awaiting] | None:
        uid = parse_uuid(request.path_params["uid"])
        landings = await self._landings(request) if uid else ()
        return _find(landings, uid)

    async def _landings(self, request: Request) -> tuple[Landing, ...]:
        secret = self._visitors.cookie.read(request)
        if secret is None:
            return ()
        return await invitations.read_session(self._services.database, secret, self._services.clock)


def _find(landings: tuple[Landing, ...], uid: UUID | None) -> tuple[Landing, Awaiting] | None:
    for landing in landings:
        for invitation in landing.invitations:
            if invitation.uid == uid and can_start(invitation):
                return landing, invitation
    return None
