"""Inviting one person: two fields and a button."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import InvalidError
from muster.base.ids import to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, of_query, read_fields
from muster.edges.console.inviting.choosing import activity_query, chosen_of, show_choice
from muster.edges.console.inviting.wishes import field_of, options_of
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.features import intake, invitations
from muster.features.catalog import Activity
from muster.features.delivery import MessageState
from muster.features.intake import Arrival, Entry, NobodyToInviteError, Options, Source
from muster.features.invitations import Call, Invited, Outcome, Problem, UnknownInvitationError
from muster.features.members import Session

_UNDONE = {Outcome.CREATED, Outcome.REVIVED, Outcome.NEW_ATTEMPT}
"""What can be taken back: before, there was nothing that the candidate could use."""
_HELD = marked("No letter leaves: the address is on the suppression list.")
_SENTENCES = {
    Outcome.CREATED: marked("%(name)s was invited."),
    Outcome.NEW_ATTEMPT: marked("%(name)s was invited to a new attempt."),
    Outcome.REVIVED: marked("%(name)s was invited again."),
    Outcome.RENEWED: marked("%(name)s was invited before; the time was counted anew."),
    Outcome.UNCHANGED: marked("%(name)s has started already; nothing was changed."),
    Outcome.COMPLETED: marked("%(name)s has completed this already; nothing was changed."),
}


@dataclass(frozen=True, slots=True)
class _Form:
    """What the page shows: what was typed, and what is wrong with it, by field."""

    fields: Fields
    errors: dict[str, str]


class PeoplePages:
    """The page on which one person is invited."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/invite``."""
        fields = of_query(request)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return await show_choice(self._desk, request, session, "")
        return await self._page(request, session, chosen, _Form(fields, {}))

    async def invite(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite``."""
        fields = await read_fields(request)
        chosen = await chosen_of(self._desk, session, fields)
        if not chosen:
            return self._desk.redirect("/console/invite")
        try:
            options = options_of(fields, session.organization.time_zone)
            if options.begin_at is not None:
                return await self._schedule(request, session, chosen, fields, options)
            invited = await self._invite(session, chosen, fields, options)
        except NobodyToInviteError as error:
            return await self._page(request, session, chosen, _Form(fields, _wrong(error.problems)))
        except InvalidError as error:
            wrong = {field_of(error): error.message}
            return await self._page(request, session, chosen, _Form(fields, wrong))
        if wrong := _wrong(invited.rows[0].problems):
            return await self._page(request, session, chosen, _Form(fields, wrong))
        return self._done(request, session, chosen, invited)

    async def _schedule(
        self,
        request: Request,
        session: Session,
        chosen: tuple[Activity, ...],
        fields: Fields,
        options: Options,
    ) -> Response:
        """Give the person to the worker, who invites them at the time that the form says."""
        services, entry = self._desk.services, _entry(fields)
        arrival = Arrival(Source.LINES, chosen, session.actor)
        scheduled, verdict = await intake.start_one(
            services.database, session.organization, entry, arrival, options, services.clock
        )
        _ = words_of(request, session)
        toast = Toast(_("The invitation of %(name)s was scheduled.", name=entry.name))
        if verdict.held_because is not None:
            toast = Toast(f"{toast.text} {_(_HELD)}", tone="warn")
        return self._desk.redirect(f"/console/invite/{scheduled.typeid}", toast)

    async def _invite(
        self, session: Session, chosen: tuple[Activity, ...], fields: Fields, options: Options
    ) -> Invited:
        services = self._desk.services
        call = Call(
            chosen,
            (_entry(fields).guest(options),),
            send=options.send,
            actor=session.actor,
            window=options.window(services.clock.now()),
            on_completed=options.on_completed,
            together=options.together,
        )
        return await services.invite(session.organization, call)

    def _done(
        self,
        request: Request,
        session: Session,
        chosen: tuple[Activity, ...],
        invited: Invited,
    ) -> Response:
        row = invited.rows[0]
        name = row.candidate.name if row.candidate else ""
        _ = words_of(request, session)
        text = _(_SENTENCES[row.outcome], name=name)
        held = any(
            one.letter is not None and one.letter.state is MessageState.SUPPRESSED
            for one in invited.rows
        )
        if held:
            text = f"{text} {_(_HELD)}"
        ids = {
            f"id{place}": to_typeid("inv", one.invitation.uid)
            for place, one in enumerate(invited.rows)
            if one.invitation and one.outcome in _UNDONE
        }
        undo = Undo("/console/invite/undo", ids) if ids else None
        good = not held and row.outcome not in {Outcome.UNCHANGED, Outcome.COMPLETED}
        told = f"&invited={to_typeid('inv', row.invitation.uid)}" if row.invitation else ""
        path = f"/console/invite?{activity_query(chosen)}{told}"
        return self._desk.redirect(path, Toast(text, undo, "good" if good else "warn"))

    async def undo(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/invite/undo``: revoke what was just made."""
        fields, services = await read_fields(request), self._desk.services
        name, key = "", ""
        for field in sorted(fields.values):
            view = await invitations.revoke(
                services.database,
                session.organization.id,
                fields.get(field),
                actor=session.actor,
                clock=services.clock,
            )
            name, key = view.candidate.name, view.activity.key
        _ = words_of(request, session)
        text = _("The invitation of %(name)s was revoked; its link opens nothing.", name=name)
        path = f"/console/invite?activity={key}" if key else "/console/invite"
        return self._desk.redirect(path, Toast(text) if key else None)

    async def _page(
        self, request: Request, session: Session, chosen: tuple[Activity, ...], form: _Form
    ) -> Response:
        services = self._desk.services
        view, link = None, ""
        reference = of_query(request).get("invited")
        try:
            if reference:
                tenant = session.organization.id
                view = await invitations.find_invitation(services.database, tenant, reference)
                link = services.links.url(view.invitation.claim(tenant))
        except UnknownInvitationError:
            view = None
        return self._desk.show(
            request,
            session,
            "inviting/person.html",
            status=422 if form.errors else 200,
            chosen=chosen,
            query=activity_query(chosen),
            fields=form.fields,
            errors=form.errors,
            invited=view,
            person=to_typeid("cand", view.candidate.uid) if view else "",
            link=link,
        )


def _entry(fields: Fields) -> Entry:
    return Entry(1, fields.get("name"), fields.get("email"))


def _wrong(problems: Sequence[Problem]) -> dict[str, str]:
    return {problem.field or "email": problem.code for problem in problems}
