"""The portal's addresses, and the pages that errors get."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from muster.base.errors import UnavailableError
from muster.edges.http import BodyTooLargeError
from muster.edges.portal import media
from muster.edges.portal.check import Checking
from muster.edges.portal.entrance import Entrance
from muster.edges.portal.guards import SessionCookie, Strangers, Visitors
from muster.edges.portal.guests import Endpoint, Guests
from muster.edges.portal.home import Home
from muster.edges.portal.pages import FILES, Pages
from muster.edges.portal.reminders import ReminderPages
from muster.edges.portal.saving import Saving
from muster.edges.portal.scripts import guarded
from muster.edges.portal.starting import Starting
from muster.edges.portal.taking import Taking
from muster.edges.portal.track import TrackPages
from muster.edges.services import Services
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers
from muster.edges.style.logos import Logos


def build(services: Services) -> Starlette:
    """Return the portal as an application whose routes carry their full paths."""
    public = urlsplit(services.links.public_url)
    secure = public.scheme == "https"
    assets = Assets.load(public.path, FILES)
    pages = Pages(assets, services.clock, page_headers(secure=secure))
    visitors = Visitors(
        SessionCookie(secure=secure),
        Strangers(services.clock),
        origin=f"{public.scheme}://{public.netloc}",
    )
    guests = Guests(pages, visitors)
    app = Starlette()
    _open_doors(app, Entrance(services, pages, visitors), assets)
    _add(app, "GET", "/logo/{organization}/{sha256}", Logos(services).serve)
    _let_stop(app, ReminderPages(services, pages, visitors))
    _add(app, "GET", "/home", Home(services, pages, visitors).show)
    _let_start(app, Starting(services, pages, guests), guests)
    _add(app, "GET", "/home/{uid}/check", guests.page(Checking(services, pages, guests).show))
    _let_go_through(app, TrackPages(services, pages, guests), guests)
    _let_save(app, Saving(services, guests), visitors)
    app.router.routes.extend(media.routes(services, visitors))
    _let_take(app, Taking(services, pages, guests), guests)
    _answer_errors(app, pages)
    return app


def _add(app: Starlette, method: str, path: str, endpoint: Endpoint) -> None:
    # Starlette's routes: a page needs no validation, and a GET route answers HEAD as well. A
    # framework around them would cost every visit a tenth of its time.
    app.add_route(path, endpoint, methods=[method])


def _open_doors(app: Starlette, entrance: Entrance, assets: Assets) -> None:
    _add(app, "GET", "/", entrance.door)
    _add(app, "GET", "/#", entrance.door)
    _add(app, "GET", "/i", entrance.show)
    _add(app, "GET", "/i/", entrance.show)
    _add(app, "POST", "/i/find", entrance.find)
    _add(app, "GET", "/i/{token}", entrance.show)
    _add(app, "POST", "/i/{token}", entrance.open)
    _add(app, "GET", "/static/{name}", assets.serve)
    _add(app, "GET", "/robots.txt", _robots)


def _let_stop(app: Starlette, reminders: ReminderPages) -> None:
    _add(app, "GET", "/u/{token}", reminders.show)
    _add(app, "POST", "/u/{token}", reminders.change)


def _let_start(app: Starlette, starting: Starting, guests: Guests) -> None:
    _add(app, "GET", "/home/{uid}/start", guests.page(starting.show))
    _add(app, "POST", "/home/{uid}/start", guests.page(starting.start))
    _add(app, "GET", "/home/{uid}/practice", guests.page(starting.practice))
    _add(app, "POST", "/home/{uid}/accommodation", guests.page(starting.ask))


def _let_go_through(app: Starlette, tracks: TrackPages, guests: Guests) -> None:
    _add(app, "GET", "/home/{uid}/track", guests.page(tracks.show))
    _add(app, "POST", "/home/{uid}/track", guests.page(tracks.start))


def _let_take(app: Starlette, taking: Taking, guests: Guests) -> None:
    pages: tuple[tuple[str, str, Endpoint], ...] = (
        ("GET", "", taking.hub),
        ("POST", "/claim", taking.claim),
        ("GET", "/review", taking.review),
        ("POST", "/submit", taking.submit),
        ("GET", "/thanks", taking.thanks),
        ("POST", "/break", taking.take_break),
        ("GET", "/section/{number}", taking.section),
        ("POST", "/section/{number}", taking.open_section),
        ("GET", "/section/{number}/end", taking.section_end),
        ("POST", "/section/{number}/end", taking.leave_section),
        ("GET", "/images/{sha256}", taking.image),
        # The last, because a number could be any word.
        ("GET", "/{number}", taking.question),
        ("POST", "/{number}", taking.answer),
    )
    for method, path, endpoint in pages:
        _add(app, method, f"/attempt/{{uid}}{path}", guests.page(endpoint))


def _let_save(app: Starlette, saving: Saving, visitors: Visitors) -> None:
    _add(app, "PUT", "/attempt/{uid}/answers/{item}", guarded(saving.save, visitors))
    _add(app, "GET", "/attempt/{uid}/clock", guarded(saving.clock, visitors))
    _add(app, "POST", "/attempt/{uid}/signals", guarded(saving.note, visitors))


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
