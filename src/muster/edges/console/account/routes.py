"""The routes of a member's own account."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from muster.base.errors import InvalidError
from muster.base.ids import from_typeid, to_typeid
from muster.base.language import LANGUAGES
from muster.edges.console.account.passkeys import OwnPasskeys
from muster.edges.console.desk import Desk
from muster.edges.console.forms import Fields, read_fields
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import members
from muster.features.members import Right, Session


def routes(desk: Desk) -> list[Route]:
    """Return the routes of the account: whoever is signed in may see and change their own."""
    entrance = Entrance(desk)
    account, passkeys = Account(desk, entrance), OwnPasskeys(entrance)
    posts = [
        ("/account", account.change, False),
        ("/account/sessions", account.end_sessions, False),
        ("/account/passkeys/options", passkeys.ask, True),
        ("/account/passkeys", passkeys.add, True),
        ("/account/passkeys/{uid}/name", passkeys.rename, False),
        ("/account/passkeys/{uid}/remove", passkeys.remove, False),
        ("/account/passkeys/{uid}/restore", passkeys.restore, True),
    ]
    return [
        desk.route("/account", account.show, Right.READ),
        desk.route("/account/first-passkey", passkeys.offer, Right.READ),
        *(
            desk.route(path, endpoint, Right.READ, method="POST", confirmed=confirmed)
            for path, endpoint, confirmed in posts
        ),
    ]


class Account:
    """The page of the account, and what is changed there without passkeys."""

    def __init__(self, desk: Desk, entrance: Entrance) -> None:
        """Take the desk, and what ways in share."""
        self._desk = desk
        self._entrance = entrance
        self._services = desk.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/account``."""
        return await self._page(request, session)

    async def change(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account``: name and language."""
        fields = await read_fields(request)
        services = self._services
        try:
            await members.change_self(
                services.database,
                session.organization.id,
                session.member,
                fields.get("name"),
                fields.get("locale") or None,
                services.clock,
            )
        except InvalidError as error:
            return await self._page(request, session, fields, error)
        _ = words_of(request, session)
        return self._desk.redirect("/console/account", Toast(_("Your account was saved.")))

    async def end_sessions(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/sessions``: sign out of one other browser, or of all."""
        one = (await read_fields(request)).get("session")
        services = self._services
        count = await members.end_others(
            services.database,
            session.organization.id,
            session,
            services.clock,
            (from_typeid("ses", one) or session.uid) if one else None,
        )
        _ = words_of(request, session)
        text = _.ngettext(
            "You were signed out of %(num)s other browser.",
            "You were signed out of %(num)s other browsers.",
            count,
        )
        return self._desk.redirect("/console/account", Toast(text))

    async def _page(
        self,
        request: Request,
        session: Session,
        typed: Fields | None = None,
        error: InvalidError | None = None,
    ) -> Response:
        services, organization, member = (
            self._services,
            session.organization.id,
            session.member,
        )
        keys = await members.list_passkeys(services.database, organization, member)
        browsers = await members.list_sessions(
            services.database, organization, member, services.clock
        )
        return self._desk.show(
            request,
            session,
            "account/account.html",
            status=422 if error else 200,
            name=typed.get("name") if typed else member.name,
            locale=typed.get("locale") if typed else member.locale or "",
            languages=LANGUAGES,
            errors={error.field: error.message} if error else {},
            passkeys=[(to_typeid("pky", key.uid), key) for key in keys],
            sessions=[(to_typeid("ses", one.uid), one) for one in browsers],
            party=self._entrance.party,
        )
