"""Before an attempt: the briefing, the practice question, asking for an accommodation, Start."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.portal import forms, standing
from muster.edges.portal.briefings import CONSENT_VERSION, BriefingSheets
from muster.edges.portal.guests import Guests
from muster.edges.portal.pages import Pages
from muster.edges.services import Services
from muster.features import attempts
from muster.features.attempts import Briefing
from muster.features.catalog import Kind
from muster.features.invitations import Access

_TAKEABLE = frozenset({Access.OPEN, Access.STARTED})


class Starting:
    """The pages under /home/UID of an invitation to answer something."""

    def __init__(self, services: Services, pages: Pages, guests: Guests) -> None:
        """Take the collaborators."""
        self._services = services
        self._pages = pages
        self._guests = guests
        self._sheets = BriefingSheets(pages)

    async def show(self, request: Request) -> Response:
        """Answer ``GET start``: everything to know, or the attempt where it has begun."""
        briefing = await self._brief(request)
        return self._elsewhere(request, briefing) or self._sheets.briefing(request, briefing)

    async def start(self, request: Request) -> Response:
        """Answer ``POST start``: begin, once the candidate agrees; again, it is the same attempt.

        What was agreed to is rendered anew from the form's language, never taken from the form.
        """
        briefing = await self._brief(request)
        elsewhere = self._elsewhere(request, briefing)
        if elsewhere is not None:
            return elsewhere
        form = await self._guests.form(request)
        agreement = self._sheets.agreement(request, briefing)
        shown = forms.first(form, "version"), forms.first(form, "language")
        agreed = forms.first(form, "consent") == "yes"
        if not agreed or shown != (CONSENT_VERSION, agreement.language):
            return self._sheets.briefing(request, briefing, consent_missing=True)
        attempt = await attempts.start(
            self._services.database,
            self._guests.session(request),
            briefing.invitation.uid,
            agreement.consent,
            self._services.clock,
        )
        return self._pages.redirect(request, standing.home(attempt.uid))

    async def practice(self, request: Request) -> Response:
        """Answer ``GET practice``: a question to try; nothing is stored."""
        briefing = await self._brief(request)
        step = request.query_params.get("step", "")
        return self._sheets.practice(request, briefing, int(step) if forms.is_number(step) else 1)

    async def ask(self, request: Request) -> Response:
        """Answer ``POST accommodation``: tell the employer what the candidate needs."""
        form = await self._guests.form(request)
        session, uid = self._guests.session(request), self._guests.uid(request)
        text = forms.first(form, "text")
        try:
            await attempts.ask_for_accommodation(
                self._services.database, session, uid, text, self._services.clock
            )
        except InvalidError:
            briefing = await self._brief(request)
            return self._sheets.briefing(request, briefing, request_problem=True)
        return self._pages.redirect(request, f"/home/{uid}/start")

    async def _brief(self, request: Request) -> Briefing:
        session, uid = self._guests.session(request), self._guests.uid(request)
        return await attempts.brief(self._services.database, session, uid, self._services.clock)

    def _elsewhere(self, request: Request, briefing: Briefing) -> Response | None:
        if briefing.attempt is not None:
            return self._pages.redirect(request, standing.home(briefing.attempt.uid))
        if briefing.invitation.access not in _TAKEABLE:
            return self._pages.redirect(request, "/home")
        if briefing.invitation.kind is Kind.TRACK:
            return self._pages.redirect(request, f"/home/{briefing.invitation.uid}/track")
        return None
