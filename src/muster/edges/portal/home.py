"""The candidate's page: what this browser's session was opened for, and the way to Start."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.portal.guards import Visitors
from muster.edges.portal.pages import Group, Pages, group
from muster.edges.portal.rendering import can_start
from muster.edges.portal.ways import Way, way_of
from muster.edges.services import Services
from muster.features import invitations, tracks
from muster.features.catalog import Kind
from muster.features.invitations import Access, Awaiting, Landing


class Home:
    """The page /home; it asks again what the session still may see."""

    def __init__(self, services: Services, pages: Pages, visitors: Visitors) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._visitors = visitors

    async def show(self, request: Request) -> Response:
        """Answer ``GET /home``: the list of several; one that can be taken leads on to itself."""
        landings = await self._landings(request)
        groups = group(landings)
        if not groups:
            return self._pages.show(request, "lost.html")
        only = _only(groups)
        if only is not None and can_start(only):
            page = "track" if only.kind is Kind.TRACK else "start"
            return self._pages.redirect(request, f"/home/{only.uid}/{page}")
        return self._pages.show(
            request,
            "home.html",
            landing=landings[0],
            face=len(groups) == 1,
            groups=groups,
            ways=await self._ways(groups),
        )

    async def _ways(self, groups: Sequence[Group]) -> dict[int, Way]:
        """Return the tracks that have begun, by invitation."""
        now = self._services.clock.now()
        ways: dict[int, Way] = {}
        for each in groups:
            begun = [
                one.id
                for one in each.invitations
                if one.kind is Kind.TRACK and one.access is Access.STARTED
            ]
            if begun:
                found = await tracks.read_started(
                    self._services.database, each.organization.id, begun
                )
                ways |= {one: way_of(progress, now) for one, progress in found.items()}
        return ways

    async def _landings(self, request: Request) -> tuple[Landing, ...]:
        secret = self._visitors.cookie.read(request)
        if secret is None:
            return ()
        return await invitations.read_session(self._services.database, secret, self._services.clock)


def _only(groups: Sequence[Group]) -> Awaiting | None:
    """Return the one invitation that there is, if there is one."""
    invitations = [one for each in groups for one in each.invitations]
    return invitations[0] if len(invitations) == 1 else None
