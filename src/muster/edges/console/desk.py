"""What every part of the console is given: who asks, what they may, and how pages are answered."""

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping
from functools import wraps
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from muster.base.errors import (
    ConflictError,
    InvalidError,
    MusterError,
    NotFoundError,
    UnavailableError,
)
from muster.edges.console import toasts
from muster.edges.console.guards import ConsoleCookie, Origins
from muster.edges.console.pages import FILES, Pages
from muster.edges.console.toasts import Toast
from muster.edges.http import BodyTooLargeError
from muster.edges.services import Services
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers
from muster.features import members
from muster.features.members import ConfirmationError, NotSignedInError, Right, RightError, Session

Endpoint: TypeAlias = Callable[[Request, Session], Awaitable[Response]]
TABLE = "text/csv; charset=utf-8"
"""The media type of tables for spreadsheets (RFC 7111)."""
Door: TypeAlias = Callable[[Request], Awaitable[Response]]

# What an endpoint did not catch itself: which page says so, with which status (RFC 9110).
_REFUSALS: Mapping[type[MusterError], tuple[str, int]] = {
    NotFoundError: ("missing.html", 404),
    RightError: ("forbidden.html", 403),
    ConflictError: ("refused.html", 409),
    InvalidError: ("refused.html", 422),
    BodyTooLargeError: ("refused.html", 413),
    UnavailableError: ("trouble.html", 503),
}


class Desk:
    """The collaborators of the console, and the way in that all its pages share."""

    def __init__(self, services: Services) -> None:
        """Take the collaborators of all edges; the public address says where we are."""
        public = urlsplit(services.links.public_url)
        self.services = services
        self.secure = public.scheme == "https"
        self.cookie = ConsoleCookie(secure=self.secure)
        self.origins = Origins(f"{public.scheme}://{public.netloc}")
        # Our own pages tell each other where a form stood; sign-in links are no page of ours.
        self.headers = page_headers(secure=self.secure) | {"Referrer-Policy": "same-origin"}
        self.assets = Assets.load(public.path, FILES)
        self.rights: dict[tuple[str, str], Right | None] = {}
        """Which right each route asks for; None is before the door. Pages link to what they may."""
        self.pages = Pages(
            self.assets, services.clock, self.headers, self.rights, secure=self.secure
        )

    def route(
        self,
        path: str,
        endpoint: Endpoint,
        right: Right,
        *,
        method: str = "GET",
        confirmed: bool = False,
    ) -> Route:
        """Return a route for members with a right; ``confirmed`` for keys, exports, erasure.

        The path stands below ``/console``.
        """
        self.rights[method, path] = right
        return Route(
            f"/console{path}",
            self._guarded(endpoint, right, confirmed=confirmed),
            methods=[method],
        )

    def download(self, path: str, endpoint: Endpoint, right: Right) -> Route:
        """Return a route to a file about people, for members who have shown who they are.

        Whoever has to show it first comes back to the page that has the link, not to the file,
        which no browser shows as a page.
        """
        self.rights["GET", path] = right
        guarded = self._guarded(endpoint, right, confirmed=True, page=False)
        return Route(f"/console{path}", guarded, methods=["GET"])

    def door(self, path: str, endpoint: Door, *, method: str = "GET") -> Route:
        """Return a route before the door, for signing in; other sites' forms are refused there."""
        self.rights[method, path] = None

        @wraps(endpoint)
        async def checked(request: Request) -> Response:
            if self.origins.refuses(request):
                return self.show(request, None, "elsewhere.html", status=403)
            try:
                return await endpoint(request)
            except MusterError as error:
                return self._refuse(request, None, error)

        return Route(f"/console{path}", checked, methods=[method])

    def show(
        self,
        request: Request,
        session: Session | None,
        template: str,
        *,
        status: int = 200,
        **variables: object,
    ) -> HTMLResponse:
        """Return a page; ``variables`` are what its template is given beside the common ones."""
        return self.pages.show(request, session, template, status=status, **variables)

    def file(
        self, name: str, content: bytes | str | AsyncIterable[bytes | str], media_type: str
    ) -> Response:
        """Answer with a file to keep; ``name`` has neither quotation marks nor other scripts."""
        headers = self.headers | {"Content-Disposition": f'attachment; filename="{name}"'}
        if isinstance(content, bytes | str):
            return Response(content, 200, headers, media_type)
        return StreamingResponse(content, 200, headers, media_type)

    def redirect(self, path: str, toast: Toast | None = None) -> Response:
        """Send the browser to a page of ours with GET; ``path`` begins with ``/console``."""
        response = RedirectResponse(f"{self.assets.base}{path}", 303, headers=self.headers)
        if toast:
            toasts.write(response, toast, secure=self.secure)
        return response

    async def session_of(self, request: Request) -> Session:
        """Return the session of the browser that asks.

        Raises:
            NotSignedInError: it has none, or it has ended.
        """
        services = self.services
        secret = self.cookie.read(request)
        return await members.find_session(services.database, secret, services.clock)

    def _guarded(
        self, endpoint: Endpoint, right: Right, *, confirmed: bool, page: bool = True
    ) -> Door:
        @wraps(endpoint)
        async def checked(request: Request) -> Response:
            if self.origins.refuses(request):
                return self.show(request, None, "elsewhere.html", status=403)
            session = None
            try:
                session = await self.session_of(request)
                session.require(right)
                if confirmed:
                    session.require_confirmed(self.services.clock.now())
                return await endpoint(request, session)
            except NotSignedInError:
                return self._ask(request, "/console/sign-in", page=page)
            except ConfirmationError:
                return self._ask(request, "/console/confirm", page=page)
            except MusterError as error:
                return self._refuse(request, session, error)

        return checked

    def _ask(self, request: Request, path: str, *, page: bool) -> Response:
        """Send the browser to sign in or to confirm, and from there back to a page."""
        place = self._place(request) if page else self._origin(request)
        return self.redirect(f"{path}?next={quote(place, safe='')}")

    def _place(self, request: Request) -> str:
        """Return the page that somebody is on: a form's own, or the one that has the form."""
        if request.method == "GET":
            query = f"?{request.url.query}" if request.url.query else ""
            return f"{request.url.path}{query}"
        return next_of(urlsplit(request.headers.get("referer", "")).path)

    def _origin(self, request: Request) -> str:
        """Return the page that led here, with its filters."""
        came = urlsplit(request.headers.get("referer", ""))
        return next_of(f"{came.path}?{came.query}" if came.query else came.path)

    def _refuse(self, request: Request, session: Session | None, error: MusterError) -> Response:
        for kind, (template, status) in _REFUSALS.items():
            if isinstance(error, kind):
                return self.show(request, session, template, status=status, error=error)
        raise error

    async def missing(self, request: Request, error: Exception) -> Response:
        """Answer what has no address here, or no such method."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self.show(request, await self._anybody(request), "missing.html", status=status)

    async def trouble(self, request: Request, _: Exception) -> Response:
        """Answer what nobody foresaw."""
        return self.show(request, None, "trouble.html", status=500)

    async def _anybody(self, request: Request) -> Session | None:
        try:
            return await self.session_of(request)
        except MusterError:
            return None


def next_of(path: str) -> str:
    """Return a page of ours to go on to; anything else becomes the first page of the console."""
    ours = path.startswith("/console/") and "\\" not in path and "//" not in path
    return path if ours else "/console"
