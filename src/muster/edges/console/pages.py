"""Pages of the console: how a template becomes an answer."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache, partial

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from muster.base import moments
from muster.base.clock import Clock
from muster.edges.console import toasts, wording
from muster.edges.console.words import PACKAGE, Words, language_of
from muster.edges.style.assets import Assets, Surface
from muster.edges.style.pages import environment_of
from muster.features.members import Right, Session

FILES = Surface(PACKAGE, "/console/static", "console.css")


class Pages:
    """Renders the templates, each in the language and the time zone of its reader."""

    def __init__(
        self,
        assets: Assets,
        clock: Clock,
        headers: dict[str, str],
        rights: Mapping[tuple[str, str], Right | None],
        *,
        secure: bool,
    ) -> None:
        """Take the files that pages load, the clock, each answer's headers, and routes' rights."""
        self.assets = assets
        self._clock = clock
        self._headers = headers
        self._rights = rights
        self._secure = secure

    def show(
        self,
        request: Request,
        session: Session | None,
        template: str,
        *,
        status: int = 200,
        **variables: object,
    ) -> HTMLResponse:
        """Return a page; without a session it is one of those before the door."""
        language = language_of(request, session)
        toast = toasts.read(request, secure=self._secure)
        text = (
            _environment(language)
            .get_template(template)
            .render(
                self._common(request, session, language) | {"toast": toast} | variables,
            )
        )
        response = HTMLResponse(text, status, self._headers | {"Content-Language": language})
        if toast:
            toasts.clear(response, secure=self._secure)
        return response

    def _common(
        self, request: Request, session: Session | None, language: str
    ) -> dict[str, object]:
        """Return what every template knows."""
        organization = session.organization if session else None
        zone = organization.time_zone if organization else "UTC"
        now = self._clock.now()
        return {
            "assets": self.assets,
            "base": self.assets.base,
            "style": self.assets.style_url(organization.accent_color if organization else None),
            "path": request.url.path,
            "session": session,
            "may_open": partial(self._may_open, session),
            "member": session.member if session else None,
            "organization": organization,
            "now": now,
            "zone": zone,
            **_formats(language, zone, now),
        }

    def _may_open(self, session: Session | None, path: str) -> bool:
        """Tell whether there is a page at a path below ``/console`` and the member may see it."""
        right = self._rights.get(("GET", path))
        return right is not None and session is not None and session.may(right)


def _formats(language: str, zone: str, now: datetime) -> dict[str, object]:
    """Return functions by which templates write moments in the reader's zone."""
    return {
        "moment": partial(moments.brief, zone=zone, language=language),
        "day": partial(moments.day, zone=zone, language=language),
        "exact": partial(moments.instant, zone=zone, language=language),
        "ago": partial(wording.ago, now=now, language=language),
    }


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    environment = environment_of(PACKAGE, language)
    environment.globals.update(Right=Right)
    environment.filters.update(
        number=partial(wording.number, language=language),
        percent=partial(wording.percent, language=language),
        duration=partial(wording.duration, language=language),
        initials=wording.initials,
        said=Words(language),
    )
    return environment
