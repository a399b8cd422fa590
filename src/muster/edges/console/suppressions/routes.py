"""Suppressed addresses: a list to search, an address more, an address less."""

import re
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.base.addresses import AddressError, parse_address
from muster.base.errors import InvalidError
from muster.base.ids import parse_integer
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import delivery, overview
from muster.features.members import Right, Session

_PATH = "/settings/suppressions"
_HERE = f"/console{_PATH}"
_PAGE = 50
# One of the form's own, or that of one who was lifted by mistake.
_REASON = re.compile("[a-z][a-z_]{0,29}")


def routes(desk: Desk) -> list[Route]:
    """Return the routes of suppressed addresses."""
    pages = Suppressions(desk)
    return [
        desk.route(_PATH, pages.show, Right.AUDIT),
        desk.route(_PATH, pages.add, Right.MANAGE, method="POST"),
        desk.route(f"{_PATH}/lift", pages.lift, Right.MANAGE, method="POST"),
    ]


class Suppressions:
    """The list of suppressed addresses."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/suppressions``."""
        return await self._answer(request, session)

    async def add(self, request: Request, session: Session) -> Response:
        """Answer the same with POST: write no more to an address."""
        fields = await read_fields(request)
        _ = words_of(request, session)
        reason = fields.get("reason")
        try:
            address = parse_address(fields.get("email"))
        except AddressError as error:
            return await self._answer(request, session, (error, fields))
        number = await delivery.suppress(
            self._desk.services.database,
            session.organization.id,
            [address.key],
            reason=reason if _REASON.fullmatch(reason) else "manual",
            actor=session.actor,
            now=self._desk.services.clock.now(),
        )
        if not number:
            said = _("%(address)s was suppressed before.", address=address.given)
            return self._desk.redirect(_HERE, Toast(said, tone="warn"))
        said = _("%(address)s gets no more letters.", address=address.given)
        return self._desk.redirect(
            _HERE, Toast(said, Undo(f"{_HERE}/lift", {"email": address.key}))
        )

    async def lift(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/lift``: write to an address again."""
        fields = await read_fields(request)
        _ = words_of(request, session)
        services, organization = self._desk.services, session.organization.id
        key = parse_address(fields.get("email")).key
        found = await delivery.find_suppression(services.database, organization, key)
        if found is None:
            return self._desk.redirect(_HERE)
        await delivery.lift_suppression(
            services.database, organization, key, actor=session.actor, now=services.clock.now()
        )
        said = _("%(address)s gets letters again.", address=key)
        undo = Undo(_HERE, {"email": key, "reason": found.reason})
        return self._desk.redirect(_HERE, Toast(said, undo))

    async def _answer(
        self,
        request: Request,
        session: Session,
        wrong: tuple[InvalidError, Fields] | None = None,
    ) -> Response:
        query = of_query(request)
        text = query.get("q")
        found = await overview.list_suppressed(
            self._desk.services.database,
            session.organization.id,
            text or None,
            before=parse_integer(query.get("before")),
            limit=_PAGE + 1,
        )
        older = None
        if len(found) > _PAGE:
            filters = {"q": text} if text else {}
            older = f"{_HERE}?{urlencode(filters | {'before': found[_PAGE - 1].suppression.id})}"
        return self._desk.show(
            request,
            session,
            "suppressions/suppressions.html",
            status=422 if wrong else 200,
            rows=found[:_PAGE],
            older=older,
            text=text,
            wrong=words_of(request, session).why(wrong[0]) if wrong else "",
            fields=wrong[1] if wrong else Fields({}),
        )
