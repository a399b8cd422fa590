"""The addresses of the reference."""

import asyncio
import hashlib
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from muster.edges.http import Refusal, refuse_in_shape
from muster.edges.reference.headers import KEPT, PAGE
from muster.edges.reference.pages import MEDIA, Assets, Pages
from muster.edges.reference.surfaces import Documents
from muster.edges.services import Services


def build(services: Services, documents: Documents) -> FastAPI:
    """Return the reference; its paths begin with ``/docs``.

    ``documents`` makes each surface's OpenAPI document, by the names in ``surfaces.SURFACES``;
    a surface without one has no page.
    """
    public_url = services.links.public_url
    base = urlsplit(public_url).path
    assets = Assets(base)
    pages = Pages(documents, assets, public_url, base)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    _route(app, pages, assets)
    refuse_in_shape(app, lambda refusal: _refuse(pages, refusal))
    app.add_middleware(GZipMiddleware)
    return app


def _route(app: FastAPI, pages: Pages, assets: Assets) -> None:
    # Starlette's routes: nothing here is validated, and a GET route answers HEAD as well.
    async def index(request: Request) -> Response:
        return _page(request, await asyncio.to_thread(pages.index))

    async def surface(request: Request) -> Response:
        # The first rendering takes some tenths of a second, in which others want to be served.
        content = await asyncio.to_thread(pages.surface, request.path_params["surface"])
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _page(request, content)

    async def chapter(request: Request) -> Response:
        content = await asyncio.to_thread(
            pages.chapter, request.path_params["surface"], request.path_params["chapter"]
        )
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _page(request, content)

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in assets.contents:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        media_type = MEDIA[name.rpartition(".")[2]]
        return Response(assets.contents[name], headers=KEPT, media_type=media_type)

    app.add_route("/docs", index, methods=["GET"])
    app.add_route("/docs/", index, methods=["GET"])
    app.add_route("/docs/{surface}", surface, methods=["GET"])
    app.add_route("/docs/static/{name}", static, methods=["GET"])
    app.add_route("/docs/{surface}/{chapter}", chapter, methods=["GET"])


def _page(request: Request, content: bytes) -> Response:
    """Return a page, or 304 if the browser has it (RFC 9110, 13.1.2; weak, as it is compressed)."""
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = PAGE | {"ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HTMLResponse(content, headers=headers)


def _refuse(pages: Pages, refusal: Refusal) -> Response:
    content = pages.refusal(refusal.status, refusal.message)
    return HTMLResponse(content, refusal.status, {**PAGE, **(refusal.headers or {})})
