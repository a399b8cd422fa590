"""Who may pass: the session cookie, requests made by other sites, and guessers of tokens."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import Request
from starlette.responses import Response

from muster.base.clock import Clock
from muster.features.attempts import NoSeatError

# 256 bits in unpadded base64url. Anything else was not ours, and asks no database.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_GUESSES = 60
_MINUTE = timedelta(minutes=1)
_MOST_ADDRESSES = 10_000
_SUBSCRIBER_BITS = 64


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie that a link is traded for; it ends with the browser, and the link makes another.

    ``__Host-`` (RFC 6265bis, 4.1.3.2) binds it to this host and to TLS, so plain http, which only
    a demo has, must do without. Lax, because the first navigation comes from a mail program.
    """

    secure: bool

    @property
    def name(self) -> str:
        """Return the cookie's name."""
        return "__Host-muster" if self.secure else "muster"

    def read(self, request: Request) -> str | None:
        """Return the session's secret, or None."""
        secret = request.cookies.get(self.name, "")
        return secret if _SECRET.fullmatch(secret) else None

    def write(self, response: Response, secret: str) -> None:
        """Hand the secret to the browser."""
        response.set_cookie(
            self.name, secret, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


class Strangers:
    """Counts unreadable tokens by client address: sixty a minute, then no more answers.

    A valid token is never counted and never refused: a university has one address. Counts are of
    the present minute and of ten thousand addresses at most; beyond that nobody is counted,
    because the token's 132-bit MAC is the defence and this only saves work.
    """

    def __init__(self, clock: Clock) -> None:
        """Take the clock that minutes are told by."""
        self._clock = clock
        self._since = clock.now()
        self._guesses: dict[str, int] = {}

    def too_many(self, request: Request) -> bool:
        """Count one more guess and tell whether it is too many."""
        self._forget(self._clock.now())
        address = _subscriber(request.client.host if request.client else "")
        if address not in self._guesses and len(self._guesses) >= _MOST_ADDRESSES:
            return False
        self._guesses[address] = self._guesses.get(address, 0) + 1
        return self._guesses[address] > _GUESSES

    def _forget(self, now: datetime) -> None:
        if now - self._since >= _MINUTE:
            self._since = now
            self._guesses.clear()


@dataclass(frozen=True, slots=True)
class Visitors:
    """What the pages ask about whoever makes a request."""

    cookie: SessionCookie
    strangers: Strangers
    origin: str
    """Scheme and host of the public address; the request's Host header is never believed."""

    def session(self, request: Request) -> str:
        """Return the secret of the visitor's session.

        Raises:
            NoSeatError: this browser has none.
        """
        secret = self.cookie.read(request)
        if secret is None:
            raise NoSeatError
        return secret

    def from_elsewhere(self, request: Request) -> bool:
        """Tell whether another site made the browser send this request.

        Sec-Fetch-Site decides where it is sent. Else Origin does; but our pages' own
        Referrer-Policy makes browsers write ``Origin: null`` (Fetch, 3.2.5), so null is nobody in
        particular there, and SameSite keeps the cookie away from what others send.
        """
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site not in {"same-origin", "none"}
        return request.headers.get("origin", "null") not in {"null", self.origin}


def _subscriber(host: str) -> str:
    """Return the address, or the network of an IPv6 subscriber, who has 2^64 addresses."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SUBSCRIBER_BITS), strict=False))
    return host
