"""The queue: answers to rate and stages to decide about, and the next of them."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import parse_integer
from muster.edges.console.desk import Desk
from muster.edges.console.forms import of_query
from muster.edges.console.reviewing.trail import Trail
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import catalog, reports, reviews
from muster.features.catalog import Activity, Kind
from muster.features.members import Session
from muster.features.reports import UnknownReportError

_ROWS = 50
_MOST_ACTIVITIES = 200


class Queue:
    """The pages of what waits for a person."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews``: answers to rate."""
        trail = Trail.of(request)
        lines = await reviews.list_queue(
            self._services.database,
            session.organization.id,
            await trail.wanted(self._services, session),
            session.member,
            self._services.clock,
            page=(_after(request), _ROWS + 1),
        )
        more = lines[_ROWS:]
        return self._desk.show(
            request,
            session,
            "reviewing/queue.html",
            trail=trail,
            lines=lines[:_ROWS],
            next_page=trail.query(after=str(lines[_ROWS - 1].attempt_id)) if more else None,
            activities=await self._activities(session, (Kind.ASSESSMENT, Kind.INTERVIEW)),
            waiting=await self._waiting(session),
        )

    async def deciding(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/decisions``: stages that wait for a decision."""
        key = of_query(request).get("activity")[:100]
        tracks = await self._activities(session, (Kind.TRACK,))
        track = next((one.id for one in tracks if one.key == key), None)
        lines = await reviews.list_deciding(
            self._services.database,
            session.organization.id,
            session.member,
            self._services.clock,
            track=track,
            page=(_after(request), _ROWS + 1),
        )
        more = lines[_ROWS:]
        trail = Trail(activity=key if track else "")
        return self._desk.show(
            request,
            session,
            "reviewing/deciding.html",
            trail=trail,
            lines=lines[:_ROWS],
            next_page=trail.query(after=str(lines[_ROWS - 1].cursor)) if more else None,
            tracks=tracks,
            waiting=await self._waiting(session),
        )

    async def next(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/reviews/next``: on to what waits and nobody looks at."""
        trail, services = Trail.of(request), self._services
        picked = await reviews.take_next(
            services.database,
            session.organization.id,
            await trail.wanted(services, session),
            session.member,
            services.clock,
            beside=await self._seen(request, session),
        )
        if picked is None:
            _ = words_of(request, session)
            toast = Toast(_("Nothing else waits that nobody looks at."), tone="warn")
            return self._desk.redirect(f"/console/reviews{trail.query()}", toast)
        return self._desk.redirect(f"/console/reports/{picked}{trail.query()}")

    async def _seen(self, request: Request, session: Session) -> int | None:
        """Return the attempt that somebody comes from."""
        name = of_query(request).get("after")
        if not name:
            return None
        services = self._services
        try:
            view = await reports.read_report(
                services.database, session.organization.id, name, services.clock
            )
        except UnknownReportError:
            return None
        return view.report.attempt_id

    async def _waiting(self, session: Session) -> reviews.Waiting:
        return await reviews.count_waiting(self._services.database, session.organization.id)

    async def _activities(self, session: Session, kinds: tuple[Kind, ...]) -> list[Activity]:
        """Return what a list can be narrowed to."""
        found = await catalog.list_activities(
            self._services.database, session.organization.id, None, None, _MOST_ACTIVITIES
        )
        return sorted(
            (one for one in found if one.kind in kinds), key=lambda one: one.title.casefold()
        )


def _after(request: Request) -> int:
    return parse_integer(of_query(request).get("after")) or 0
