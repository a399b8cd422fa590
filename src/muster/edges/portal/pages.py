"""Pages: which one a landing gets, and how a template becomes an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote
from uuid import UUID

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from muster.base.clock import Clock
from muster.base.language import LANGUAGES
from muster.edges.portal import wording
from muster.edges.portal.rendering import can_start, template_of
from muster.edges.portal.wording import NAME, QUOTED_NAME
from muster.edges.style.assets import Assets, Surface
from muster.features.invitations import Access, Awaiting, Landing
from muster.features.organizations import Organization

_SINGLE = {
    Access.OPEN: ("landing.html", 200),
    Access.STARTED: ("landing.html", 200),
    Access.NOT_YET: ("early.html", 200),
    Access.COMPLETED: ("completed.html", 200),
    Access.EXPIRED: ("expired.html", 410),
}
_ORDER = (
    Access.STARTED,
    Access.OPEN,
    Access.NOT_YET,
    Access.COMPLETED,
    Access.EXPIRED,
    Access.REVOKED,
)


FILES = Surface("muster.edges.portal", "/static", "portal.css")
_FRAMES = 512
"""Rendered landings kept at a time, about 8 kB each."""
_NOBODY = UUID(int=0)
_NAME, _QUOTED_NAME = NAME.encode(), QUOTED_NAME.encode()


@dataclass(frozen=True, slots=True)
class Group:
    """The invitations of one organization to one name, most urgent first."""

    organization: Organization
    candidate_name: str
    invitations: tuple[Awaiting, ...]


def visible(landing: Landing) -> tuple[Awaiting, ...]:
    """Return what the candidate may see, most urgent first."""
    return _sorted(one for one in landing.invitations if one.access is not Access.REVOKED)


def openable(invitations: Sequence[Awaiting]) -> bool:
    """Tell whether there is anything to open now."""
    return any(can_start(one) for one in invitations)


def group(landings: Sequence[Landing]) -> tuple[Group, ...]:
    """Return the landings of a session by organization and name, each invitation once."""
    found: dict[tuple[int, str], tuple[Organization, dict[int, Awaiting]]] = {}
    for landing in landings:
        key = landing.organization.id, landing.candidate_name
        _, invitations = found.setdefault(key, (landing.organization, {}))
        invitations.update((one.id, one) for one in visible(landing))
    return tuple(
        Group(organization, name, _sorted(invitations.values()))
        for (_, name), (organization, invitations) in found.items()
        if invitations
    )


class Pages:
    """Renders the templates, each in the language of its reader."""

    def __init__(self, assets: Assets, clock: Clock, headers: dict[str, str]) -> None:
        """Take the files that pages load, the clock, and the headers that each answer carries."""
        self._assets = assets
        self._clock = clock
        self._headers = headers
        # The same ten on every page, so they are written as bytes once.
        self._raw_headers = {
            language: Headers(headers | {"Content-Language": language}).raw
            for language in LANGUAGES
        }
        self._frames = lru_cache(maxsize=_FRAMES)(self._render_landing)

    def landing(self, request: Request, landing: Landing) -> Response:
        """Return the page that a link leads to, whatever its state."""
        invitations = visible(landing)
        template, status = "revoked.html", 410
        if len(invitations) == 1:
            template, status = _SINGLE[invitations[0].access]
        elif invitations:
            template, status = "several.html", 200
        if template == "landing.html":
            return self._framed_landing(request, landing, invitations[0])
        return self.show(
            request,
            template,
            status=status,
            landing=landing,
            invitations=invitations,
            invitation=invitations[0] if invitations else None,
            openable=openable(invitations),
        )

    def _framed_landing(self, request: Request, landing: Landing, invitation: Awaiting) -> Response:
        """Return the page of one open invitation, which everybody invited with it shares.

        Five hundred people of one call differ by their names only, and mail scanners ask for
        each page several times: the template is rendered once a minute, the name put in.
        """
        now = self._clock.now().replace(second=0, microsecond=0)
        shared = Landing(landing.organization, NAME, None, (_anybodys(invitation),))
        language = wording.language_of(request, landing)
        frame = self._frames(shared, language, wording.asked(request), now)
        quoted = quote(landing.candidate_name, safe="").encode()
        page = frame.replace(_QUOTED_NAME, quoted)
        page = page.replace(_NAME, escape(landing.candidate_name).encode())
        return self._answer(page, 200, language)

    def _render_landing(self, landing: Landing, language: str, asked: str, now: datetime) -> bytes:
        organization, (invitation,) = landing.organization, landing.invitations
        text = template_of(language, "landing.html").render(
            assets=self._assets,
            asked=asked,
            landing=landing,
            organization=organization,
            style=self._assets.style_url(organization.accent_color),
            now=now,
            invitation=invitation,
        )
        return text.encode()

    def show(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        landing: Landing | None = None,
        face: bool = True,
        **variables: object,
    ) -> Response:
        """Return a page; ``landing`` lends it the candidate's language and the employer's face."""
        language = wording.language_of(request, landing)
        organization = landing.organization if landing and face else None
        text = template_of(language, template).render(
            assets=self._assets,
            asked=wording.asked(request),
            landing=landing,
            organization=organization,
            style=self._assets.style_url(organization.accent_color if organization else None),
            now=self._clock.now(),
            **variables,
        )
        return self._answer(text, status, language)

    def _answer(self, page: str | bytes, status: int, language: str) -> Response:
        response = HTMLResponse(page, status)
        response.raw_headers += self._raw_headers[language]
        return response

    def language(self, request: Request, landing: Landing | None = None) -> str:
        """Return the language that a page would be in."""
        return wording.language_of(request, landing)

    @property
    def base(self) -> str:
        """Return the path that the public address ends with."""
        return self._assets.base

    def redirect(self, request: Request, path: str) -> Response:
        """Send the browser to another page of ours, with GET and in the same language."""
        target = f"{self._assets.base}{path}{wording.asked(request)}"
        return RedirectResponse(target, 303, headers=self._headers)


def _anybodys(invitation: Awaiting) -> Awaiting:
    """Return the invitation without what no two share, its moments to the minute as shown."""
    return replace(
        invitation,
        id=0,
        uid=_NOBODY,
        opens_at=None,
        expires_at=invitation.expires_at.replace(second=0, microsecond=0),
        started_at=None,
        completed_at=None,
    )


def _sorted(invitations: Iterable[Awaiting]) -> tuple[Awaiting, ...]:
    return tuple(
        sorted(invitations, key=lambda one: (_ORDER.index(one.access), one.expires_at, one.id))
    )
