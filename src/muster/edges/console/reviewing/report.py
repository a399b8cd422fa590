"""The page of a report, as its reader may see it now."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.edges.console.reviewing.forms import Drafts, RateForm, forms_of
from muster.edges.console.reviewing.trail import Trail
from muster.edges.console.words import language_of
from muster.edges.reports import Pieces
from muster.features import reports, reviews
from muster.features.members import Right, Session
from muster.features.reports import Share, ShareState
from muster.features.reviews import Review
from muster.features.tracks import Stage

_SHARES = 20
_MINUTES = (15, 60, 240, 1440)


class ReportPage:
    """One report with all that can be done about it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reports/REPORT``."""
        review = await self.read(request, session)
        if session.member.may(Right.REVIEW) and review.unrated:
            attempt = review.view.report.attempt_id
            await reviews.look(
                self._services.database,
                session.organization.id,
                attempt,
                session.member,
                self._services.clock,
            )
        return await self.show_with(request, session, review)

    async def reveal(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/reveal``: the name, for who decides."""
        view = await reviews.reveal(
            self._services.database,
            session.organization.id,
            request.path_params["report"],
            session.member,
            self._services.clock,
        )
        return self._desk.redirect(self.address(request, view.report.typeid))

    async def read(self, request: Request, session: Session) -> Review:
        """Return the report that an address names.

        Raises:
            UnknownReportError, NotSubmittedError: there is none.
        """
        return await reviews.read_review(
            self._services.database,
            session.organization.id,
            request.path_params["report"],
            session.member,
            self._services.clock,
        )

    def address(self, request: Request, report: str) -> str:
        """Return the path of a report's page; the queue that one came from stays in it."""
        return f"/console/reports/{report}{Trail.of(request).query()}"

    async def show_with(
        self,
        request: Request,
        session: Session,
        review: Review,
        drafts: Drafts | RateForm | None = None,
        *,
        status: int = 200,
    ) -> Response:
        """Show the page, with a form as it was sent if it was refused."""
        report = review.view.report.typeid
        home = f"{self._desk.assets.base}/console/reports/{report}"
        trail = Trail.of(request)
        rate = forms_of(review) if session.member.may(Right.REVIEW) else {}
        if isinstance(drafts, RateForm):
            rate[drafts.number] = drafts
        return self._desk.show(
            request,
            session,
            "reviewing/report.html",
            status=status,
            review=review,
            view=review.view,
            report=report,
            pieces=Pieces(review.view, home, language_of(request, session)),
            home=home,
            here=f"/console/reports/{report}",
            forms=rate,
            drafts=drafts if isinstance(drafts, Drafts) else Drafts(),
            trail=trail.query(),
            next=f"/console/reviews/next{trail.query(after=report)}",
            picture=not review.veiled or of_query(request).has("picture"),
            candidate=to_typeid("cand", review.view.candidate.uid),
            stage=_stage_of(review),
            minutes=_MINUTES,
            **await self._shares(session, review),
        )

    async def _shares(self, session: Session, review: Review) -> Mapping[str, object]:
        """Return the links to the report, newest first, and the addresses of those that work."""
        if review.veiled or not session.member.may(Right.DECIDE):
            return {"shares": [], "urls": {}}
        found: list[Share] = await reports.list_shares(
            self._services.database,
            session.organization.id,
            review.view.report.typeid,
            limit=_SHARES,
        )
        now = self._services.clock.now()
        urls = {
            one.typeid: self._services.links.url(one.claim)
            for one in found
            if one.state(now) is ShareState.OPEN
        }
        return {"shares": found, "urls": urls}


def _stage_of(review: Review) -> Stage | None:
    """Return the stage of a track whose report it is."""
    if review.progress is None:
        return None
    for one in review.progress.stages:
        child = one.child
        if child is not None and child.id == review.view.attempt.invitation_id:
            return one.stage
    return None
