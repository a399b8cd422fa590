"""A track's pages: the way through its stages, and where on it the candidate is."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.portal.guests import Guests
from muster.edges.portal.pages import Pages
from muster.edges.portal.ways import Way, way_of
from muster.edges.services import Services
from muster.features import invitations, tracks
from muster.features.attempts import Run
from muster.features.invitations import Access

_SHOWN = frozenset({Access.OPEN, Access.STARTED, Access.COMPLETED})


class TrackPages:
    """The pages under /home/UID of an invitation to a track."""

    def __init__(self, services: Services, pages: Pages, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._guests = guests

    async def show(self, request: Request) -> Response:
        """Answer ``GET /home/UID/track``: the way, and the button to its next step."""
        session, uid = self._guests.session(request), self._guests.uid(request)
        now = self._services.clock.now()
        landing, progress = await tracks.visit(
            self._services.database, session, uid, self._services.clock
        )
        invitation = progress.invitation.invitation
        if invitations.access(invitation, now) not in _SHOWN:
            return self._pages.redirect(request, "/home")
        return self._pages.show(
            request,
            "track.html",
            landing=landing,
            invitation=landing.invitations[0],
            way=way_of(progress, now),
            redirect_url=invitation.redirect_url,
        )

    async def start(self, request: Request) -> Response:
        """Answer ``POST /home/UID/track``: begin the way; its first step is shown, not started."""
        session, uid = self._guests.session(request), self._guests.uid(request)
        progress = await tracks.start(self._services.database, session, uid, self._services.clock)
        child = progress.present.child
        if child is None or child.finished:
            return self._pages.redirect(request, f"/home/{uid}/track")
        return self._pages.redirect(request, f"/home/{child.uid}/start")

    async def after(self, run: Run) -> Way | None:
        """Return where a submitted attempt has led to in its track; None outside of tracks."""
        progress = await tracks.read_of_attempt(
            self._services.database, run.organization.id, run.attempt.id
        )
        return None if progress is None else way_of(progress, run.now)
