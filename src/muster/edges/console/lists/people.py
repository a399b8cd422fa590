"""The list of candidates."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.edges.console.lists.query import Trail, people_of
from muster.edges.console.lists.results import veil_people
from muster.edges.console.lists.views import first_of, here_of, path_of
from muster.features import lists
from muster.features.lists import ListKind
from muster.features.members import Right, Session


class PeopleList:
    """The list of candidates."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates``."""
        services = self._desk.services
        query = of_query(request)
        filters, wanted = people_of(query)
        wanted = replace(wanted, names_only=not session.may(Right.ADDRESSES))
        views = await lists.list_views(
            services.database, session.organization.id, session.member, ListKind.CANDIDATES
        )
        if first := first_of(views, filters):
            return self._desk.redirect(path_of(first))
        trail = Trail.read(query)
        page = await lists.list_people(
            services.database, session.organization.id, wanted, services.clock, after=trail.after
        )
        return self._desk.show(
            request,
            session,
            "lists/people.html",
            filters=filters,
            list="candidates",
            views=[(view, path_of(view)) for view in views],
            here=here_of(views, filters),
            page=replace(page, lines=await veil_people(services, session, page.lines)),
            first=trail.first,
            next=trail.following(filters, page.next, query.get("after")),
            previous=trail.preceding(filters),
            name_of=to_typeid,
        )
