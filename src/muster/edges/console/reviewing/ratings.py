"""Rating an answer, and taking the own rating back."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.reviewing.forms import fields_of, rating_of, refused
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import reports, reviews, tracks
from muster.features.attempts import UnknownQuestionError
from muster.features.members import Session
from muster.features.reports import (
    QuestionView,
    Rate,
    Rating,
    RatingChangedError,
    Report,
    Withdrawal,
)
from muster.features.reviews import Review


class Ratings:
    """Giving, changing and taking back one's own rating."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services
        self._page = ReportPage(desk)

    async def rate(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/ratings/NUMBER``."""
        fields = await read_fields(request)
        review = await self._page.read(request, session)
        question = question_of(review, request.path_params["number"])
        before = review.own.get(question.question.id)
        try:
            rating = rating_of(question, fields)
            report = await self._give(session, review, question, (rating, fields))
        except (InvalidError, RatingChangedError) as error:
            form = refused(question, (fields, before), error)
            return await self._page.show_with(request, session, review, form, status=422)
        return await self._done(request, session, question, report)

    async def withdraw(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/ratings/NUMBER/withdraw``."""
        fields = await read_fields(request)
        review = await self._page.read(request, session)
        question = question_of(review, request.path_params["number"])
        before = review.own.get(question.question.id)
        wish = Withdrawal(
            str(review.view.report.attempt_id),
            question.question.id,
            session.actor,
            fields.number("revision") or 0,
        )
        report = await reports.withdraw_rating(
            self._services.database,
            session.organization.id,
            wish,
            actor=session.actor,
            clock=self._services.clock,
        )
        await self._follow(session, report)
        _ = words_of(request, session)
        text = _("Your rating of question %(number)s was taken back.", number=question.number)
        undo = None
        if before is not None:
            path = f"/console/reports/{report.typeid}/ratings/{question.number}"
            undo = Undo(path, fields_of(question, before))
        toast = Toast(text, undo)
        return self._desk.redirect(self._page.address(request, report.typeid), toast)

    async def _give(
        self,
        session: Session,
        review: Review,
        question: QuestionView,
        said: tuple[Rating, Fields],
    ) -> Report:
        rating, fields = said
        report = await reports.rate(
            self._services.database,
            session.organization.id,
            Rate(
                str(review.view.report.attempt_id),
                question.question.id,
                session.actor,
                fields.number("revision") or 0,
                rating,
            ),
            actor=session.actor,
            clock=self._services.clock,
        )
        await self._follow(session, report)
        return report

    async def _done(
        self, request: Request, session: Session, question: QuestionView, report: Report
    ) -> Response:
        _ = words_of(request, session)
        review = await self._page.read(request, session)
        if review.unrated:
            text = _.ngettext(
                "Question %(number)s was rated; %(num)s answer is left.",
                "Question %(number)s was rated; %(num)s answers are left.",
                len(review.unrated),
                number=question.number,
            )
        else:
            text = _("Your rating is complete.")
            await reviews.look_away(
                self._services.database,
                session.organization.id,
                report.attempt_id,
                session.member,
            )
        return self._desk.redirect(self._page.address(request, report.typeid), Toast(text))

    async def _follow(self, session: Session, report: Report) -> None:
        services = self._services
        await tracks.follow_up(
            services.database, session.organization.id, report.attempt_id, services.clock
        )


def question_of(review: Review, number: str) -> QuestionView:
    """Return the question of a number that people rate.

    Raises:
        UnknownQuestionError: there is none that the reader may rate.
    """
    for one in review.to_rate:
        if str(one.number) == number:
            return one
    raise UnknownQuestionError
