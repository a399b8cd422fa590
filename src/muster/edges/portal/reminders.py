"""The page on which a candidate stops reminders, and the one click of a mail program (RFC 8058)."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from muster.base.signing import LinkClaim, LinkFault, LinkKind
from muster.edges.http import read_body
from muster.edges.portal.guards import Visitors
from muster.edges.portal.pages import Pages
from muster.edges.services import Services
from muster.features import invitations
from muster.features.invitations import Landing, ReminderWish, Stop

_LONGEST_FORM = 16 * 1024
_KINDS = frozenset({LinkKind.REMINDERS})


class ReminderPages:
    """The pages under /u: looking changes nothing, one POST stops reminders and nothing else.

    There is neither cookie nor login, and no question where the request comes from: the token is
    all that a mail provider has when its user presses the button.
    """

    def __init__(self, services: Services, pages: Pages, visitors: Visitors) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._visitors = visitors

    async def show(self, request: Request) -> Response:
        """Answer ``GET /u/TOKEN``."""
        claim = self._read(request)
        if isinstance(claim, LinkFault):
            return self._refuse(request)
        wish = await invitations.read_wish(self._services.database, claim)
        return self._page(request, wish)

    async def change(self, request: Request) -> Response:
        """Answer ``POST /u/TOKEN``: of a mail program, or of the page's buttons."""
        form = (await read_body(request, _LONGEST_FORM)).decode("utf-8", "replace")
        claim = self._read(request)
        if isinstance(claim, LinkFault):
            return self._refuse(request)
        wish = await invitations.stop_reminders(
            self._services.database, claim, _stop(form), self._services.clock
        )
        return self._page(request, wish)

    def _read(self, request: Request) -> LinkClaim | LinkFault:
        return self._services.links.read(request.path_params["token"], _KINDS)

    def _page(self, request: Request, wish: ReminderWish | None) -> Response:
        if wish is None:
            return self._refuse(request)
        landing = Landing(wish.organization, wish.candidate_name, wish.locale, ())
        return self._pages.show(request, "reminders.html", landing=landing, wish=wish)

    def _refuse(self, request: Request) -> Response:
        if self._visitors.strangers.too_many(request):
            response = self._pages.show(request, "busy.html", status=429)
            response.headers["Retry-After"] = "60"
            return response
        return self._pages.show(request, "wrong.html", status=404, pasted=False)


def _stop(form: str) -> Stop:
    try:
        return Stop(next(iter(parse_qs(form).get("stop", ())), ""))
    except ValueError:
        # The one click says List-Unsubscribe=One-Click, and means the letter in hand.
        return Stop.ONE
