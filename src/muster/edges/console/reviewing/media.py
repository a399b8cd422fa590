"""Recordings, files, images and the PDF of a report, for members."""

from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.edges.console.reviewing.report import ReportPage
from muster.edges.console.words import language_of
from muster.edges.reports import headers_of_pdf, make_pdf
from muster.edges.serving import serve_attachment, serve_inline
from muster.features import catalog, media, organizations
from muster.features.media import UnknownFileError, UnknownTakeError
from muster.features.members import Session


class Media:
    """What a report's page is made of, and what is made of a report."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services
        self._page = ReportPage(desk)

    async def watch(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reports/REPORT/recordings/TAKE``: whole, or in ranges."""
        take = request.path_params["take"]
        review = await self._page.read(request, session)
        shown = {one.typeid for question in review.view.questions for one in question.recordings}
        if take not in shown:
            raise UnknownTakeError
        content = await media.view_recording(
            self._services.database,
            session.organization.id,
            take,
            actor=session.actor,
            clock=self._services.clock,
        )
        return await serve_inline(self._services, content)

    async def download(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/files/FILE``: a file to be saved, by a name that may be shown."""
        review = await self._page.read(request, session)
        files = {one.typeid: one for asked in review.view.questions for one in asked.files}
        file = files.get(request.path_params["file"])
        if file is None:
            raise UnknownFileError
        content = await media.view_file(
            self._services.database,
            session.organization.id,
            file.typeid,
            actor=session.actor,
            clock=self._services.clock,
        )
        name = file.name if review.veiled else content.name
        return await serve_attachment(self._services, replace(content, name=name))

    async def image(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/images/SHA256``: an image of a question."""
        image = await catalog.get_image(
            self._services.database, session.organization.id, request.path_params["sha256"]
        )
        return Response(image.content, media_type=image.media_type, headers=self._desk.headers)

    async def print(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/report.pdf``: what the page says, without what it hides."""
        review = await self._page.read(request, session)
        find = partial(catalog.get_image, self._services.database, session.organization.id)
        find_logo = partial(
            organizations.find_logo, self._services.database, session.organization.id
        )
        language = language_of(request, session)
        content = await make_pdf(review.view, find, find_logo, language)
        headers = self._desk.headers | headers_of_pdf(review.view)
        return Response(content, media_type="application/pdf", headers=headers)
