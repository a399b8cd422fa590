"""The page to sign in, and the letter with a link that somebody asks for there."""

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from muster.base.addresses import parse_address
from muster.base.errors import InvalidError
from muster.edges.console.desk import next_of
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.signing.entrance import Entrance
from muster.edges.console.toasts import Toast
from muster.edges.console.words import words_of
from muster.features import members
from muster.features.members import Session, TooManyTriesError


class Asking:
    """The first page before the door."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what all ways in share."""
        self._entrance = entrance
        self._desk = entrance.desk
        self._services = entrance.services

    async def show(self, request: Request) -> Response:
        """Answer ``GET /console/sign-in``."""
        place = next_of(of_query(request).get("next"))
        if await self._entrance.present(request):
            return self._desk.redirect(place)
        return self.page(request, place)

    def page(self, request: Request, place: str, *, email: str = "", error: str = "") -> Response:
        """Return the page, with what was typed and what is wrong with it."""
        provider = self._services.provider
        return self._desk.show(
            request,
            None,
            "signing/sign-in.html",
            status=422 if error else 200,
            next=place,
            email=email,
            error=error,
            party=self._entrance.party,
            provider=provider.terms if provider else None,
            mail=self._services.mail_configured,
        )

    async def send(self, request: Request) -> Response:
        """Answer ``POST /console/sign-in``: the same for members and for all others.

        The letter is written after the answer, so that not even its time tells who is a member.
        """
        _ = words_of(request, None)
        fields = await read_fields(request)
        email, place = fields.get("email"), next_of(fields.get("next"))
        try:
            await self._entrance.take_turn(request, email)
            parse_address(email)
        except TooManyTriesError as error:
            return self._entrance.refuse(request, error)
        except InvalidError as error:
            return self.page(request, place, email=email, error=_.why(error))
        secret = self._entrance.known(request)
        page = self._desk.show(
            request, None, "signing/sent.html", email=email, next=place, again="/console/sign-in"
        )
        services = self._services
        page.background = BackgroundTask(
            members.ask_for_link, services.database, email, secret, place, services.clock
        )
        return self._entrance.keep(page, secret)

    async def sign_out(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/sign-out``."""
        _ = words_of(request, session)
        services, secret = self._services, self._desk.cookie.read(request)
        await members.end_session(
            services.database, session.member.organization_id, session, secret, services.clock
        )
        response = self._desk.redirect("/console/sign-in", Toast(_("You were signed out.")))
        self._desk.cookie.clear(response)
        return response
