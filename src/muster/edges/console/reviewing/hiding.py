"""Where names are hidden from reviewers until they have rated."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import catalog, reviews
from muster.features.catalog import Kind
from muster.features.members import Session

_MOST_ACTIVITIES = 200


class Hiding:
    """The page of hidden names."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/names``."""
        organization = session.organization.id
        rules = await reviews.list_blind_rules(self._services.database, organization)
        activities = await catalog.list_activities(
            self._services.database, organization, None, None, _MOST_ACTIVITIES
        )
        own = {rule.activity_id: rule.blind for rule in rules if rule.activity_id is not None}
        overall = next((rule.blind for rule in rules if rule.activity_id is None), False)
        return self._desk.show(
            request,
            session,
            "reviewing/names.html",
            overall=overall,
            own=own,
            activities=sorted(
                (one for one in activities if one.kind is not Kind.TRACK),
                key=lambda one: one.title.casefold(),
            ),
            waiting=await reviews.count_waiting(self._services.database, organization),
        )

    async def set(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/reviews/names``."""
        fields = await read_fields(request)
        named, blind = fields.get("activity") or None, fields.get("blind") == "yes"
        rule = await reviews.set_blind(
            self._services.database,
            session.organization.id,
            (named, blind),
            actor=session.actor,
            clock=self._services.clock,
        )
        _ = words_of(request, session)
        text = _("Names are hidden until one has rated.") if blind else _("Names are shown.")
        back = {"activity": rule.key or "", "blind": "no" if blind else "yes"}
        return self._desk.redirect(
            "/console/reviews/names", Toast(text, Undo("/console/reviews/names", back))
        )
