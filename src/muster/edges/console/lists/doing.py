"""Doing one thing to many invitations: at once, or with a page that shows how far it is."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.base.zones import parse_instant
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.lists.outcomes import Outcomes
from muster.edges.console.lists.query import is_query
from muster.edges.console.lists.wanting import ids_of
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import lists
from muster.features.invitations import More
from muster.features.lists import AT_ONCE, Errand, Verb, Wanting
from muster.features.members import Session

_LIST = "/console/invitations"


class Together:
    """What is done to many invitations."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def resend(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invitations/resend``."""
        fields = await read_fields(request)
        return await self._begin(request, session, fields, Verb.RESEND, None)

    async def revoke(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invitations/revoke``."""
        fields = await read_fields(request)
        return await self._begin(request, session, fields, Verb.REVOKE, None)

    async def extend(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invitations/extend``."""
        fields = await read_fields(request)
        try:
            more = _more(fields, session.organization.time_zone)
            return await self._begin(request, session, fields, Verb.EXTEND, more)
        except InvalidError as error:
            return self._desk.redirect(
                _back(fields), Toast(words_of(request, session).why(error), tone="warn")
            )

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invitations/together/{errand}``."""
        errand = await self._find(request, session)
        left_out = await lists.list_left_out(
            self._desk.services.database, session.organization.id, errand
        )
        told = Outcomes(words_of(request, session))
        return self._desk.show(
            request,
            session,
            "lists/errand.html",
            errand=errand,
            sentences=told.sentences(errand),
            left_out=[(one, told.why(one.outcome)) for one in left_out],
        )

    async def undo(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invitations/together/{errand}/undo``."""
        services = self._desk.services
        errand = await lists.undo_errand(
            services.database,
            session.organization.id,
            request.path_params["errand"],
            actor=session.actor,
            clock=services.clock,
        )
        return self._answer(request, session, errand, _LIST)

    async def stop(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invitations/together/{errand}/stop``."""
        services = self._desk.services
        errand = await lists.stop_errand(
            services.database,
            session.organization.id,
            request.path_params["errand"],
            services.clock,
        )
        return self._desk.redirect(f"{_LIST}/together/{errand.typeid}")

    async def _begin(
        self, request: Request, session: Session, fields: Fields, verb: Verb, more: More | None
    ) -> Response:
        ids = await ids_of(self._desk.services, session, fields)
        if not ids:
            _ = words_of(request, session)
            toast = Toast(_("Nobody was chosen, so nothing was done."), tone="warn")
            return self._desk.redirect(_back(fields), toast)
        errand = await lists.begin_errand(
            self._desk.services.database,
            session.organization.id,
            Wanting(verb, tuple(ids), more),
            actor=session.actor,
            clock=self._desk.services.clock,
        )
        return self._answer(request, session, errand, _back(fields))

    def _answer(self, request: Request, session: Session, errand: Errand, back: str) -> Response:
        """Go back with a sentence, or to the page of what takes longer."""
        if errand.total > AT_ONCE:
            return self._desk.redirect(f"{_LIST}/together/{errand.typeid}")
        undo = Undo(f"{_LIST}/together/{errand.typeid}/undo") if errand.can_be_undone else None
        text = " ".join(Outcomes(words_of(request, session)).sentences(errand))
        return self._desk.redirect(back, Toast(text, undo, "good" if errand.done else "warn"))

    async def _find(self, request: Request, session: Session) -> Errand:
        return await lists.find_errand(
            self._desk.services.database, session.organization.id, request.path_params["errand"]
        )


def _more(fields: Fields, zone: str) -> More:
    """Return by how much the form wants invitations extended.

    Raises:
        InvalidError: the date or the number of days cannot be understood.
    """
    if fields.get("by") == "until":
        return More(until=parse_instant(fields.get("until"), zone, field="until"))
    return More(days=parse_integer(fields.get("days")) or 0)


def _back(fields: Fields) -> str:
    """Return the list that the form stood on, its filters as they were."""
    query = fields.get("query")
    return f"{_LIST}?{query}" if query and is_query(query) else _LIST
