"""Links that let somebody in: looking at one has no effect, the button uses it up."""

from starlette.requests import Request
from starlette.responses import Response

from muster.base.errors import ConflictError, InvalidError
from muster.base.ids import to_typeid
from muster.base.signing import LinkClaim, LinkKind
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.words import words_of
from muster.features import members
from muster.features.members import (
    LinkElsewhereError,
    LinkEndedError,
    MemberExistsError,
    MemberLink,
    MemberRole,
    Membership,
    NewMember,
    Purpose,
    TooManyTriesError,
    Way,
)

_KINDS = frozenset({LinkKind.MEMBER})


class Links:
    """The pages behind links."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what all ways in share."""
        self._entrance = entrance
        self._desk = entrance.desk
        self._services = entrance.services

    async def show(self, request: Request) -> Response:
        """Answer ``GET /console/sign-in/TOKEN``; nothing changes."""
        try:
            link = await self._find(request)
        except LinkEndedError:
            return self._ended(request, None)
        try:
            link.check(self._entrance.browser_of(request), self._services.clock.now())
        except (LinkElsewhereError, LinkEndedError) as error:
            return self._closed(request, link, error)
        return await self._open(request, link)

    async def enter(self, request: Request) -> Response:
        """Answer ``POST /console/sign-in/TOKEN``: the button."""
        fields = await read_fields(request)
        try:
            await self._entrance.take_turn(request)
            link = await self._find(request)
            if link.member is None:
                return await self._own(request, link, fields)
            return await self._use(request, link, fields.get("member"))
        except TooManyTriesError as error:
            return self._entrance.refuse(request, error)
        except LinkElsewhereError as error:
            return self._closed(request, link, error)
        except LinkEndedError:
            return self._ended(request, None)

    async def send_again(self, request: Request) -> Response:
        """Answer ``POST /console/sign-in/TOKEN/again``: write to the same address, for this browser."""
        try:
            link = await self._find(request)
        except LinkEndedError:
            return self._ended(request, None)
        if link.member is None:
            return self._ended(request, None)
        try:
            await self._entrance.take_turn(request, link.member.email)
        except TooManyTriesError as error:
            return self._entrance.refuse(request, error)
        secret, services = self._entrance.known(request), self._services
        membership = Membership(link.member, link.organization)
        await members.send_link(
            services.database,
            link.member.organization_id,
            membership,
            secret,
            link.next,
            services.clock,
        )
        page = self._desk.show(
            request, None, "signing/sent.html", email="", next=link.next, again=request.url.path
        )
        return self._entrance.keep(page, secret)

    async def _find(self, request: Request) -> MemberLink:
        claim = self._services.links.read(request.path_params["token"], _KINDS)
        if not isinstance(claim, LinkClaim):
            raise LinkEndedError
        return await members.find_link(self._services.database, claim.organization, claim.subject)

    async def _open(self, request: Request, link: MemberLink) -> Response:
        if link.member is None:
            return self._ask_owner(request, link, {}, None)
        choices = await self._choices(link)
        present = await self._entrance.present(request)
        return self._desk.show(
            request,
            None,
            "signing/link.html",
            organization=link.organization,
            style=self._style(link),
            choices=[(to_typeid("mem", one.member.uid), one) for one in choices],
            first=link.purpose is Purpose.WELCOME,
            confirms=present is not None and present.member.uid == link.member.uid,
        )

    def _closed(self, request: Request, link: MemberLink, error: ConflictError) -> Response:
        if isinstance(error, LinkEndedError) or link.member is None:
            return self._ended(request, link)
        return self._desk.show(
            request, None, "signing/other-browser.html", status=409, mail=self._mail
        )

    def _ended(self, request: Request, link: MemberLink | None) -> Response:
        return self._desk.show(
            request,
            None,
            "signing/ended.html",
            status=410,
            again=link is not None and link.member is not None and self._mail,
        )

    @property
    def _mail(self) -> bool:
        return self._services.mail_configured

    async def _choices(self, link: MemberLink) -> list[Membership]:
        """Return where a link lets somebody in: one by mail, wherever the address is a member's."""
        if link.member is None:
            return []
        own = Membership(link.member, link.organization)
        if link.purpose is Purpose.WELCOME:
            return [own]
        return await members.memberships(self._services.database, link.member.email) or [own]

    def _style(self, link: MemberLink) -> str:
        return self._desk.assets.style_url(link.organization.accent_color)

    async def _use(self, request: Request, link: MemberLink, wanted: str) -> Response:
        choices = {to_typeid("mem", one.member.uid): one for one in await self._choices(link)}
        chosen = choices.get(wanted) or next(iter(choices.values()))
        await members.use_link(
            self._services.database,
            link.organization.id,
            link.id,
            self._entrance.browser_of(request),
            self._services.clock,
        )
        way = Way.LINK if link.purpose is Purpose.WELCOME else Way.MAIL
        return self._entrance.answer(await self._entrance.let_in(request, chosen, way, link.next))

    async def _own(self, request: Request, link: MemberLink, fields: Fields) -> Response:
        typed = {name: fields.get(name) for name in ("name", "email")}
        try:
            membership = await members.become_owner(
                self._services.database,
                link.organization.id,
                link.id,
                NewMember(typed["email"], MemberRole.OWNER, typed["name"]),
                self._services.clock,
            )
        except (InvalidError, MemberExistsError) as error:
            return self._ask_owner(request, link, typed, error)
        return self._entrance.answer(await self._entrance.let_in(request, membership, Way.LINK, ""))

    def _ask_owner(
        self,
        request: Request,
        link: MemberLink,
        typed: dict[str, str],
        error: InvalidError | MemberExistsError | None,
    ) -> Response:
        field = getattr(error, "field", "email") if error else None
        return self._desk.show(
            request,
            None,
            "signing/owner.html",
            status=422 if error else 200,
            organization=link.organization,
            style=self._style(link),
            typed=typed,
            errors={field: words_of(request, None).why(error)} if error else {},
        )
