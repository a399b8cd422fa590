"""Showing once more who one is, before keys, exports and erasure."""

from starlette.requests import Request
from starlette.responses import Response

from muster.edges.console.desk import next_of
from muster.edges.console.forms import of_query, read_fields
from muster.edges.console.signing.entrance import Entrance
from muster.features import members
from muster.features.members import Membership, Session, TooManyTriesError


class Confirming:
    """The page that asks, and the letter that answers."""

    def __init__(self, entrance: Entrance) -> None:
        """Take what all ways in share."""
        self._entrance = entrance
        self._desk = entrance.desk
        self._services = entrance.services

    async def show(self, request: Request, session: Session) -> Response:
        """Answer ``GET /console/confirm``."""
        place = next_of(of_query(request).get("next"))
        services = self._services
        if session.confirmed(services.clock.now()):
            return self._desk.redirect(place)
        keys = await members.list_passkeys(
            services.database, session.organization.id, session.member
        )
        return self._desk.show(
            request,
            session,
            "signing/confirm.html",
            next=place,
            party=self._entrance.party if keys else None,
            provider=services.provider.terms if services.provider else None,
            mail=services.mail_configured,
        )

    async def send(self, request: Request, session: Session) -> Response:
        """Answer ``POST /console/confirm``: a link by mail, which opens in this browser."""
        place = next_of((await read_fields(request)).get("next"))
        services, member = self._services, session.member
        try:
            await self._entrance.take_turn(request, member.email)
        except TooManyTriesError as error:
            return self._entrance.refuse(request, error)
        secret = self._entrance.known(request)
        await members.send_link(
            services.database,
            session.organization.id,
            Membership(member, session.organization),
            secret,
            place,
            services.clock,
        )
        page = self._desk.show(
            request,
            None,
            "signing/sent.html",
            email=member.email,
            next=place,
            again="/console/confirm",
        )
        return self._entrance.keep(page, secret)
