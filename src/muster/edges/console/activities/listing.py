"""The list of activities, and what is done from it."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base import ids
from muster.edges.console.activities.places import activity_of, place_of
from muster.edges.console.activities.turnouts import Turnouts
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import catalog
from muster.features.catalog import Activity, Kind, Listing
from muster.features.members import Session

_PAGE = 50


class ActivityList:
    """The list."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._database = desk.services.database
        self._turnouts = Turnouts(desk.services)

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /activities``."""
        fields, organization = of_query(request), session.organization.id
        wanted = await self._wanted(fields, organization)
        found = await catalog.list_page(self._database, organization, wanted)
        rows, more = found[:_PAGE], found[_PAGE:]
        tallies = await self._turnouts.read(organization, [row.activity.id for row in rows])
        drafts = await catalog.list_new_drafts(self._database, organization)
        filtered = bool(wanted.keyword or wanted.kind or wanted.archived)
        return self._desk.show(
            request,
            session,
            "activities/list.html",
            rows=rows,
            tallies=tallies,
            drafts=() if filtered or wanted.before else drafts,
            wanted=wanted,
            filtered=filtered,
            nothing=not rows and not drafts and not filtered and not wanted.before,
            next_page=rows[-1].activity.typeid if more else "",
        )

    async def archive(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/archive``, with a way back."""
        activity = await activity_of(self._desk, request, session)
        done = await catalog.archive(
            self._database,
            session.organization.id,
            activity.typeid,
            now=self._desk.services.clock.now(),
            actor=session.actor,
        )
        _ = words_of(request, session)
        toast = Toast(
            _("“%(title)s” was archived.", title=done.title), Undo(f"{place_of(done)}/restore")
        )
        return self._desk.redirect("/console/activities", toast)

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/restore``."""
        activity = await activity_of(self._desk, request, session)
        done = await catalog.restore(
            self._database,
            session.organization.id,
            activity.typeid,
            now=self._desk.services.clock.now(),
            actor=session.actor,
        )
        _ = words_of(request, session)
        toast = Toast(_("“%(title)s” was restored.", title=done.title))
        return self._desk.redirect(place_of(done), toast)

    async def _wanted(self, fields: Fields, organization: int) -> Listing:
        kind = fields.get("kind")
        before = None
        if ids.from_typeid(Activity.TYPE_PREFIX, fields.get("before")):
            last = await catalog.find(self._database, organization, fields.get("before"))
            before = last.id if last else None
        return Listing(
            keyword=fields.get("q")[:200],
            kind=Kind(kind) if kind in set(Kind) else None,
            archived=fields.get("archived") == "yes",
            before=before,
            limit=_PAGE + 1,
        )
