"""The letter that somebody invited gets: looked at in each language, and sent to oneself."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.framing import for_frame, with_frame
from muster.edges.console.inviting.choosing import activity_query, chosen_of, show_choice
from muster.edges.console.trials import language_of_letter, told_of_trial
from muster.edges.console.words import words_of
from muster.edges.letters import Samples, Shown
from muster.features import invitations
from muster.features.catalog import Activity
from muster.features.members import Session

_NAMES = {
    "en": "Amara Okafor",
    "de": "Käthe Brückner",
    "es": "Íñigo Ibáñez Peña",
    "fr": "Zoé Lefèvre-Nguyễn",
    "ar": "ليلى الحدّاد",
}


class LetterPages:
    """The pages on which a letter is looked at before it is sent."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._samples = Samples(desk.services.links.public_url)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/letter``: the subject, a frame, the text beside it."""
        fields = of_query(request)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return await show_choice(self._desk, request, session, "")
        language = language_of_letter(fields, session)
        letter = await self._render(session, chosen[0], language)
        page = self._desk.show(
            request,
            session,
            "inviting/letter.html",
            chosen=chosen,
            query=activity_query(chosen),
            wanted=language,
            letter=letter,
            phone=fields.get("width") == "phone",
        )
        return with_frame(page)

    async def show_html(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/letter/html``: the letter alone, for the frame."""
        fields = of_query(request)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return self._desk.redirect("/console/invite")
        letter = await self._render(session, chosen[0], language_of_letter(fields, session))
        return for_frame(self._desk, letter.html)

    async def send_test(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/letter/test``."""
        fields, services = await read_fields(request), self._desk.services
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return self._desk.redirect("/console/invite")
        language = language_of_letter(fields, session)
        to = (session.member, language)
        queued = await invitations.send_sample(
            services.database, session.organization, chosen[0], to, services.clock
        )
        _ = words_of(request, session)
        toast = told_of_trial(_, session, queued, mails=services.mail_configured)
        path = f"/console/invite/letter?{activity_query(chosen)}&language={language}"
        return self._desk.redirect(path, toast)

    async def _render(self, session: Session, activity: Activity, language: str) -> Shown:
        organization, services = session.organization, self._desk.services
        person = (_NAMES[language], "candidate@example.org")
        now = services.clock.now()
        draft = invitations.sample_letter(organization, activity, person, language, now)
        words = await invitations.words_of_letter(
            services.database, organization.id, draft.kind, language
        )
        return self._samples.show(draft.kind, draft.variables, words)
