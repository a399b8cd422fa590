"""Lists as tables for spreadsheets, streamed, and safe to open."""

from collections.abc import AsyncIterator, Sequence

from starlette.requests import Request
from starlette.responses import Response

from muster.base.spreadsheet import lines_of
from muster.edges.console.desk import TABLE, Desk
from muster.edges.console.forms import of_query
from muster.edges.console.lists.columns import CandidateColumns, InvitationColumns
from muster.edges.console.lists.results import veil_lines, veil_people
from muster.edges.console.lists.wanting import all_of, all_people_of, ids_of
from muster.edges.console.words import words_of
from muster.features import lists
from muster.features.lists import ListKind
from muster.features.members import Session

_GROUP = 1000
"""Rows that are read in a transaction."""


class Exports:
    """Both lists as files."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def invitations(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invitations/export``: the chosen ones, or all that match."""
        query = of_query(request)
        chosen = query.has("id") or query.get("all") == "yes"
        services = self._desk.services
        look = ids_of if chosen else all_of
        ids = await look(services, session, query)
        await self._note(session, ListKind.INVITATIONS, len(ids))
        columns = InvitationColumns(words_of(request, session), services.clock.now())
        return self._answer("invitations", self._lines(session, columns, ids))

    async def people(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/export``: all that match."""
        ids = await all_people_of(self._desk.services, session, of_query(request))
        await self._note(session, ListKind.CANDIDATES, len(ids))
        columns = CandidateColumns(words_of(request, session))
        return self._answer("candidates", self._people(session, columns, ids))

    async def _note(self, session: Session, kind: ListKind, rows: int) -> None:
        services = self._desk.services
        await lists.note_export(
            services.database, session.organization.id, session.member, kind, rows, services.clock
        )

    async def _lines(
        self, session: Session, columns: InvitationColumns, ids: Sequence[int]
    ) -> AsyncIterator[str]:
        services = self._desk.services
        yield columns.head()
        for start in range(0, len(ids), _GROUP):
            lines = await lists.show_lines(
                services.database, session.organization.id, ids[start : start + _GROUP]
            )
            shown = await veil_lines(services, session, lines)
            yield lines_of(columns.cells(line) for line in shown)

    async def _people(
        self, session: Session, columns: CandidateColumns, ids: Sequence[int]
    ) -> AsyncIterator[str]:
        services = self._desk.services
        yield columns.head()
        for start in range(0, len(ids), _GROUP):
            lines = await lists.show_people(
                services.database,
                session.organization.id,
                ids[start : start + _GROUP],
                services.clock,
            )
            shown = await veil_people(services, session, lines)
            yield lines_of(columns.cells(line) for line in shown)

    def _answer(self, name: str, lines: AsyncIterator[str]) -> Response:
        day = self._desk.services.clock.now().date().isoformat()
        return self._desk.file(f"{name}-{day}.csv", lines, TABLE)
