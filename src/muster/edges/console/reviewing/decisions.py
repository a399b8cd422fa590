"""Deciding about whose report it is: outside of tracks, or about the stage that it belongs to."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.reviewing.forms import Drafts
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import Words, marked, words_of
from muster.features import reviews, tracks
from muster.features.members import Session
from muster.features.reviews import Choice, RateFirstError, Review
from muster.features.tracks import Verdict


class Decisions:
    """Decisions that are made on a report's page."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services
        self._page = ReportPage(desk)

    async def decide(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/decision``."""
        fields = await read_fields(request)
        review = await self._page.read(request, session)
        if review.veiled:
            raise RateFirstError
        drafts = Drafts(choice=fields.get("choice"), reason=fields.raw("reason"))
        try:
            toast = await self._carry_out(request, session, review, fields)
        except InvalidError as error:
            drafts = Drafts(choice=drafts.choice, reason=drafts.reason, reason_error=error.message)
            return await self._page.show_with(request, session, review, drafts, status=422)
        return self._back(request, toast)

    async def undo(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/decision/undo``: what stood before one's own decision stands again."""
        fields = await read_fields(request)
        review = await self._page.read(request, session)
        if review.progress is not None:
            await tracks.take_back(
                self._services.database,
                session.organization.id,
                str(review.progress.invitation.invitation.id),
                fields.number("stage") or 0,
                actor=session.actor,
                clock=self._services.clock,
            )
        else:
            await reviews.take_back_decision(
                self._services.database,
                session.organization.id,
                request.path_params["report"],
                fields.get("choice"),
                session.member,
                self._services.clock,
            )
        _ = words_of(request, session)
        return self._back(request, Toast(_("The decision was taken back.")))

    async def _carry_out(
        self, request: Request, session: Session, review: Review, fields: Fields
    ) -> Toast:
        path = f"/console/reports/{review.view.report.typeid}/decision/undo"
        if review.progress is not None:
            stage = await self._move(session, review, fields)
            text = _said(words_of(request, session), fields.get("choice"), in_track=True)
            return Toast(text, Undo(path, {"stage": str(stage)}))
        await self._decide(request, session, fields)
        undo = Undo(path, {"choice": fields.get("choice")})
        return Toast(_said(words_of(request, session), fields.get("choice")), undo)

    async def _decide(self, request: Request, session: Session, fields: Fields) -> None:
        word = fields.get("choice")
        if word not in set(Choice):
            raise InvalidError(marked("Choose what to decide"), field="choice")
        await reviews.decide(
            self._services.database,
            session.organization.id,
            request.path_params["report"],
            (Choice(word), fields.raw("reason")),
            session.member,
            self._services.clock,
        )

    async def _move(self, session: Session, review: Review, fields: Fields) -> int:
        """Decide about the stage of a track; return its number."""
        stage, word = fields.number("stage"), fields.get("choice")
        decision = _MOVES.get(word)
        if stage is None or decision is None or review.progress is None:
            raise InvalidError(marked("Choose what to decide"), field="choice")
        application = to_typeid("inv", review.progress.invitation.invitation.uid)
        reason = " ".join(fields.get("reason").split()) or None
        await tracks.decide(
            self._services.database,
            session.organization.id,
            Verdict(application, decision, stage, reason),
            actor=session.actor,
            clock=self._services.clock,
        )
        return stage

    def _back(self, request: Request, toast: Toast) -> Response:
        return self._desk.redirect(
            self._page.address(request, request.path_params["report"]), toast
        )


_MOVES = {
    Choice.PASSED_ON.value: tracks.Decision.ADVANCE,
    Choice.REJECTED.value: tracks.Decision.REJECT,
}


def _said(_: Words, choice: str, *, in_track: bool = False) -> str:
    if choice == Choice.PASSED_ON.value:
        return _("The candidate was advanced.") if in_track else _("The candidate was passed on.")
    if choice == Choice.REJECTED.value:
        return _("The candidate was rejected; nobody was written to.")
    return _("The candidate was left undecided.")
