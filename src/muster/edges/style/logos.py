"""Logos over HTTP: public, because letters and all pages show them, and each for ever the same."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import NotFoundError
from muster.base.ids import from_typeid
from muster.edges.services import Services
from muster.edges.style.headers import asset_headers
from muster.features import organizations

# Nothing in an image may run, whatever a browser takes it for.
_ALONE = "default-src 'none'; sandbox"


class Logos:
    """Serves ``/logo/{organization}/{sha256}``."""

    def __init__(self, services: Services) -> None:
        """Take the collaborators of all edges."""
        self._database = services.database

    async def serve(self, request: Request) -> Response:
        """Answer with a logo that is or was in use; mail programs and proxies may keep it."""
        uid = from_typeid("org", request.path_params["organization"])
        if uid is None:
            raise HTTPException(404)
        try:
            found = await organizations.organization_with(self._database, uid)
            sha256 = request.path_params["sha256"]
            file = await organizations.find_logo(self._database, found.id, sha256)
        except NotFoundError as error:
            raise HTTPException(404) from error
        headers = asset_headers(immutable=True) | {
            "Content-Security-Policy": _ALONE,
            # Mail on the web shows it on pages of others.
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response(file.content, media_type=file.media_type, headers=headers)
