"""A copy of everything about a person, erasure, and legal holds."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.people.page import PersonPage, Wrong, path_of
from muster.edges.console.people.reading import read_person
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import privacy
from muster.features.members import Session
from muster.features.privacy import Basis, OnHoldError, Order


class Privacy:
    """What the law asks for."""

    def __init__(self, desk: Desk, page: PersonPage) -> None:
        """Take the desk, and the page that is shown again when a field is wrong."""
        self._desk = desk
        self._page = page

    async def offer_copy(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/{candidate}/export``."""
        return await self._show_choice(request, session, "people/export.html")

    async def export(self, request: Request, session: Session) -> Response:
        """Answer the same with POST: a ZIP archive that is made while it is read."""
        services = self._desk.services
        copy = await privacy.export(
            services.database,
            session.organization.id,
            request.path_params["candidate"],
            actor=session.actor,
            clock=services.clock,
        )
        await privacy.check_enclosures(copy, services.blobs)
        content = privacy.archive(copy, services.blobs)
        return self._desk.file(copy.name, content, "application/zip")

    async def ask_to_erase(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/{candidate}/erase``: who and what would go."""
        return await self._show_choice(request, session, "people/erase.html")

    async def erase(self, request: Request, session: Session) -> Response:
        """Answer the same with POST: everything about the person is gone."""
        services = self._desk.services
        reference = request.path_params["candidate"]
        order = Order(Basis.REQUEST, session.actor)
        try:
            await privacy.erase(
                services.database, session.organization.id, reference, order, services.clock
            )
        except OnHoldError:
            return await self._show_choice(request, session, "people/erase.html", status=409)
        _ = words_of(request, session)
        return self._desk.redirect("/console/candidates", Toast(_("1 person was erased.")))

    async def hold(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/candidates/{candidate}/hold``."""
        services = self._desk.services
        reference = request.path_params["candidate"]
        fields = await read_fields(request)
        try:
            await privacy.hold(
                services.database,
                session.organization.id,
                reference,
                fields.get("reason"),
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            return await self._page.answer(
                request, session, reference, Wrong("hold", error, fields)
            )
        path = f"/console/candidates/{reference}"
        _ = words_of(request, session)
        text = _("The person was put on legal hold; nobody can erase them.")
        return self._desk.redirect(path, Toast(text, Undo(f"{path}/release")))

    async def release(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/candidates/{candidate}/release``."""
        services, organization = self._desk.services, session.organization.id
        person = await read_person(services, organization, request.path_params["candidate"])
        await privacy.release(
            services.database,
            organization,
            str(person.candidate.id),
            actor=session.actor,
            clock=services.clock,
        )
        path, _ = path_of(person), words_of(request, session)
        undo = Undo(f"{path}/hold", {"reason": person.hold.reason}) if person.hold else None
        return self._desk.redirect(path, Toast(_("The legal hold was lifted."), undo))

    async def _show_choice(
        self, request: Request, session: Session, template: str, status: int = 200
    ) -> Response:
        reference = request.path_params["candidate"]
        person = await read_person(self._desk.services, session.organization.id, reference)
        return self._desk.show(
            request,
            session,
            template,
            status=status,
            person=person,
            candidate=person.candidate,
            here=path_of(person),
        )
