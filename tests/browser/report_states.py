"""Every page of a shared report in every state, served without a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from time import sleep

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import report_views
from muster.base.language import choose
from muster.edges.reports.pages import FILES, Place, gone, page
from muster.edges.style.assets import Assets
from muster.edges.style.headers import page_headers
from muster.features.reports import ReportView

NASTY = "</p><img src=x onerror=alert(1)><script>alert(1)</script> " + "W" * 400
BRIGHT = replace(report_views.BAKERY, accent_color="#ffd400", name="Solbær Energi")
REPORTS: dict[str, Callable[[], ReportView]] = {
    "report": report_views.assessment,
    "report-failed": report_views.blank,
    "report-waiting": report_views.interview,
    "report-arabic": report_views.in_arabic,
    "report-bright": lambda: report_views.assessment(organization=BRIGHT),
    "report-hostile": lambda: report_views.hostile(NASTY),
}
REASONS = ("expired", "revoked", "cut", "wrong", "missing", "trouble")
GONE = tuple(f"link-{reason}" for reason in REASONS)


async def _serve(request: Request) -> Response:
    assets = Assets.load("", FILES)
    state = request.path_params["state"]
    wish = request.query_params.get("lang")
    if state in GONE:
        html = gone(state.removeprefix("link-"), assets, choose([wish]))
    else:
        html = page(REPORTS[state](), Place(f"/r/{state}"), assets, wish)
    return HTMLResponse(html, headers=page_headers(secure=False))


@contextmanager
def served() -> Iterator[str]:
    """Serve them; yield the address."""
    assets = Assets.load("", FILES)
    routes = [Route("/r/static/{name}", assets.serve), Route("/r/{state}", _serve)]
    listener = uvicorn.Config(app=None, port=0).bind_socket()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="warning"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/r"
    server.should_exit = True
    thread.join()
