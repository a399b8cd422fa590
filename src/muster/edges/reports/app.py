"""What a shared report's link opens: the page, the PDF, recordings, files and images.

Every request reads the token anew, so that a link that ends or is revoked ends in the middle of
a recording, too. Nothing here changes anything but the list of looks at the report.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial, wraps
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from muster.base.errors import ConflictError, MusterError, NotFoundError, UnavailableError
from muster.base.language import LANGUAGES, accepted, choose
from muster.base.signing import LinkClaim, LinkFault, LinkKind
from muster.edges.reports.pages import FILES, Place, gone, page
from muster.edges.reports.printing import headers_of_pdf, make_pdf
from muster.edges.services import Services
from muster.edges.serving import serve_attachment, serve_inline
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers
from muster.features import catalog, organizations, reports
from muster.features.reports import ReportView, Sight

_Endpoint = Callable[[Request, LinkClaim], Awaitable[Response]]
_KINDS = frozenset({LinkKind.REPORT})
_ENDED: Mapping[type[MusterError], tuple[str, int]] = {
    reports.ShareExpiredError: ("expired", 410),
    reports.ShareRevokedError: ("revoked", 410),
    reports.UnknownShareError: ("wrong", 404),
}


def build(services: Services) -> Starlette:
    """Return the surface under ``/r`` as an application whose routes carry their full paths."""
    public = urlsplit(services.links.public_url)
    assets = Assets.load(public.path, FILES)
    shared = _Shared(services, assets, page_headers(secure=public.scheme == "https"))
    app = Starlette()
    app.add_route("/r/static/{name}", assets.serve, methods=["GET"])
    routes: tuple[tuple[str, _Endpoint], ...] = (
        ("", shared.show),
        ("/report.pdf", shared.print),
        ("/recordings/{take}", shared.watch),
        ("/files/{file}", shared.download),
        ("/images/{sha256}", shared.image),
    )
    for path, endpoint in routes:
        app.add_route(f"/r/{{token}}{path}", shared.guarded(endpoint), methods=["GET"])
    app.add_exception_handler(HTTPException, shared.missing)
    app.add_exception_handler(Exception, shared.trouble)
    return app


class _Shared:
    """The endpoints of one link."""

    def __init__(self, services: Services, assets: Assets, headers: dict[str, str]) -> None:
        self._services = services
        self._assets = assets
        self._headers = headers

    def guarded(self, endpoint: _Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint behind the check of its token; refusals are pages."""

        @wraps(endpoint)
        async def checked(request: Request) -> Response:
            claim = self._services.links.read(request.path_params["token"], _KINDS)
            if isinstance(claim, LinkFault):
                return self._gone(request, "cut" if claim is LinkFault.CUT else "wrong", 404)
            try:
                return await endpoint(request, claim)
            except (NotFoundError, ConflictError) as error:
                return self._gone(request, *_ENDED.get(type(error), ("missing", 404)))
            except UnavailableError:
                return self._gone(request, "trouble", 503)

        return checked

    async def show(self, request: Request, claim: LinkClaim) -> Response:
        """Answer ``GET /r/TOKEN``."""
        view = await self._open(request, claim, Sight.PAGE)
        language = _language(request, view)
        home = f"{self._assets.base}/r/{request.path_params['token']}"
        wish = request.query_params.get("lang")
        place = Place(home, f"?lang={wish}" if wish in LANGUAGES else "")
        # A long report takes long enough to be in everybody's way.
        html = await asyncio.to_thread(page, view, place, self._assets, language)
        return self._page(html, 200, language)

    async def print(self, request: Request, claim: LinkClaim) -> Response:
        """Answer ``GET /r/TOKEN/report.pdf``."""
        view = await self._open(request, claim, Sight.PDF)
        language = _language(request, view)
        find = partial(catalog.get_image, self._services.database, view.organization.id)
        find_logo = partial(organizations.find_logo, self._services.database, view.organization.id)
        content = await make_pdf(view, find, find_logo, language)
        headers = self._headers | headers_of_pdf(view)
        return Response(content, media_type="application/pdf", headers=headers)

    async def watch(self, request: Request, claim: LinkClaim) -> Response:
        """Answer ``GET /r/TOKEN/recordings/TAKE``: a recording, whole or in ranges."""
        content = await reports.open_shared_recording(
            self._services.database,
            claim,
            request.path_params["take"],
            self._services.clock,
            _agent(request),
        )
        return await serve_inline(self._services, content)

    async def download(self, request: Request, claim: LinkClaim) -> Response:
        """Answer ``GET /r/TOKEN/files/FILE``: a file to be saved."""
        content = await reports.open_shared_file(
            self._services.database,
            claim,
            request.path_params["file"],
            self._services.clock,
            _agent(request),
        )
        return await serve_attachment(self._services, content)

    async def image(self, request: Request, claim: LinkClaim) -> Response:
        """Answer ``GET /r/TOKEN/images/SHA256``: an image of a question."""
        image = await reports.open_shared_image(
            self._services.database, claim, request.path_params["sha256"], self._services.clock
        )
        return Response(image.content, media_type=image.media_type, headers=self._headers)

    async def missing(self, request: Request, error: Exception) -> Response:
        """Answer what has no address here, or no such method."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._gone(request, "missing", status)

    async def trouble(self, request: Request, _: Exception) -> Response:
        """Answer what nobody foresaw."""
        return self._gone(request, "trouble", 500)

    async def _open(self, request: Request, claim: LinkClaim, what: Sight) -> ReportView:
        services = self._services
        return await reports.open_share(
            services.database, claim, services.clock, _agent(request), what=what
        )

    def _gone(self, request: Request, reason: str, status: int) -> Response:
        language = _language(request)
        return self._page(gone(reason, self._assets, language), status, language)

    def _page(self, html: str, status: int, language: str) -> Response:
        return HTMLResponse(html, status, self._headers | {"Content-Language": language})


def _language(request: Request, view: ReportView | None = None) -> str:
    wishes = [request.query_params.get("lang")]
    wishes += accepted(request.headers.get("accept-language", ""))
    return choose([*wishes, view.organization.locale if view else None])


def _agent(request: Request) -> str:
    return reports.agent_word(request.headers.get("user-agent"))
