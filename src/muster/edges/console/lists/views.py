"""Saved views of the lists, and what a list shows when nothing is asked for."""

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.lists.query import Filters, is_query
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import lists
from muster.features.lists import ListKind, NewView, View
from muster.features.members import Session

ALL = "all"
"""The view that everybody has: the whole list."""


class Views:
    """The saved views."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/views``."""
        fields = await read_fields(request)
        services, organization = self._desk.services, session.organization
        kind = ListKind.CANDIDATES if fields.get("list") == "candidates" else ListKind.INVITATIONS
        try:
            view = await lists.save_view(
                services.database,
                organization.id,
                session.member,
                kind,
                _new(fields),
                services.clock,
            )
        except InvalidError as error:
            toast = Toast(words_of(request, session).why(error), tone="warn")
            return self._desk.redirect(_path(kind, fields.get("query")), toast)
        _ = words_of(request, session)
        text = _("The view %(name)s was saved.", name=view.name)
        return self._desk.redirect(path_of(view), Toast(text))

    async def change(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/views/{view}``."""
        fields = await read_fields(request)
        services, reference = self._desk.services, request.path_params["view"]
        kind = await lists.change_view(
            services.database,
            session.organization.id,
            session.member,
            reference,
            _new(fields),
            services.clock,
        )
        _ = words_of(request, session)
        path = _path(kind, fields.get("query"), reference)
        return self._desk.redirect(path, Toast(_("The view was changed.")))

    async def choose(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/views/{view}/first``: a shared view, too, can come first."""
        fields = await read_fields(request)
        services, reference = self._desk.services, request.path_params["view"]
        kind = ListKind.CANDIDATES if fields.get("list") == "candidates" else ListKind.INVITATIONS
        first = fields.get("first") == "yes"
        await lists.choose_first(
            services.database,
            session.organization.id,
            session.member,
            reference,
            kind,
            first=first,
        )
        _ = words_of(request, session)
        text = _("This view comes first now.") if first else _("It no longer comes first.")
        return self._desk.redirect(_path(kind, fields.get("query"), reference), Toast(text))

    async def remove(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/views/{view}/remove``."""
        reference = request.path_params["view"]
        kind = await self._remove(session, reference, back=False)
        _ = words_of(request, session)
        undo = Undo(f"/console/views/{reference}/restore")
        return self._desk.redirect(_path(kind, "", ALL), Toast(_("The view was removed."), undo))

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/views/{view}/restore``."""
        kind = await self._remove(session, request.path_params["view"], back=True)
        _ = words_of(request, session)
        return self._desk.redirect(_path(kind, "", ALL), Toast(_("The view is back.")))

    async def _remove(self, session: Session, reference: str, *, back: bool) -> ListKind:
        services = self._desk.services
        return await lists.remove_view(
            services.database,
            session.organization.id,
            session.member,
            reference,
            services.clock,
            back=back,
        )


def path_of(view: View) -> str:
    """Return the path of a list in a view."""
    return _path(view.list, view.query, view.typeid)


def first_of(views: Sequence[View], filters: Filters) -> View | None:
    """Return the view that a member sees first, where the address asks for nothing."""
    if filters.values or filters.view:
        return None
    return next((view for view in views if view.first), None)


def here_of(views: Sequence[View], filters: Filters) -> View | None:
    """Return the view that an address is in, its filters perhaps changed since."""
    return next((view for view in views if view.typeid == filters.view), None)


def _new(fields: Fields) -> NewView:
    query = fields.get("query")
    return NewView(
        fields.get("name"),
        query if is_query(query) else "",
        shared=fields.has("shared"),
        first=fields.has("first"),
    )


def _path(kind: ListKind, query: str, view: str = "") -> str:
    good = query if is_query(query) else ""
    parts = [good, urlencode({"view": view}) if view else ""]
    joined = "&".join(part for part in parts if part)
    return f"/console/{kind.value}{'?' if joined else ''}{joined}"
