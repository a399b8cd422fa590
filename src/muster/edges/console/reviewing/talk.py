"""Comments on a report: written, edited, taken back and brought back by their authors."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.reviewing.forms import Drafts
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import reviews
from muster.features.members import Session


class Talk:
    """What members say to each other about a report."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services
        self._page = ReportPage(desk)

    async def write(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/comments``."""
        text = (await read_fields(request)).raw("text")
        services = self._services
        try:
            await reviews.write_comment(
                services.database,
                session.organization.id,
                request.path_params["report"],
                text,
                session.member,
                services.clock,
            )
        except InvalidError as error:
            return await self._refused(request, session, Drafts(text, "", error.message))
        _ = words_of(request, session)
        return self._back(request, Toast(_("The comment was added.")))

    async def edit(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reports/REPORT/comments/COMMENT``."""
        text = (await read_fields(request)).raw("text")
        report, comment = _where(request)
        services = self._services
        try:
            await reviews.edit_comment(
                services.database,
                session.organization.id,
                (report, comment),
                text,
                session.member,
                services.clock,
            )
        except InvalidError as error:
            return await self._refused(request, session, Drafts(text, comment, error.message))
        _ = words_of(request, session)
        return self._back(request, Toast(_("The comment was saved.")))

    async def delete(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/comments/COMMENT/delete``."""
        services, where = self._services, _where(request)
        await reviews.delete_comment(
            services.database, session.organization.id, where, session.member, services.clock
        )
        _ = words_of(request, session)
        undo = Undo(f"/console/reports/{where[0]}/comments/{where[1]}/restore")
        return self._back(request, Toast(_("The comment was deleted."), undo))

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/comments/COMMENT/restore``."""
        services, where = self._services, _where(request)
        await reviews.restore_comment(
            services.database, session.organization.id, where, session.member, services.clock
        )
        _ = words_of(request, session)
        return self._back(request, Toast(_("The comment was restored.")))

    async def _refused(self, request: Request, session: Session, drafts: Drafts) -> Response:
        review = await self._page.read(request, session)
        return await self._page.show_with(request, session, review, drafts, status=422)

    def _back(self, request: Request, toast: Toast) -> Response:
        address = self._page.address(request, request.path_params["report"])
        return self._desk.redirect(f"{address}#comments", toast)


def _where(request: Request) -> tuple[str, str]:
    return request.path_params["report"], request.path_params["comment"]
