"""The personal link: looking at it changes nothing, opening it makes a session (DESIGN 5)."""

import re
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from muster.base.signing import TOKEN_LENGTH, LinkClaim, LinkFault
from muster.edges.http import read_body
from muster.edges.portal.guards import Visitors
from muster.edges.portal.more_time import MoreTimePages, asks
from muster.edges.portal.pages import Pages, openable, visible
from muster.edges.services import Services
from muster.features import invitations

_LONGEST_FORM = 16 * 1024
# Where a token begins in what people paste: after the path, or in HiringBranch's own form.
_BEFORE = re.compile(r".*(?:/i/|sessiontoken=)", re.DOTALL | re.IGNORECASE)
# A link that a mail program broke over lines; = ends such a line (quoted-printable, RFC 2045, 6.7).
_BREAKS = re.compile(r"[\s=\u200b\u200e\u200f\u2066-\u2069]+")
_LETTERS = re.compile(rf"[0-9a-z]{{0,{TOKEN_LENGTH}}}", re.ASCII | re.IGNORECASE)
# What stands around links in letters, and is taken for their end by programs that find them.
_AROUND = " \"'<>()[]{}.,;:!?*_`\u201c\u201d\u201e\u00ab\u00bb\u060c\u061b\u3002"


class Entrance:
    """The pages under /i, and the door for links whose token is in the fragment."""

    def __init__(self, services: Services, pages: Pages, visitors: Visitors) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._visitors = visitors
        self._more_time = MoreTimePages(services, pages)

    async def door(self, request: Request) -> Response:
        """Answer ``GET /``: a script moves ``#?sessionToken=TOKEN`` to /i/TOKEN; others may paste.

        Link protection takes the # away or writes it as %23, and the rest becomes a query.
        """
        token = find_token(request.query_params.get("sessionToken", ""))
        if token:
            return self._pages.redirect(request, f"/i/{token}")
        return self._pages.show(request, "door.html")

    async def show(self, request: Request) -> Response:
        """Answer ``GET /i/TOKEN``, which changes nothing."""
        claim = self._read(request)
        if isinstance(claim, LinkFault):
            return self._refuse(request, claim)
        landing = await invitations.look(self._services.database, claim, self._services.clock)
        if landing is None:
            return self._refuse(request, LinkFault.WRONG)
        if asks(request) and not landing.void:
            page = await self._more_time.show(request, claim)
            return page or self._pages.landing(request, landing)
        return self._pages.landing(request, landing)

    async def open(self, request: Request) -> Response:
        """Answer ``POST /i/TOKEN``: the token becomes a session, and the address loses it.

        Mail scanners post forms, too, so this works again and again and uses nothing up.
        """
        if self._visitors.from_elsewhere(request):
            return self._pages.show(request, "elsewhere.html", status=403)
        claim = self._read(request)
        if isinstance(claim, LinkFault):
            return self._refuse(request, claim)
        landing = await invitations.look(self._services.database, claim, self._services.clock)
        if landing is None:
            return self._refuse(request, LinkFault.WRONG)
        if asks(request) and not landing.void:
            page = await self._more_time.ask(request, claim)
            return page or self._pages.landing(request, landing)
        if not openable(visible(landing)):
            return self._pages.landing(request, landing)
        return await self._admit(request, claim)

    async def find(self, request: Request) -> Response:
        """Answer ``POST /i/find``: a pasted link is sent on to its own address."""
        if self._visitors.from_elsewhere(request):
            return self._pages.show(request, "elsewhere.html", status=403)
        form = (await read_body(request, _LONGEST_FORM)).decode("utf-8", "replace")
        token = find_token("".join(parse_qs(form).get("link", ())))
        claim = self._services.links.read(token)
        if isinstance(claim, LinkFault):
            return self._refuse(request, LinkFault.CUT, pasted=True)
        return self._pages.redirect(request, f"/i/{token}")

    def _read(self, request: Request) -> LinkClaim | LinkFault:
        token = request.path_params.get("token", "").strip(_AROUND)
        return self._services.links.read(token) if token else LinkFault.CUT

    def _refuse(self, request: Request, fault: LinkFault, *, pasted: bool = False) -> Response:
        if self._visitors.strangers.too_many(request):
            response = self._pages.show(request, "busy.html", status=429)
            response.headers["Retry-After"] = "60"
            return response
        template = "cut.html" if fault is LinkFault.CUT else "wrong.html"
        status = 422 if pasted else 404
        return self._pages.show(request, template, status=status, pasted=pasted)

    async def _admit(self, request: Request, claim: LinkClaim) -> Response:
        cookie = self._visitors.cookie
        secret = await invitations.open_link(
            self._services.database, claim, cookie.read(request), self._services.clock
        )
        response = self._pages.redirect(request, "/home")
        cookie.write(response, secret)
        return response


def find_token(pasted: str) -> str:
    """Return the letters of the token in a pasted link, broken lines mended; perhaps too few."""
    joined = _BREAKS.sub("", _BEFORE.sub("", pasted, count=1))
    found = _LETTERS.match(joined.lstrip(_AROUND))
    return found[0].lower() if found else ""
