"""The portal's addresses, and the pages that errors get."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from muster.base.errors import UnavailableError
from muster.edges.http import BodyTooLargeError
from muster.edges.portal.assets import Assets
from muster.edges.portal.entrance import Entrance
from muster.edges.portal.guards import SessionCookie, Strangers, Visitors
from muster.edges.portal.headers import page_headers
from muster.edges.portal.home import Home
from muster.edges.portal.pages import Pages
from muster.edges.services import Services

_Endpoint = Callable[[Request], Awaitable[Response]]


def build(services: Services) -> Starlette:
    """Return the portal as an application whose routes carry their full paths."""
    public = urlsplit(services.links.public_url)
    secure = public.scheme == "https"
    assets = Assets.load(public.path)
    pages = Pages(assets, services.clock, page_headers(secure=secure))
    visitors = Visitors(
        SessionCookie(secure=secure),
        Strangers(services.clock),
        origin=f"{public.scheme}://{public.netloc}",
    )
    app = Starlette()
    _route(app, Entrance(services, pages, visitors), Home(services, pages, visitors), assets)
    _answer_errors(app, pages)
    return app


def _route(app: Starlette, entrance: Entrance, home: Home, assets: Assets) -> None:
    # Starlette's routes: a page needs no validation, and a GET route answers HEAD as well. A
    # framework around them would cost every visit a tenth of its time.
    def get(path: str, endpoint: _Endpoint) -> None:
        app.add_route(path, endpoint, methods=["GET"])

    def post(path: str, endpoint: _Endpoint) -> None:
        app.add_route(path, endpoint, methods=["POST"])

    get("/", entrance.door)
    get("/#", entrance.door)
    get("/i", entrance.show)
    get("/i/", entrance.show)
    post("/i/find", entrance.find)
    get("/i/{token}", entrance.show)
    post("/i/{token}", entrance.open)
    get("/home", home.show)
    get("/home/{uid}/start", home.explain)
    post("/home/{uid}/start", home.start)
    get("/static/{name}", assets.serve)
    get("/robots.txt", _robots)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n", headers=page_headers(secure=False))


def _answer_errors(app: Starlette, pages: Pages) -> None:
    async def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 -- it is registered for no other
        response = pages.show(request, "missing.html", status=error.status_code)
        response.headers.update(error.headers or {})
        return response

    async def too_large(request: Request, _: Exception) -> Response:
        return pages.show(request, "wrong.html", status=413)

    async def unavailable(request: Request, _: Exception) -> Response:
        response = pages.show(request, "trouble.html", status=503)
        response.headers["Retry-After"] = "30"
        return response

    async def trouble(request: Request, _: Exception) -> Response:
        return pages.show(request, "trouble.html", status=500)

    app.add_exception_handler(HTTPException, framework)
    app.add_exception_handler(BodyTooLargeError, too_large)
    app.add_exception_handler(UnavailableError, unavailable)
    app.add_exception_handler(Exception, trouble)
