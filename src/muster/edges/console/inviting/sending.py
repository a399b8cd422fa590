"""How and when the people of a list are invited; and taking that back."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.inviting.checking import find_view
from muster.edges.console.inviting.wishes import field_of, options_of
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import intake
from muster.features.intake import IntakeBegunError, IntakeState, IntakeView
from muster.features.members import Session


class SendingPages:
    """The last page before people are invited."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE/send``."""
        view = await find_view(self._desk, request, session)
        if view.intake.state is not IntakeState.DRAFT:
            return self._desk.redirect(f"/console/invite/{view.intake.typeid}")
        return await self._page(request, session, view, of_query(request), {})

    async def start(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/send``: give the list to the worker."""
        view = await find_view(self._desk, request, session)
        fields, services = await read_fields(request), self._desk.services
        try:
            options = options_of(fields, session.organization.time_zone)
            people = await intake.start(
                services.database,
                session.organization,
                view.intake.uid,
                options,
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            wrong = {field_of(error): error.message}
            return await self._page(request, session, view, fields, wrong)
        except IntakeBegunError:
            return self._desk.redirect(f"/console/invite/{view.intake.typeid}")
        except ConflictError as error:
            return await self._page(request, session, view, fields, {"": error.message})
        _ = words_of(request, session)
        toast = None
        if options.begin_at is not None:
            text = _.ngettext(
                "The list was scheduled: %(num)s person will be invited.",
                "The list was scheduled: %(num)s people will be invited.",
                people,
            )
            toast = Toast(text)
        return self._desk.redirect(f"/console/invite/{view.intake.typeid}", toast)

    async def _page(
        self,
        request: Request,
        session: Session,
        view: IntakeView,
        fields: Fields,
        errors: dict[str, str],
    ) -> Response:
        services = self._desk.services
        judged = await intake.look(services.database, session.organization, view, services.clock)
        return self._desk.show(
            request,
            session,
            "inviting/send.html",
            status=422 if errors else 200,
            intake=view.intake,
            activities=view.activities,
            judged=judged,
            fields=fields,
            errors=errors,
        )

    async def call_off(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/call-off``."""
        view = await find_view(self._desk, request, session)
        services = self._desk.services
        state = await intake.call_off(
            services.database,
            session.organization.id,
            view.intake.uid,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        path = f"/console/invite/{view.intake.typeid}"
        if state is IntakeState.DRAFT:
            text = _("It was called off before anybody was invited; you can change it again.")
            return self._desk.redirect(f"{path}/check", Toast(text))
        return self._desk.redirect(
            path, Toast(_("The list was called off; nobody else of it is invited."))
        )
