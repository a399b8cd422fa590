"""Lists come in: pasted, or as a file."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.inviting.choosing import activity_query, chosen_of, show_choice
from muster.edges.console.words import marked
from muster.edges.http import MEGABYTE, BodyTooLargeError
from muster.features import intake
from muster.features.catalog import Activity
from muster.features.intake import MOST_BYTES, Arrival, Source
from muster.features.members import Session

_LONGEST_NAME = 200
# A file of the greatest length, and the form around it.
_LIMIT = MOST_BYTES + MEGABYTE
_DRAINED = 100 * MEGABYTE


class TakingPages:
    """The pages on which lists are pasted and uploaded."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show_paste(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/paste``."""
        return await self._show(request, session, "paste")

    async def show_file(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/file``."""
        return await self._show(request, session, "file")

    async def _show(self, request: Request, session: Session, way: str) -> Response:
        fields = of_query(request)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return await show_choice(self._desk, request, session, f"/{way}")
        return self._page(request, session, way, chosen, fields)

    def _page(
        self,
        request: Request,
        session: Session,
        way: str,
        chosen: tuple[Activity, ...],
        fields: Fields,
        error: str = "",
    ) -> Response:
        return self._desk.show(
            request,
            session,
            f"inviting/{way}.html",
            status=422 if error else 200,
            chosen=chosen,
            query=activity_query(chosen),
            fields=fields,
            error=error,
        )

    async def paste(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/paste``: make a list of the lines, and look at it."""
        fields = await read_fields(request, limit=_LIMIT)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return self._desk.redirect("/console/invite/paste")
        services = self._desk.services
        arrival = Arrival(Source.LINES, chosen, session.actor)
        try:
            made = await intake.take_lines(
                services.database,
                session.organization.id,
                fields.raw("text"),
                arrival,
                services.clock,
            )
        except InvalidError as error:
            return self._page(request, session, "paste", chosen, fields, error.message)
        return self._desk.redirect(f"/console/invite/{made.typeid}/check")

    async def upload(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/file``: read the file, and say what its columns are."""
        try:
            fields = await read_fields(request, limit=_LIMIT)
        except BodyTooLargeError:
            # What the form said is not read then; the address of the form has the activities.
            await _drain(request)
            fields = of_query(request)
            chosen = await chosen_of(self._desk, session, fields)
            too_large = marked("The file is larger than 4 MB; split it")
            return self._page(request, session, "file", chosen, fields, too_large)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return self._desk.redirect("/console/invite/file")
        try:
            made = await self._take(session, chosen, fields)
        except InvalidError as error:
            return self._page(request, session, "file", chosen, fields, error.message)
        return self._desk.redirect(f"/console/invite/{made.typeid}/columns")

    async def _take(
        self, session: Session, chosen: tuple[Activity, ...], fields: Fields
    ) -> intake.Intake:
        file = next(iter(fields.files.get("file", ())), None)
        if file is None or not file.content:
            raise InvalidError(marked("Choose a file that has something in it"), field="file")
        # Reading four megabytes takes a while; a page of somebody else does not wait for it.
        await asyncio.to_thread(intake.read_file, file.content)
        services = self._desk.services
        name = "".join(each for each in file.name if each.isprintable())[-_LONGEST_NAME:]
        arrival = Arrival(Source.FILE, chosen, session.actor, name)
        return await intake.take_file(
            services.database, session.organization.id, file.content, arrival, services.clock
        )


async def _drain(request: Request) -> None:
    """Read what is not wanted: a browser that is cut off while it sends shows no answer."""
    rest = _DRAINED
    async for chunk in request.stream():
        rest -= len(chunk)
        if rest < 0:
            return
