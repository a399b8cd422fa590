"""What is done about one invitation: its link, its letter, its time, taking it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, InvalidError
from muster.base.ids import to_typeid
from muster.base.zones import parse_instant
from muster.edges.console.desk import Desk
from muster.edges.console.forms import read_fields
from muster.edges.console.people.page import PersonPage, Wrong, name_of
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.features import invitations
from muster.features.delivery import MessageState
from muster.features.invitations import Change, InvitationView
from muster.features.members import Session

_HELD = marked("The address is on the list of suppressed ones, so no letters are sent.")
_Work: TypeAlias = Callable[[str], Awaitable[Toast]]


class Steps:
    """The verbs of an invitation."""

    def __init__(self, desk: Desk, page: PersonPage) -> None:
        """Take the desk, and the page of the person that each step leads back to."""
        self._desk = desk
        self._page = page

    async def find(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invitations/{invitation}``: it is on the page of its person."""
        view = await self._view(request, session)
        return self._desk.redirect(_path_of(view))

    async def reveal(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/link``: the personal link, which opens without a password."""
        view = await self._view(request, session)
        claim = view.invitation.claim(session.organization.id)
        return self._desk.show(
            request,
            session,
            "people/link.html",
            view=view,
            link=self._desk.services.links.url(claim),
            here=_path_of(view),
        )

    async def resend(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/resend``."""
        _ = words_of(request, session)

        async def work(reference: str) -> Toast:
            view, leaves = await self._resend(session, reference)
            if not leaves:
                return Toast(_(_HELD), tone="warn")
            return Toast(_("The letter to %(name)s is on its way.", name=view.candidate.name))

        return await self._do(request, session, work)

    async def extend(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/extend``: another end, earlier or later."""
        services = self._desk.services
        view = await self._view(request, session)
        fields = await read_fields(request)
        try:
            until = _moment(fields.get("until"), session.organization.time_zone)
            await invitations.extend(
                services.database,
                session.organization.id,
                str(view.invitation.id),
                Change(expires_at=until, may_shorten=True),
                actor=session.actor,
                clock=services.clock,
            )
        except InvalidError as error:
            wrong = InvalidError(error.message, field="until")
            return await self._page.answer(
                request,
                session,
                str(view.candidate.id),
                Wrong(f"extend-{name_of(view)}", wrong, fields),
            )
        before = view.invitation.expires_at
        undo = None
        if before > services.clock.now():
            undo = Undo(
                f"/console/invitations/{name_of(view)}/extend", {"until": before.isoformat()}
            )
        _ = words_of(request, session)
        return self._desk.redirect(_path_of(view), Toast(_("The end was changed."), undo))

    async def revoke(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/revoke``."""
        services, _ = self._desk.services, words_of(request, session)

        async def work(reference: str) -> Toast:
            await invitations.revoke(
                services.database,
                session.organization.id,
                reference,
                actor=session.actor,
                clock=services.clock,
            )
            text = _("The invitation was revoked; its link opens nothing any more.")
            return Toast(text, Undo(f"/console/invitations/{reference}/revive"))

        return await self._do(request, session, work)

    async def revive(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/revive``: the same invitation under the same link."""
        services, _ = self._desk.services, words_of(request, session)

        async def work(reference: str) -> Toast:
            await invitations.revive(
                services.database,
                session.organization,
                reference,
                actor=session.actor,
                clock=services.clock,
            )
            return Toast(_("The invitation is valid again, under the same link."))

        return await self._do(request, session, work)

    async def rotate(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/rotate``: a new link; the letter that brings it is sent on demand."""
        services, _ = self._desk.services, words_of(request, session)
        send = (await read_fields(request)).has("send")

        async def work(reference: str) -> Toast:
            await invitations.rotate(
                services.database,
                session.organization.id,
                reference,
                actor=session.actor,
                clock=services.clock,
            )
            text = _("The invitation has a new link; the old one opens nothing any more.")
            if not send:
                return Toast(text)
            _view, leaves = await self._resend(session, reference)
            if not leaves:
                return Toast(f"{text} {_(_HELD)}", tone="warn")
            return Toast(_("A letter with the new link is on its way; the old one opens nothing."))

        return await self._do(request, session, work)

    async def answer(self, request: Request, session: Session) -> Response:
        """Answer ``POST …/more-time``: so many days more, or none."""
        services, _ = self._desk.services, words_of(request, session)
        fields = await read_fields(request)
        days = None if fields.get("answer") == "refuse" else fields.number("days")

        async def work(reference: str) -> Toast:
            await invitations.answer_request(
                services.database,
                session.organization,
                reference,
                days,
                actor=session.actor,
                clock=services.clock,
            )
            if days is None:
                return Toast(_("More time was refused; a letter says so."))
            text = _.ngettext(
                "%(num)s more day was granted; a letter says so.",
                "%(num)s more days were granted; a letter says so.",
                days,
            )
            return Toast(text)

        return await self._do(request, session, work)

    async def _do(self, request: Request, session: Session, work: _Work) -> Response:
        """Do something with the invitation and go back to it; refusals are said there."""
        view = await self._view(request, session)
        try:
            toast = await work(name_of(view))
        except (ConflictError, InvalidError) as error:
            toast = Toast(words_of(request, session).why(error), tone="warn")
        return self._desk.redirect(_path_of(view), toast)

    async def _resend(self, session: Session, reference: str) -> tuple[InvitationView, bool]:
        """Send the letter again; tell whether it leaves, which it does not to a suppressed address."""
        services = self._desk.services
        view, queued = await invitations.resend(
            services.database,
            session.organization,
            reference,
            actor=session.actor,
            clock=services.clock,
        )
        return view, queued.state is not MessageState.SUPPRESSED

    async def _view(self, request: Request, session: Session) -> InvitationView:
        return await invitations.find_invitation(
            self._desk.services.database,
            session.organization.id,
            request.path_params["invitation"],
        )


def _path_of(view: InvitationView) -> str:
    return f"/console/candidates/{to_typeid('cand', view.candidate.uid)}#{name_of(view)}"


def _moment(text: str, zone: str) -> datetime:
    """Return the moment that a form's field of date and time names in a zone."""
    if not text:
        raise InvalidError(marked("Choose a day and a time"), field="until")
    return parse_instant(text, zone, field="until")
