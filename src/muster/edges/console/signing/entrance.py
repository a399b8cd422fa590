"""What all ways in share: the browser's own secret, how often it may try, and the session."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from muster.base.addresses import parse_address
from muster.edges.console.desk import Desk, next_of
from muster.edges.console.guards import ConsoleCookie
from muster.edges.console.signing.browsers import browser_name
from muster.features import members
from muster.features.members import (
    OF_ADDRESS,
    OF_CLIENT,
    Membership,
    NotSignedInError,
    Party,
    Session,
    TooManyTriesError,
    Way,
)

_SESSION_SECONDS = int(members.SESSION.total_seconds())
_SIGNING_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who was let in: the page to go on to, and the secret of a new session, if any."""

    place: str
    secret: str | None


class Entrance:
    """Lets people in who have shown who they are."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self.desk = desk
        self.services = desk.services
        self.party = Party.of(desk.services.links.public_url)
        self._cookie = ConsoleCookie(secure=desk.secure, word="signing")

    def browser_of(self, request: Request) -> str:
        """Return the secret that this browser was given before, "" when it has none."""
        secret = self._cookie.read(request)
        return secret if members.is_secret(secret) else ""

    def known(self, request: Request) -> str:
        """Return the secret of this browser, a new one where it has none; ``keep`` hands it over."""
        return self.browser_of(request) or members.new_secret()

    def keep(self, response: Response, secret: str) -> Response:
        """Let the browser keep its secret, and return the answer."""
        self._cookie.write(response, secret, _SIGNING_SECONDS)
        return response

    async def take_turn(self, request: Request, email: str = "") -> None:
        """Count a try of the client and, where a letter would be written, of its address.

        Raises:
            TooManyTriesError: there were too many.
            AddressError: this is no address.
        """
        database, clock = self.services.database, self.services.clock
        client = request.client.host if request.client else ""
        await members.take_turn(database, OF_CLIENT, client, clock)
        if email:
            await members.take_turn(database, OF_ADDRESS, parse_address(email).key, clock)

    def refuse(self, request: Request, error: TooManyTriesError) -> Response:
        """Answer that there were too many tries, and when the next may be made (RFC 9110, 10.2.3)."""
        page = self.desk.show(
            request, None, "signing/slower.html", status=429, seconds=error.seconds
        )
        page.headers["Retry-After"] = str(error.seconds)
        return page

    async def present(self, request: Request) -> Session | None:
        """Return the session that this browser has already."""
        try:
            return await self.desk.session_of(request)
        except NotSignedInError:
            return None

    async def let_in(self, request: Request, membership: Membership, way: Way, place: str) -> Entry:
        """Begin a session, or confirm the one that is there; ``place`` is where to go on.

        Raises:
            NotSignedInError: they are no member any more.
        """
        database, clock = self.services.database, self.services.clock
        member, organization = membership.member, membership.member.organization_id
        present, secret = await self.present(request), self.desk.cookie.read(request)
        if present and present.member.uid == member.uid:
            await members.confirm_session(database, organization, present, secret, clock, way)
            return Entry(next_of(place), None)
        if present:
            former = present.member.organization_id
            await members.end_session(database, former, present, secret, clock)
        browser = browser_name(request.headers.get("user-agent", ""))
        new = await members.begin_session(database, organization, member, browser, clock, way)
        return Entry(await self._first_page(membership, way, next_of(place)), new)

    def answer(self, entry: Entry) -> Response:
        """Send a browser on that was let in."""
        return self._hand_over(self.desk.redirect(entry.place), entry)

    def tell(self, entry: Entry) -> Response:
        """Tell a script where to go on."""
        place = f"{self.desk.assets.base}{entry.place}"
        return self._hand_over(JSONResponse({"to": place}, headers=self.desk.headers), entry)

    def _hand_over(self, response: Response, entry: Entry) -> Response:
        if entry.secret is not None:
            self.desk.cookie.write(response, entry.secret, _SESSION_SECONDS)
        return response

    async def _first_page(self, membership: Membership, way: Way, place: str) -> str:
        """Return the offer to make a passkey, for whoever came by a link and has none."""
        if self.party is None or way not in {Way.LINK, Way.MAIL}:
            return place
        member = membership.member
        has = await members.list_passkeys(self.services.database, member.organization_id, member)
        return place if has else f"/console/account/first-passkey?next={quote(place, safe='')}"
