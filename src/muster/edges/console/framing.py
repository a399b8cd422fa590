"""A letter in a frame on a page: the page may have that frame, and nothing runs in it."""

from starlette.responses import HTMLResponse

from muster.edges.console.desk import Desk
from muster.edges.style.headers import framed_headers, framing_policy


def with_frame(page: HTMLResponse) -> HTMLResponse:
    """Return a page that may have a frame with something of ours; other pages may have none."""
    page.headers["Content-Security-Policy"] = framing_policy()
    return page


def for_frame(desk: Desk, html: str) -> HTMLResponse:
    """Return what stands in such a frame, in its own style; elsewhere no browser shows it."""
    return HTMLResponse(html, headers=framed_headers(secure=desk.secure))
