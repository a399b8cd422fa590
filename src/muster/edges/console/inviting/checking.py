"""A list before anybody is invited: what its columns are, and what will become of each row."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.base.tables import ENCODINGS, SEPARATORS, Line, Table
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.inviting.fates import reason_of
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import intake
from muster.features.intake import (
    Form,
    IntakeEmptiedError,
    IntakeState,
    IntakeView,
    Judged,
    Verdict,
)
from muster.features.members import Session

_PAGE = 50
_SAMPLES = 3
_LONGEST_SAMPLE = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name there, what stands in it, what it is."""

    title: str
    samples: Sequence[str]
    meaning: str
    key: str
    """Under which its cells can be kept."""


async def find_view(desk: Desk, request: Request, session: Session) -> IntakeView:
    """Return the list that an address names.

    Raises:
        UnknownIntakeError: there is none.
    """
    reference = request.path_params["intake"]
    return await intake.find_intake(desk.services.database, session.organization.id, reference)


class CheckingPages:
    """The pages on which a list is looked at and mended."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show_columns(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE/columns``."""
        view = await find_view(self._desk, request, session)
        if view.intake.state is not IntakeState.DRAFT:
            return self._desk.redirect(f"/console/invite/{view.intake.typeid}")
        return await self._columns(request, session, view, view.intake.form)

    async def read_again(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/columns``.

        With ``again`` the file is read anew and its columns are guessed; else they are as said.
        """
        view = await find_view(self._desk, request, session)
        fields, services = await read_fields(request), self._desk.services
        again = fields.has("again")
        form = Form(
            fields.get("encoding"),
            dict(zip(_SEPARATOR_NAMES, SEPARATORS, strict=True)).get(fields.get("separator"), ""),
            fields.has("header"),
            () if again else tuple(fields.all("column")),
        )
        path = f"/console/invite/{view.intake.typeid}"
        try:
            await intake.read_again(
                services.database, session.organization.id, view.intake.uid, form, services.clock
            )
        except IntakeEmptiedError as error:
            return self._desk.redirect(
                f"{path}/check", Toast(words_of(request, session).why(error), tone="warn")
            )
        except InvalidError as error:
            return await self._columns(request, session, view, form, error.message)
        return self._desk.redirect(f"{path}/columns" if again else f"{path}/check")

    async def _columns(
        self, request: Request, session: Session, view: IntakeView, form: Form, error: str = ""
    ) -> Response:
        database = self._desk.services.database
        content = await intake.content_of(database, session.organization.id, view.intake)
        try:
            table = intake.read_file(content, form)
        except InvalidError:
            form = view.intake.form
            table = intake.read_file(content, form)
        return self._desk.show(
            request,
            session,
            "inviting/columns.html",
            status=422 if error else 200,
            intake=view.intake,
            activities=view.activities,
            form=form,
            error=error,
            columns=_columns_of(table, form),
            people=len(table.lines) - form.has_header,
            encodings=ENCODINGS,
            separators=_SEPARATOR_NAMES,
            separator=dict(zip(SEPARATORS, _SEPARATOR_NAMES, strict=True)).get(form.separator),
        )

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite/INTAKE/check``."""
        view = await find_view(self._desk, request, session)
        if view.intake.state is not IntakeState.DRAFT:
            return self._desk.redirect(f"/console/invite/{view.intake.typeid}")
        services, fields = self._desk.services, of_query(request)
        judged = await intake.look(services.database, session.organization, view, services.clock)
        return self._desk.show(
            request,
            session,
            "inviting/check.html",
            intake=view.intake,
            activities=view.activities,
            judged=judged,
            fields=fields,
            page=_page_of(judged, fields),
            why=reason_of,
        )

    async def change_row(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/row``."""
        view = await find_view(self._desk, request, session)
        fields, services = await read_fields(request), self._desk.services
        number = fields.number("number") or 0
        said = (fields.get("name"), fields.get("address"), fields.get("language"))
        tenant = session.organization.id
        await intake.change_row(services.database, tenant, view.intake.uid, number, said)
        _ = words_of(request, session)
        text = _("Row %(number)s was changed.", number=number)
        return self._desk.redirect(_back(view, fields), Toast(text))

    async def leave_out(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/leave-out``; with ``back=no`` the row is taken in."""
        view = await find_view(self._desk, request, session)
        fields, services = await read_fields(request), self._desk.services
        number, out = fields.number("number") or 0, fields.get("out", "yes") == "yes"
        await intake.leave_out(
            services.database, session.organization.id, view.intake.uid, number, left_out=out
        )
        _ = words_of(request, session)
        said = _("Row %(number)s was left out.", number=number)
        if not out:
            said = _("Row %(number)s was taken in again.", number=number)
        back = {name: fields.get(name) for name in ("show", "after") if fields.get(name)}
        undo = Undo(
            f"/console/invite/{view.intake.typeid}/leave-out",
            {"number": str(number), "out": "no" if out else "yes", **back},
        )
        return self._desk.redirect(_back(view, fields), Toast(said, undo))

    async def discard(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/INTAKE/discard``."""
        view = await find_view(self._desk, request, session)
        database = self._desk.services.database
        await intake.discard(database, session.organization.id, view.intake.uid)
        _ = words_of(request, session)
        return self._desk.redirect("/console/invite/lists", Toast(_("The list was discarded.")))


_SEPARATOR_NAMES = ("comma", "semicolon", "tab", "bar")


def _columns_of(table: Table, form: Form) -> list[Column]:
    titles = intake.titles_of(table, header=form.has_header)
    lines = table.lines[1:] if form.has_header else table.lines
    meanings = (*form.columns, *[""] * len(titles))
    return [
        Column(title, _samples(lines, place), meaning, intake.metadata_key(title))
        for place, (title, meaning) in enumerate(zip(titles, meanings, strict=False))
    ]


def _samples(lines: Sequence[Line], place: int) -> list[str]:
    found: list[str] = []
    for line in lines:
        cells = line.cells
        if place < len(cells) and cells[place]:
            text = cells[place]
            cut = len(text) > _LONGEST_SAMPLE
            found.append(f"{text[:_LONGEST_SAMPLE]}…" if cut else text)
        if len(found) == _SAMPLES:
            break
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page: all, or those that somebody should look at.

    They come after a row's number; ``next`` is the number that the next page comes after, and
    ``edited`` that of the row whose fields are open.
    """

    problems: bool
    after: int
    verdicts: Sequence[Verdict]
    next: int | None
    edited: int


def _page_of(judged: Judged, fields: Fields) -> Page:
    problems, after = fields.get("show") == "problems", _number(fields, "after")
    wanted = [
        one for one in judged.verdicts if one.number > after and (one.wants_a_look or not problems)
    ]
    shown = wanted[:_PAGE]
    following = shown[-1].number if len(wanted) > _PAGE else None
    return Page(problems, after, shown, following, _number(fields, "edit"))


def _number(fields: Fields, name: str) -> int:
    """Return the number of a row, 0 for what is none."""
    text = fields.get(name)
    return parse_integer(text) or 0


def _back(view: IntakeView, fields: Fields) -> str:
    show = "show=problems&" if fields.get("show") == "problems" else ""
    after, number = _number(fields, "after"), _number(fields, "number")
    return f"/console/invite/{view.intake.typeid}/check?{show}after={after}#row-{number}"
