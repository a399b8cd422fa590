"""How long people are kept: who would go tonight, before that is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import privacy
from muster.features.members import Right, Session
from muster.features.privacy import Outlook, Retention

PATH = "/console/settings/retention"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is typed: months, None for ever; what is wrong with it, and whether to ask first."""

    months: int | None
    wrong: Mapping[str, InvalidError] = field(default_factory=dict)
    asks: bool = False


class RetentionPages:
    """The page of retention."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/retention``; months in the query are looked at only."""
        fields, present = of_query(request), await self._present(session)
        wish = _Wish(present.months if present else None)
        if fields.has("keep"):
            wish = _wish(fields)
        return await self._page(request, session, present, wish)

    async def save(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/retention``; who would go is said before, with a number."""
        fields, services = await read_fields(request), self._desk.services
        present = await self._present(session)
        wish = _wish(fields)
        if wish.wrong:
            return await self._page(request, session, present, wish, status=422)
        outlook = await self._outlook(session, wish.months)
        if outlook and outlook.people and fields.get("sure") != str(outlook.people):
            return await self._page(request, session, present, replace(wish, asks=True))
        await privacy.set_retention(
            services.database,
            session.organization.id,
            wish.months,
            time_zone=session.organization.time_zone,
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        undo = Undo(PATH, _flat(present)) if present is None else None
        return self._desk.redirect(PATH, Toast(_("Retention was saved."), undo))

    async def _page(
        self,
        request: Request,
        session: Session,
        present: Retention | None,
        wish: _Wish,
        *,
        status: int = 200,
    ) -> Response:
        kept = await privacy.list_holds(self._desk.services.database, session.organization.id)
        return self._desk.show(
            request,
            session,
            "settings/retention.html",
            status=status,
            present=present,
            months=wish.months,
            outlook=await self._outlook(session, wish.months),
            wrong=wish.wrong,
            asks=wish.asks,
            kept=[(to_typeid("cand", one.candidate_uid), one) for one in kept],
            manages=session.may(Right.MANAGE),
        )

    async def _present(self, session: Session) -> Retention | None:
        return await privacy.read_retention(self._desk.services.database, session.organization.id)

    async def _outlook(self, session: Session, months: int | None) -> Outlook | None:
        if months is None:
            return None
        services = self._desk.services
        return await privacy.look_ahead(
            services.database, session.organization.id, months, services.clock
        )


def _wish(fields: Fields) -> _Wish:
    if fields.get("keep") != "months":
        return _Wish(None)
    try:
        return _Wish(privacy.check_months(fields.number("months") or 0))
    except InvalidError as error:
        return _Wish(None, {"months": error})


def _flat(present: Retention | None) -> dict[str, str]:
    if present is None:
        return {"keep": "ever"}
    return {"keep": "months", "months": str(present.months)}
