"""What every page of taking an activity does first: who asks, for what, and is it their own site.

Refusals of the features become pages here; ``saving.py`` answers scripts in JSON instead.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import parse_uuid
from muster.edges.http import read_body
from muster.edges.portal import forms, standing
from muster.edges.portal.guards import Visitors
from muster.edges.portal.pages import Pages
from muster.features.attempts import NoSeatError, UnknownQuestionError

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
# A hundred thousand characters of four bytes, each written as %XX, and the fields around them.
_LONGEST_FORM = 1_300_000


class Guests:
    """Lets candidates in to pages under /home/UID and /attempt/UID."""

    def __init__(self, pages: Pages, visitors: Visitors) -> None:
        """Take what renders pages and what knows visitors."""
        self._pages = pages
        self._visitors = visitors

    def page(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint whose refusals are pages."""

        async def answer(request: Request) -> Response:
            if request.method == "POST" and self._visitors.from_elsewhere(request):
                return self._pages.show(request, "elsewhere.html", status=403)
            try:
                return await endpoint(request)
            except NoSeatError:
                return self._pages.show(request, "lost.html", status=404)
            except NotFoundError:
                return self._pages.show(request, "missing.html", status=404)
            except InvalidError:
                # No form of ours sends it: what candidates write is checked where it is shown again.
                return self._pages.show(request, "missing.html", status=400)
            except ConflictError:
                # Over, paused, taken over, not opened: where the candidate stands says which.
                return self._pages.redirect(request, self._hub(request))

        return answer

    def session(self, request: Request) -> str:
        """Return the secret of the visitor's session.

        Raises:
            NoSeatError: this browser has none.
        """
        return self._visitors.session(request)

    def uid(self, request: Request) -> UUID:
        """Return the id in the address, of an invitation or of an attempt.

        Raises:
            NoSeatError: it is none.
        """
        uid = parse_uuid(request.path_params["uid"])
        if uid is None:
            raise NoSeatError
        return uid

    def number(self, request: Request) -> int:
        """Return the number of a question or section in the address.

        Raises:
            UnknownQuestionError: there is none that high.
        """
        number = request.path_params["number"]
        if not forms.is_number(number):
            raise UnknownQuestionError
        return int(number)

    async def form(self, request: Request) -> forms.Form:
        """Return the fields of a form."""
        return forms.parse(await read_body(request, _LONGEST_FORM))

    def _hub(self, request: Request) -> str:
        uid = self.uid(request)
        if request.url.path.split("/")[-3:-1] == ["home", str(uid)]:
            return f"/home/{uid}/start"
        return standing.home(uid)
