"""How bytes that strangers sent are served: in ranges, and so that they can do nothing.

Content-Type is what we found and never what was said, nothing is guessed, and what is opened as
a page of its own runs in a sandbox without scripts (ASVS 5.0: 3.2.1, 3.5.4, 3.5.8).
"""

from pathlib import Path

from starlette.responses import FileResponse, Response

from muster.features.media import Content

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def serve_inline(path: Path, content: Content) -> Response:
    """Return pictures and sound for a player; whole, or the ranges that it asks for."""
    return FileResponse(
        path,
        headers=_HEADERS,
        media_type=content.media_type,
        filename=content.name,
        content_disposition_type="inline",
    )


def serve_attachment(path: Path, content: Content) -> Response:
    """Return a file to be saved under its name (RFC 6266), and never shown."""
    return FileResponse(
        path, headers=_HEADERS, media_type=content.media_type, filename=content.name
    )
