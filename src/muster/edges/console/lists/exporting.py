"""Lists as tables for spreadsheets, streamed, and safe to open."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from muster.base.ids import to_typeid
from muster.base.spreadsheet import BYTE_ORDER_MARK, Cell, lines_of
from muster.edges.console.desk import TABLE, Desk
from muster.edges.console.forms import of_query
from muster.edges.console.lists.results import veil_lines, veil_people
from muster.edges.console.lists.wanting import all_of, all_people_of, ids_of
from muster.features import lists
from muster.features.lists import Line, ListKind, PersonLine
from muster.features.members import Session

_GROUP = 1000
"""Rows that are read in a transaction."""
_INVITATIONS = (
    "invitation",
    "name",
    "email",
    "activity",
    "activity_key",
    "reference",
    "state",
    "score_percent",
    "passed",
    "stage",
    "invited_at",
    "opened_at",
    "started_at",
    "completed_at",
    "revoked_at",
    "expires_at",
    "letter",
    "letter_at",
)
_CANDIDATES = (
    "candidate",
    "name",
    "email",
    "invitations",
    "open",
    "completed",
    "latest_percent",
    "best_percent",
    "last_invited_to",
    "last_activity_at",
    "suppressed",
    "on_hold",
    "added_at",
)


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
        return self._answer("invitations", self._lines(session, ids))

    async def people(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/candidates/export``: all that match."""
        ids = await all_people_of(self._desk.services, session, of_query(request))
        await self._note(session, ListKind.CANDIDATES, len(ids))
        return self._answer("candidates", self._people(session, ids))

    async def _note(self, session: Session, kind: ListKind, rows: int) -> None:
        services = self._desk.services
        await lists.note_export(
            services.database, session.organization.id, session.member, kind, rows, services.clock
        )

    async def _lines(self, session: Session, ids: Sequence[int]) -> AsyncIterator[str]:
        services = self._desk.services
        now = services.clock.now()
        yield BYTE_ORDER_MARK + lines_of([_INVITATIONS])
        for start in range(0, len(ids), _GROUP):
            lines = await lists.show_lines(
                services.database, session.organization.id, ids[start : start + _GROUP]
            )
            shown = await veil_lines(services, session, lines)
            yield lines_of(_line(line, now) for line in shown)

    async def _people(self, session: Session, ids: Sequence[int]) -> AsyncIterator[str]:
        services = self._desk.services
        yield BYTE_ORDER_MARK + lines_of([_CANDIDATES])
        for start in range(0, len(ids), _GROUP):
            lines = await lists.show_people(
                services.database,
                session.organization.id,
                ids[start : start + _GROUP],
                services.clock,
            )
            shown = await veil_people(services, session, lines)
            yield lines_of(_person(line) for line in shown)

    def _answer(self, name: str, lines: AsyncIterator[str]) -> Response:
        day = self._desk.services.clock.now().date().isoformat()
        return self._desk.file(f"{name}-{day}.csv", lines, TABLE)


def _line(line: Line, now: datetime) -> tuple[Cell, ...]:
    result = line.result
    return (
        to_typeid("inv", line.uid),
        line.name,
        line.address,
        line.activity_title,
        line.activity_key,
        line.external_id,
        line.standing(now).value,
        result.percent if result else None,
        _yes(result.passed) if result and result.passed is not None else None,
        line.step.title if line.step else None,
        _stamp(line.created_at),
        _stamp(line.opened_at),
        _stamp(line.started_at),
        _stamp(line.completed_at),
        _stamp(line.revoked_at),
        _stamp(line.expires_at),
        line.letter,
        _stamp(line.letter_at),
    )


def _person(line: PersonLine) -> tuple[Cell, ...]:
    return (
        to_typeid("cand", line.uid),
        line.name,
        line.address,
        line.invitations,
        line.open,
        line.completed,
        line.latest,
        line.best,
        line.last_title,
        _stamp(line.last_at),
        _yes(line.suppressed),
        _yes(line.held),
        _stamp(line.created_at),
    )


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else None
