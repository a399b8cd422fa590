"""The audit log: a list with filters, and the same as a file."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.base.ids import parse_integer
from muster.base.spreadsheet import Cell, lines_of
from muster.edges.console.audit.filters import Filters, filters_of
from muster.edges.console.desk import TABLE, Desk
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.sentences import Sentences
from muster.edges.console.tables import head_of, stamp
from muster.edges.console.words import marked, words_of
from muster.features import members, overview
from muster.features.members import Right, Session
from muster.features.overview import Happening

_PATH = "/settings/audit"
_HERE = f"/console{_PATH}"
_PAGE = 50
_HEADS = (marked("When"), marked("Who"), marked("What happened"), marked("Kind"))
# The words before the dot of events' types, in the order in which people look for them.
_KINDS = (
    "invitation",
    "intake",
    "candidate",
    "attempt",
    "report",
    "application",
    "activity",
    "accommodation",
    "recording",
    "file",
    "message",
    "suppression",
    "member",
    "key",
    "webhook",
    "job",
    "applicant",
    "signal",
    "retention",
    "organization",
    "letter_text",
)


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the audit log."""
    log = AuditLog(desk)
    return [
        desk.route(_PATH, log.show, Right.AUDIT),
        desk.route(f"{_PATH}/export", log.offer, Right.AUDIT, confirmed=True),
        desk.route(f"{_PATH}/export", log.export, Right.AUDIT, method="POST", confirmed=True),
    ]


class AuditLog:
    """Everything that happened, newest first."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/audit``."""
        services, organization = self._desk.services, session.organization
        query = of_query(request)
        filters = filters_of(query, organization.time_zone)
        page = await overview.read_audit(
            services.database,
            organization.id,
            filters.wanted,
            after=parse_integer(query.get("before")),
            limit=_PAGE,
        )
        return self._desk.show(
            request,
            session,
            "audit/audit.html",
            page=page,
            filters=filters,
            older=page.next and f"{_HERE}{filters.query(before=page.next)}",
            export=f"{_HERE}/export{filters.query()}",
            kinds=_KINDS,
            people=[
                (one.actor, one.shown_name)
                for one in await members.list_members(services.database, organization.id)
            ],
            told=await Sentences.of(self._desk, request, session, page.happenings),
        )

    async def offer(self, request: Request, session: Session) -> Response:
        """Answer ``GET …/export``: what the file will have."""
        filters = filters_of(of_query(request), session.organization.time_zone)
        return self._desk.show(request, session, "audit/export.html", filters=filters)

    async def export(self, request: Request, session: Session) -> Response:
        """Answer the same with POST: the list as CSV, written while it is read."""
        filters = filters_of(await read_fields(request), session.organization.time_zone)
        return self._desk.file("audit-log.csv", self._lines(request, session, filters), TABLE)

    async def _lines(
        self, request: Request, session: Session, filters: Filters
    ) -> AsyncIterator[str]:
        yield head_of(words_of(request, session), _HEADS)
        pages = overview.pages_of_audit(
            self._desk.services.database, session.organization.id, filters.wanted
        )
        async for page in pages:
            told = await Sentences.of(self._desk, request, session, page)
            yield lines_of(_cells(one, told) for one in page)


def _cells(one: Happening, told: Sentences) -> list[Cell]:
    detail = told.detail(one)
    sentence = told.plain(one)
    return [
        stamp(one.at),
        told.who(one),
        f"{sentence} ({detail})" if detail else sentence,
        one.type,
    ]
