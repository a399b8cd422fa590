"""What becomes of lists: progress, results as a file, and all lists there were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import parse_integer
from muster.base.signing import LinkClaim
from muster.base.spreadsheet import Cell, lines_of
from muster.edges.console.desk import TABLE, Desk
from muster.edges.console.forms import of_query
from muster.edges.console.inviting.checking import find_view
from muster.edges.console.inviting.fates import fate_of, reason_of
from muster.edges.console.tables import head_of
from muster.edges.console.words import Words, marked, words_of
from muster.features import delivery, intake
from muster.features.intake import Entry, IntakeEmptiedError, IntakeState, IntakeView, Row
from muster.features.members import Session

_PAGE = 25
_REFUSED_SHOWN = 20
_HEADS = (marked("Row"), marked("Name"), marked("Address"), marked("Result"), marked("Reason"))
_LINK = marked("Personal link")


@dataclass(frozen=True, slots=True)
class _Person:
    """The only person of a list; ``held`` are those who get no letter."""

    name: str
    held: bool


class ProgressPages:
    """The pages of lists that are carried out, or were."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE``: how far it is."""
        view = await find_view(self._desk, request, session)
        if view.intake.state is IntakeState.DRAFT:
            return self._desk.redirect(f"/console/invite/{view.intake.typeid}/check")
        alone = view.intake.of_one
        rows: Sequence[Row] = ()
        if alone or (not view.intake.goes_on and view.intake.counts.get("refused")):
            database = self._desk.services.database
            rows = await intake.rows_of(database, session.organization.id, view.intake)
        return self._desk.show(
            request,
            session,
            "inviting/progress.html",
            intake=view.intake,
            activities=view.activities,
            alone=alone,
            person=await self._person(session, rows[0].entry) if alone and rows else None,
            why=reason_of,
            refused=[row for row in rows if row.outcome == "refused"][:_REFUSED_SHOWN],
        )

    async def _person(self, session: Session, entry: Entry) -> _Person:
        held = await delivery.find_suppression(
            self._desk.services.database, session.organization.id, entry.key or ""
        )
        return _Person(entry.name, held=held is not None)

    async def show_all(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/lists``."""
        before = parse_integer(of_query(request).get("after"))
        found = await intake.list_intakes(
            self._desk.services.database, session.organization.id, before, _PAGE + 1
        )
        shown = found[:_PAGE]
        return self._desk.show(
            request,
            session,
            "inviting/lists.html",
            views=shown,
            next=shown[-1].intake.id if len(found) > _PAGE else None,
        )

    async def results(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE/results``: every row and what became of it."""
        view = await find_view(self._desk, request, session)
        return await self._file(request, session, view, None)

    async def links(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE/links``: the same with everybody's personal link."""
        view = await find_view(self._desk, request, session)
        services = self._desk.services
        claims = await intake.take_links(
            services.database,
            session.organization.id,
            view.intake,
            actor=session.actor,
            clock=services.clock,
        )
        return await self._file(request, session, view, claims)

    async def _file(
        self,
        request: Request,
        session: Session,
        view: IntakeView,
        claims: Mapping[int, LinkClaim] | None,
    ) -> Response:
        if view.intake.emptied_at is not None:
            raise IntakeEmptiedError
        database = self._desk.services.database
        rows = await intake.rows_of(database, session.organization.id, view.intake)
        _ = words_of(request, session)
        heads = list(_HEADS)
        if claims is not None:
            several = len(view.activities) > 1
            heads += [f"{_(_LINK)}: {one.title}" if several else _LINK for one in view.activities]
        firsts = intake.firsts_of(rows)
        lines = ([*_cells(row, firsts, _), *self._links(view, row, claims)] for row in rows)
        name = f"{view.intake.typeid}{'-links' if claims is not None else ''}.csv"
        return self._desk.file(name, head_of(_, heads) + lines_of(lines), TABLE)

    def _links(
        self, view: IntakeView, row: Row, claims: Mapping[int, LinkClaim] | None
    ) -> list[Cell]:
        if claims is None:
            return []
        links = self._desk.services.links
        found = [links.url(claims[each]) if each in claims else "" for each in row.invitation_ids]
        return [*found, *[""] * (len(view.activities) - len(found))]


def _cells(row: Row, firsts: Mapping[int, int], words: Words) -> list[Cell]:
    reason = "; ".join(words(reason_of(problem)) for problem in row.problems)
    if first := firsts.get(row.entry.number):
        reason = words(marked("Row %(number)s has this address"), number=first)
    return [row.entry.number, row.entry.name, row.entry.address, words(fate_of(row)), reason]
