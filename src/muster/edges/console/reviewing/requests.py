"""What candidates ask for: more time before they begin, and what they need to take part."""

from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.toasts import Toast
from muster.edges.console.words import marked, words_of
from muster.features import attempts, invitations, reviews
from muster.features.attempts import Accommodation
from muster.features.invitations import RequestState
from muster.features.members import Session

_ROWS = 50
_FACTORS = ("1.25", "1.5", "2")
_DAYS = (1, 3, 7)


class Requests:
    """The inbox of requests."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/requests``."""
        database, organization = self._services.database, session.organization.id
        needs = await attempts.list_accommodation_requests(database, organization, limit=_ROWS)
        given = {
            one.candidate_id: await attempts.get_accommodation(
                database, organization, str(one.candidate_id)
            )
            for one in needs
        }
        return self._desk.show(
            request,
            session,
            "reviewing/requests.html",
            needs=needs,
            given=given,
            times=await invitations.list_requests(
                database, organization, RequestState.WAITING, limit=_ROWS
            ),
            factors=_FACTORS,
            days=_DAYS,
            waiting=await reviews.count_waiting(database, organization),
        )

    async def answer_time(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/requests/time``: days more, or none."""
        fields = await read_fields(request)
        days = fields.number("days")
        answered = await invitations.answer_request(
            self._services.database,
            session.organization,
            fields.get("invitation"),
            days or None,
            actor=session.actor,
            clock=self._services.clock,
        )
        _, name = words_of(request, session), answered.view.candidate.name
        if answered.days:
            text = _.ngettext(
                "%(name)s was granted %(num)s more day; a letter says so.",
                "%(name)s was granted %(num)s more days; a letter says so.",
                answered.days,
                name=name,
            )
        else:
            text = _("%(name)s was refused more time; a letter says so.", name=name)
        return self._desk.redirect("/console/reviews/requests", Toast(text))

    async def answer_need(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/requests/needs``: what the candidate is given from now on."""
        fields = await read_fields(request)
        database, organization = self._services.database, session.organization.id
        candidate = fields.get("candidate")
        before = await attempts.get_accommodation(database, organization, candidate)
        await attempts.set_accommodation(
            database,
            organization,
            candidate,
            _wanted(fields, before),
            actor=session.actor,
            clock=self._services.clock,
        )
        _ = words_of(request, session)
        text = _("The request was answered; it holds for all their attempts, running ones too.")
        return self._desk.redirect("/console/reviews/requests", Toast(text))


def _wanted(fields: Fields, before: Accommodation) -> Accommodation:
    """Return what a form grants; "same" leaves it as it is, which answers the request, too."""
    factor = fields.get("factor")
    if factor == "same":
        return before
    if factor == "untimed":
        return Accommodation(before.time_factor, untimed=True, break_minutes=before.break_minutes)
    if factor not in _FACTORS:
        raise InvalidError(marked("Choose what to give"), field="factor")
    minutes = fields.number("breaks")
    return Accommodation(
        Decimal(factor), before.untimed, before.break_minutes if minutes is None else minutes
    )
