"""Asking for more time: the page that a link leads to with ``?more-time``.

It is told by the query, because the page of an open invitation is one for all who were invited
with it, and can link to nothing but itself.
"""

from urllib.parse import parse_qs
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from muster.base.signing import LinkClaim
from muster.edges.http import read_body
from muster.edges.portal.pages import Pages
from muster.edges.services import Services
from muster.features import invitations
from muster.features.invitations import AlreadyAskedError, Asking, NoMoreTimeError

_QUERY = "more-time"
_LONGEST_FORM = 16 * 1024


def asks(request: Request) -> bool:
    """Tell whether a request is about more time; hardly any address has a query."""
    return bool(request.scope["query_string"]) and _QUERY in request.query_params


class MoreTimePages:
    """The page on which a candidate asks for more time, and sees what became of it."""

    def __init__(self, services: Services, pages: Pages) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages

    async def show(self, request: Request, claim: LinkClaim) -> Response | None:
        """Answer ``GET /i/TOKEN?more-time``; None when the link opens no such invitation.

        With a home link, the value of ``more-time`` is the UUID of the invitation.
        """
        services = self._services
        asking = await invitations.read_asking(
            services.database, claim, _which(request), services.clock
        )
        return self._page(request, asking) if asking else None

    async def ask(self, request: Request, claim: LinkClaim) -> Response | None:
        """Answer ``POST /i/TOKEN?more-time``. Asking twice shows what became of the first."""
        form = (await read_body(request, _LONGEST_FORM)).decode("utf-8", "replace")
        sentence = " ".join(parse_qs(form).get("sentence", ()))
        services = self._services
        try:
            asking = await invitations.ask_for_more_time(
                services.database, claim, _which(request), sentence, services.clock
            )
        except (AlreadyAskedError, NoMoreTimeError):
            return await self.show(request, claim)
        return self._page(request, asking) if asking else None

    def _page(self, request: Request, asking: Asking) -> Response:
        return self._pages.show(
            request,
            "more-time.html",
            landing=asking.landing,
            invitation=asking.landing.invitations[0],
            state=asking.state.value if asking.state else None,
            possible=asking.possible,
            kept=_kept(request),
        )


def _kept(request: Request) -> str:
    which = _which(request)
    return f"{_QUERY}={which}&" if which else f"{_QUERY}&"


def _which(request: Request) -> UUID | None:
    try:
        return UUID(request.query_params.get(_QUERY, ""))
    except ValueError:
        return None
