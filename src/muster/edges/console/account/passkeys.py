"""A member's passkeys: made by the page's script, named, removed, taken back."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from muster.base.errors import MusterError
from muster.base.ids import from_typeid, to_typeid
from muster.edges.console import toasts
from muster.edges.console.desk import next_of
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.signing.browsers import browser_name
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.signing.passkeys import party_of, problem, read_json
from muster.edges.console.toasts import Toast, Undo
from muster.edges.console.words import words_of
from muster.features import members
from muster.features.members import Membership, Session, UnknownPasskeyError


class OwnPasskeys:
    """The verbs of the account's list of passkeys."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what ways in share: a passkey belongs to this browser's host."""
        self._entrance = entrance
        self._desk = entrance.desk
        self._services = entrance.services

    async def offer(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/account/first-passkey``: after signing in by a link."""
        return self._desk.show(
            request,
            session,
            "account/first-passkey.html",
            next=next_of(of_query(request).get("next")),
            party=self._entrance.party,
        )

    async def ask(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/passkeys/options``."""
        services, secret = self._services, self._entrance.known(request)
        try:
            options = await members.ask_to_register(
                services.database,
                party_of(self._entrance),
                secret,
                Membership(session.member, session.organization),
                services.clock,
            )
        except MusterError as error:
            return problem(self._entrance, request, error)
        response = Response(options, media_type="application/json", headers=self._desk.headers)
        return self._entrance.keep(response, secret)

    async def add(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/passkeys`` with where to go on; its name is the browser's."""
        services = self._services
        try:
            body = await read_json(request)
            name = browser_name(request.headers.get("user-agent", "")) or "Passkey"
            await members.register_passkey(
                services.database,
                party_of(self._entrance),
                self._entrance.browser_of(request),
                session.member,
                {**(body.get("credential") or {}), "name": name},
                services.clock,
            )
        except MusterError as error:
            return problem(self._entrance, request, error)
        place = next_of(str(body.get("next") or ""))
        to = f"{self._desk.assets.base}{place}"
        response = JSONResponse({"to": to}, headers=self._desk.headers)
        _ = words_of(request, session)
        text = _("The passkey was added; it lets you in next time.")
        toasts.write(response, Toast(text), secure=self._desk.secure)
        return response

    async def rename(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/passkeys/{uid}/name``."""
        name = (await read_fields(request)).get("name")
        passkey = await members.rename_passkey(
            self._services.database, session.organization.id, session.member, _uid(request), name
        )
        _ = words_of(request, session)
        return self._back(Toast(_("The passkey was renamed to %(name)s.", name=passkey.name)))

    async def remove(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/passkeys/{uid}/remove``."""
        services = self._services
        passkey = await members.remove_passkey(
            services.database,
            session.organization.id,
            session.member,
            _uid(request),
            services.clock,
        )
        _ = words_of(request, session)
        undo = f"/console/account/passkeys/{to_typeid('pky', passkey.uid)}/restore"
        text = _("The passkey %(name)s was removed.", name=passkey.name)
        return self._back(Toast(text, Undo(undo)))

    async def restore(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/account/passkeys/{uid}/restore``."""
        services = self._services
        passkey = await members.restore_passkey(
            services.database,
            session.organization.id,
            session.member,
            _uid(request),
            services.clock,
        )
        _ = words_of(request, session)
        return self._back(Toast(_("The passkey %(name)s works again.", name=passkey.name)))

    def _back(self, toast: Toast) -> Response:
        return self._desk.redirect("/console/account", toast)


def _uid(request: Request) -> UUID:
    uid = from_typeid("pky", request.path_params["uid"])
    if uid is None:
        raise UnknownPasskeyError
    return uid
