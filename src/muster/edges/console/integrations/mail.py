"""Mail: whether letters leave, and a test letter with the whole conversation about it."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.edges.console.toasts import Toast
from muster.edges.console.words import language_of, words_of
from muster.features import delivery
from muster.features.delivery import Wish
from muster.features.members import Session

_PATH = "/console/settings/mail"


class MailPages:
    """The page of mail."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/mail``."""
        services = self._desk.services
        now = services.clock.now()
        trial = await delivery.find_trial(services.database, session.organization.id)
        return self._desk.show(
            request,
            session,
            "integrations/mail.html",
            lane=await delivery.lane_health(services.database, now=now),
            trial=trial,
            waiting=trial is not None and trial.outcome is None and not trial.stuck(now),
        )

    async def test(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/mail/test``: a letter to the member's own address."""
        services = self._desk.services
        wish = Wish(session.member.email, session.organization.name, language_of(request, session))
        await delivery.ask_trial(services.database, session.organization.id, wish, services.clock)
        return self._desk.redirect(_PATH)

    async def resume(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/mail/resume``: the trouble is over, somebody says."""
        resumed = await delivery.resume_lane(self._desk.services.database)
        _ = words_of(request, session)
        text = _("Letters leave again.") if resumed else _("Nothing was held back.")
        return self._desk.redirect(_PATH, Toast(text))
