"""The device check: do camera and microphone work, and can this browser record with them?

Everything of it happens in the browser; nothing is sent, stored or started.
"""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.portal.guests import Guests
from muster.edges.portal.pages import Pages
from muster.edges.services import Services
from muster.edges.style.headers import recording_policy
from muster.features import attempts
from muster.features.catalog import Medium
from muster.features.invitations import Landing


class Checking:
    """The page under /home/UID/check of an invitation in which something is recorded."""

    def __init__(self, services: Services, pages: Pages, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._guests = guests

    async def show(self, request: Request) -> Response:
        """Answer ``GET check``; where nothing is recorded there is nothing to check.

        Raises:
            NoSeatError: the session may not see this invitation.
        """
        session, uid = self._guests.session(request), self._guests.uid(request)
        services = self._services
        briefing = await attempts.brief(services.database, session, uid, services.clock)
        if not briefing.records:
            return self._pages.redirect(request, f"/home/{uid}/start")
        response = self._pages.show(
            request,
            "check.html",
            landing=Landing(briefing.organization, briefing.candidate_name, briefing.locale, ()),
            invitation=briefing.invitation,
            medium="video" if Medium.VIDEO in briefing.records else "audio",
        )
        response.headers["Permissions-Policy"] = recording_policy()
        return response
