"""How bytes that strangers sent are served: in ranges, and so that they can do nothing.

Content-Type is what we found and never what was said, nothing is guessed, and what is opened as
a page of its own runs in a sandbox without scripts (ASVS 5.0: 3.2.1, 3.5.4, 3.5.8).
"""

from starlette.responses import FileResponse, Response

from muster.edges.services import Services
from muster.features.media import Content

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def serve_inline(services: Services, content: Content) -> Response:
    """Return pictures and sound for a player; whole, or the ranges that it asks for.

    Raises:
        UnavailableError: the bytes are not in their place.
    """
    return await _serve(services, content, "inline")


async def serve_attachment(services: Services, content: Content) -> Response:
    """Return a file to be saved under its name (RFC 6266), and never shown.

    Raises:
        UnavailableError: the bytes are not in their place.
    """
    return await _serve(services, content, "attachment")


async def _serve(services: Services, content: Content, disposition: str) -> Response:
    await services.blobs.size(content.blob_key)  # raises where FileResponse would break off
    return FileResponse(
        services.blobs.path(content.blob_key),
        headers=_HEADERS,
        media_type=content.media_type,
        filename=content.name,
        content_disposition_type=disposition,
    )
