"""The list of invitations."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.edges.console.lists.query import Asked, Trail, invitations_of
from muster.edges.console.lists.results import hides_results, veil_lines, without_judging
from muster.edges.console.lists.views import first_of, here_of, path_of
from muster.features import catalog, lists
from muster.features.catalog import Activity
from muster.features.lists import ListKind, Page, Total
from muster.features.members import Right, Session

_MOST_ACTIVITIES = 500
_NOTHING = Page((), None, Total(0, exact=True))


class InvitationList:
    """The list of invitations."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invitations``."""
        services, organization = self._desk.services, session.organization
        now = services.clock.now()
        query = of_query(request)
        asked = invitations_of(query, organization.time_zone, now)
        views = await lists.list_views(
            services.database, organization.id, session.member, ListKind.INVITATIONS
        )
        if first := first_of(views, asked.filters):
            return self._desk.redirect(path_of(first))
        trail = Trail.read(query)
        page = await self._page(session, asked, trail)
        activities = await catalog.list_activities(
            services.database, organization.id, limit=_MOST_ACTIVITIES, archived=True
        )
        return self._desk.show(
            request,
            session,
            "lists/invitations.html",
            filters=asked.filters,
            list="invitations",
            views=[(view, path_of(view)) for view in views],
            here=here_of(views, asked.filters),
            problems=asked.problems,
            activities=_sorted(activities),
            hides=await hides_results(services, session),
            page=page,
            rows=[(line, line.standing(now), line.last(now)) for line in page.lines],
            first=trail.first,
            next=trail.following(asked.filters, page.next, query.get("after")),
            previous=trail.preceding(asked.filters),
            name_of=to_typeid,
        )

    async def _page(self, session: Session, asked: Asked, trail: Trail) -> Page:
        services = self._desk.services
        wanted = replace(asked.wanted, names_only=not session.may(Right.ADDRESSES))
        wanted = await without_judging(services, session, wanted)
        database = services.database
        if asked.activity:
            found = await catalog.find(database, session.organization.id, asked.activity)
            if found is None:
                return _NOTHING
            wanted = replace(wanted, activity=found.id)
        page = await lists.list_lines(
            database, session.organization.id, wanted, services.clock, after=trail.after
        )
        return replace(page, lines=await veil_lines(services, session, page.lines))


def _sorted(activities: tuple[Activity, ...]) -> list[Activity]:
    """Return activities by their titles, those that are archived last."""
    return sorted(activities, key=lambda one: (one.archived_at is not None, one.title.casefold()))
