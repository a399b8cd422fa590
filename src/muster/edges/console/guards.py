"""Who may pass: the console's own cookie, and requests that other sites made."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class ConsoleCookie:
    """The cookie of a member's session; a candidate's is another, so that neither means the other.

    ``__Host-`` (RFC 6265bis, 4.1.3.2) binds it to this host and to TLS, so plain http, which only
    a demo has, must do without. Lax, because the first navigation comes from a mail program.
    """

    secure: bool
    word: str = "console"
    """What it is for: ``signing`` is that of a browser before anybody is signed in."""

    @property
    def name(self) -> str:
        """Return the cookie's name."""
        return f"__Host-muster-{self.word}" if self.secure else f"muster-{self.word}"

    def read(self, request: Request) -> str:
        """Return the session's secret, or nothing."""
        return request.cookies.get(self.name, "")

    def write(self, response: Response, secret: str, seconds: int) -> None:
        """Hand the secret to the browser, for as long as the session lasts."""
        response.set_cookie(
            self.name,
            secret,
            max_age=seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


@dataclass(frozen=True, slots=True)
class Origins:
    """Tells our own pages' requests from those that other sites made a browser send."""

    origin: str
    """Scheme and host of the public address; the request's Host header is never believed."""

    def refuses(self, request: Request) -> bool:
        """Tell whether a request that may change something comes from elsewhere.

        Sec-Fetch-Site decides where it is sent, as all browsers do since 2023; else Origin has to
        be ours. A browser that sends neither cannot be told from a forged form: it is refused.
        Our own Referrer-Policy makes old browsers write ``Origin: null`` (Fetch, 3.2.5), which is
        nobody in particular, so they are refused as well; the console needs a present browser.
        """
        if request.method in _SAFE:
            return False
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site != "same-origin"
        return request.headers.get("origin") != self.origin
