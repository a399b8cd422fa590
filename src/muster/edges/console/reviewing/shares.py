"""Links that show a report to others for a while."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.reviewing.forms import Drafts
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import reports
from muster.features.members import Session
from muster.features.reviews import RateFirstError


class Shares:
    """Making and revoking them."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services
        self._page = ReportPage(desk)

    async def make(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/shares``."""
        fields = await read_fields(request)
        review = await self._page.read(request, session)
        if review.veiled:
            raise RateFirstError
        try:
            await reports.share(
                self._services.database,
                session.organization.id,
                review.view.report.typeid,
                reports.lifetime_of(fields.number("minutes") or 0),
                actor=session.actor,
                clock=self._services.clock,
            )
        except InvalidError as error:
            drafts = Drafts(share_error=error.message)
            return await self._page.show_with(request, session, review, drafts, status=422)
        _ = words_of(request, session)
        return self._back(request, Toast(_("A link was made; copy it from the list.")))

    async def revoke(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/shares/SHARE/revoke``."""
        await reports.revoke_share(
            self._services.database,
            session.organization.id,
            request.path_params["report"],
            request.path_params["share"],
            actor=session.actor,
            clock=self._services.clock,
        )
        _ = words_of(request, session)
        return self._back(request, Toast(_("The link was revoked; it opens nothing any more.")))

    def _back(self, request: Request, toast: Toast) -> Response:
        address = self._page.address(request, request.path_params["report"])
        return self._desk.redirect(f"{address}#shares", toast)
