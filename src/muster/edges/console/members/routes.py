"""The page of members below the settings."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.base.errors import InvalidError
from muster.base.ids import from_typeid, to_typeid
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import marked, words_of
from muster.features import delivery, members
from muster.features.members import (
    WELCOME_KIND,
    Member,
    MemberExistsError,
    MemberRole,
    Membership,
    NewMember,
    Right,
    Session,
    UnknownMemberError,
)

_PAGE = "/console/settings/members"


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the members' page."""
    page = MembersPage(desk)
    posts = {
        "": page.invite,
        "/{uid}/resend": page.resend,
        "/{uid}/role": page.change_role,
        "/{uid}/remove": page.remove,
        "/{uid}/restore": page.restore,
    }
    return [
        desk.route("/settings/members", page.show, Right.AUDIT),
        *(
            desk.route(f"/settings/members{path}", endpoint, Right.MANAGE, method="POST")
            for path, endpoint in posts.items()
        ),
    ]


class MembersPage:
    """The list of members, and what owners do with it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/settings/members``."""
        return await self._page(request, session)

    async def invite(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/members``: add somebody, and write to them."""
        fields = await read_fields(request)
        services = self._services
        try:
            wanted = NewMember(fields.get("email"), _role(fields), fields.get("name"))
            member = await members.add_member(
                services.database,
                session.organization.id,
                wanted,
                actor=session.actor,
                clock=services.clock,
            )
        except (InvalidError, MemberExistsError) as error:
            return await self._page(request, session, fields, error)
        await self._write(session, member)
        _ = words_of(request, session)
        undo = Undo(f"{_PAGE}/{to_typeid('mem', member.uid)}/remove")
        return self._desk.redirect(
            _PAGE, Toast(_("%(address)s was invited.", address=member.email), undo)
        )

    async def resend(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/members/{uid}/resend``."""
        member = await self._member(request, session)
        if member.removed_at is not None:
            raise UnknownMemberError
        await self._write(session, member)
        _ = words_of(request, session)
        text = _("The invitation to %(address)s was sent again.", address=member.email)
        return self._desk.redirect(_PAGE, Toast(text))

    async def change_role(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/members/{uid}/role``."""
        role = _role(await read_fields(request))
        before = await self._member(request, session)
        services = self._services
        member = await members.change_role(
            services.database,
            session.organization.id,
            before.uid,
            role,
            actor=session.actor,
            clock=services.clock,
        )
        own = member.uid == session.member.uid
        if own and not member.may(Right.MANAGE):
            return self._desk.redirect("/console", Toast(_says(request, session, member)))
        undo = Undo(f"{_PAGE}/{to_typeid('mem', member.uid)}/role", {"role": before.role.value})
        return self._desk.redirect(_PAGE, Toast(_says(request, session, member), undo))

    async def remove(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/members/{uid}/remove``."""
        services = self._services
        member = await members.remove_member(
            services.database,
            session.organization.id,
            _uid(request),
            actor=session.actor,
            clock=services.clock,
        )
        if member.uid == session.member.uid:
            response = self._desk.redirect("/console/sign-in")
            self._desk.cookie.clear(response)
            return response
        undo = Undo(f"{_PAGE}/{to_typeid('mem', member.uid)}/restore")
        _ = words_of(request, session)
        text = _("%(name)s was removed.", name=member.shown_name)
        return self._desk.redirect(_PAGE, Toast(text, undo))

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/settings/members/{uid}/restore``."""
        services = self._services
        member = await members.restore_member(
            services.database,
            session.organization.id,
            _uid(request),
            actor=session.actor,
            clock=services.clock,
        )
        _ = words_of(request, session)
        text = _("%(name)s is a member again.", name=member.shown_name)
        return self._desk.redirect(_PAGE, Toast(text))

    async def _member(self, request: Request, session: Session) -> Member:
        return await members.get_member(
            self._services.database, session.organization.id, _uid(request)
        )

    async def _write(self, session: Session, member: Member) -> None:
        services = self._services
        await members.send_welcome(
            services.database,
            session.organization.id,
            Membership(member, session.organization),
            inviter=session.member.shown_name,
            actor=session.actor,
            clock=services.clock,
        )

    async def _page(
        self,
        request: Request,
        session: Session,
        typed: Fields | None = None,
        error: InvalidError | MemberExistsError | None = None,
    ) -> Response:
        services, organization = self._services, session.organization.id
        everybody = await members.list_members(services.database, organization)
        things = [(WELCOME_KIND, one.id) for one in everybody if one.joined_at is None]
        letters = await delivery.standings(services.database, organization, things)
        field = getattr(error, "field", "email") if error else None
        return self._desk.show(
            request,
            session,
            "members/members.html",
            status=422 if error else 200,
            everybody=[
                (to_typeid("mem", one.uid), one, letters.get((WELCOME_KIND, one.id)))
                for one in everybody
            ],
            owners=sum(one.role is MemberRole.OWNER for one in everybody),
            roles=list(MemberRole),
            typed=typed or Fields({}),
            errors={field: words_of(request, session).why(error)} if error else {},
            mail=services.mail_configured,
        )


def _says(request: Request, session: Session, member: Member) -> str:
    """Return the sentence that tells of a member's new role."""
    sentences = {
        MemberRole.OWNER: marked("%(name)s is an owner now."),
        MemberRole.RECRUITER: marked("%(name)s is a recruiter now."),
        MemberRole.REVIEWER: marked("%(name)s is a reviewer now."),
        MemberRole.AUDITOR: marked("%(name)s is an auditor now."),
    }
    return words_of(request, session)(sentences[member.role], name=member.shown_name)


def _role(fields: Fields) -> MemberRole:
    try:
        return MemberRole(fields.get("role"))
    except ValueError as error:
        raise InvalidError(marked("Choose one of the roles"), field="role") from error


def _uid(request: Request) -> UUID:
    uid = from_typeid("mem", request.path_params["uid"])
    if uid is None:
        raise UnknownMemberError
    return uid
