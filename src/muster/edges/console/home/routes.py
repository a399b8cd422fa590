"""The first page: how far invitations came, what waits for somebody, what happened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query
from muster.edges.console.home.funnels import Funnels, Scope
from muster.edges.console.naming import hides_names
from muster.edges.console.sentences import Sentences
from muster.features import catalog, overview, reviews
from muster.features.catalog import Activity
from muster.features.members import Right, Session
from muster.features.overview import WINDOWS, Attention, Lately, Need, Step

_DAYS = 30
_RECENT = 20
_MOST_ACTIVITIES = 500
# Where a line of what waits leads; that of a single person leads to the person.
_PLACES = {
    Need.MAIL: "/console/settings/mail",
    Need.WEBHOOKS: "/console/settings/webhooks",
    Need.UNDELIVERED: "/console/invitations?state=bounced",
    Need.MORE_TIME: "/console/reviews/requests",
    Need.ACCOMMODATIONS: "/console/reviews/requests",
    Need.DECISIONS: "/console/reviews/decisions",
    Need.RATINGS: "/console/reviews",
    Need.EXPIRING: "/console/invitations?state=pending&expires=3",
    Need.RECORDINGS: "/console/reviews",
}
# How the list of invitations filters for a step.
_LISTS = {
    Step.INVITED: {"state": ""},
    Step.DELIVERED: {"letter": "delivered"},
    Step.OPENED: {"state": "opened"},
    Step.STARTED: {"state": "started"},
    Step.COMPLETED: {"state": "completed"},
    Step.PASSED: {"state": "passed"},
}
# How it filters for those of whom a line of what happened tells together.
_LISTS_OF_MANY: Mapping[str, dict[str, str]] = {
    "invitation.created": {},
    "invitation.revoked": {"state": "revoked"},
    "invitation.expired": {"state": "expired"},
    "application.rejected": {"state": "failed"},
    "message.bounced": {"state": "bounced"},
}
_OF_A_PERSON = frozenset({Need.UNDELIVERED, Need.MORE_TIME, Need.ACCOMMODATIONS, Need.RECORDINGS})

_OF_REPORTS = frozenset({Need.RATINGS, Need.DECISIONS})


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the first page."""
    return [desk.route("", Home(desk).show, Right.READ)]


class Home:
    """The first page."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._funnels = Funnels(desk.services)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console``."""
        services, organization = self._desk.services, session.organization.id
        if not await overview.has_invitations(services.database, organization):
            return await self._show_first_steps(request, session)
        activities = await catalog.list_activities(
            services.database, organization, limit=_MOST_ACTIVITIES, archived=True
        )
        query = of_query(request)
        chosen = _chosen(query, activities)
        days = _days(query)
        funnel = await self._funnels.read(Scope(organization, days, chosen.id if chosen else None))
        attention = await self._attention(session)
        hidden = await hides_names(self._desk, session)
        recent = (
            [] if hidden else await overview.list_recent(services.database, organization, _RECENT)
        )
        return self._desk.show(
            request,
            session,
            "home/home.html",
            funnel=funnel,
            steps=list(Step),
            days=days,
            windows=WINDOWS,
            activities=activities,
            chosen=chosen,
            list_of=_list_of(
                chosen, services.clock.now() - timedelta(days=days), session.organization.time_zone
            ),
            attention=[(one, self._place(one, session)) for one in attention],
            recent=[(one, _list_of_many(one, session.organization.time_zone)) for one in recent],
            hidden=hidden,
            told=await Sentences.of(self._desk, request, session, [one.newest for one in recent]),
        )

    async def _show_first_steps(self, request: Request, session: Session) -> Response:
        services = self._desk.services
        activities = await catalog.list_activities(
            services.database, session.organization.id, limit=1
        )
        return self._desk.show(
            request,
            session,
            "home/first_steps.html",
            activity=activities[0] if activities else None,
            mail_configured=services.mail_configured,
        )

    async def _attention(self, session: Session) -> list[Attention]:
        """Return what waits; where names are hidden, not whose report it is."""
        services, organization = self._desk.services, session.organization.id
        found = await overview.list_attention(
            services.database,
            organization,
            mail_configured=services.mail_configured,
            clock=services.clock,
        )
        if await hides_names(self._desk, session):
            return [replace(one, person=None) for one in found]
        if not await reviews.hides_results(services.database, organization, session.member):
            return found
        return [replace(one, person=None) if one.need in _OF_REPORTS else one for one in found]

    def _place(self, one: Attention, session: Session) -> str | None:
        """Return where a line leads; None where the member may not look."""
        if one.person is not None and one.need in _OF_A_PERSON:
            return f"/console/candidates/{one.person.typeid}"
        place = _PLACES[one.need]
        path = urlsplit(place).path.removeprefix("/console")
        right = self._desk.rights.get(("GET", path))
        return place if right is not None and session.may(right) else None


def _chosen(query: Fields, activities: tuple[Activity, ...]) -> Activity | None:
    key = query.get("activity")
    return next((one for one in activities if one.key == key), None)


def _days(query: Fields) -> int:
    days = query.get("days")
    return int(days) if days in {str(one) for one in WINDOWS} else _DAYS


def _list_of(chosen: Activity | None, since: datetime, zone: str) -> dict[Step, str]:
    """Return, by step, the path of the list of the invitations that are meant, or stand there."""
    common = {
        "activity": chosen.key if chosen else "",
        "from": since.astimezone(ZoneInfo(zone)).date().isoformat(),
    }
    return {
        step: f"/console/invitations?{urlencode(_used(common | _LISTS[step]))}" for step in Step
    }


def _list_of_many(one: Lately, zone: str) -> str | None:
    """Return the path of the list of those to whom something happened in one go, if it was many."""
    filters = _LISTS_OF_MANY.get(one.newest.type)
    if one.number == 1 or filters is None:
        return None
    used = {"activity": one.newest.activity_key or "", **filters}
    if one.newest.type == "invitation.created":
        days = [moment.astimezone(ZoneInfo(zone)).date() for moment in (one.since, one.newest.at)]
        used |= {"from": days[0].isoformat(), "to": days[1].isoformat()}
    elif one.newest.type == "message.bounced":
        del used["activity"]
    return f"/console/invitations?{urlencode(_used(used))}"


def _used(filters: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value}
