"""What a call says about who it comes from, besides its signature: the same words every time."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from muster.base.errors import InvalidError

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,1998}[\x21-\x7e])?")
# What the call itself needs or what proxies read; Standard Webhooks' own begin with webhook-.
_RESERVED = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expect",
        "forwarded",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    }
)


class AuthKind(StrEnum):
    """How a call says who it comes from, besides its signature."""

    BASIC = "basic"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class StaticAuth:
    """The same words with every call: a user and password, or one header and its value.

    ``name`` is the user or the header's name; ``secret`` is None wherever an endpoint is shown.
    """

    kind: AuthKind
    name: str
    secret: str | None = field(default=None, repr=False)

    def checked(self) -> "StaticAuth":
        """Return the same.

        Raises:
            InvalidError: it cannot be sent in a header, or would stand in the way of ours.
        """
        if not _VALUE.fullmatch(self.secret or ""):
            raise InvalidError("auth.secret has 1 to 2000 printable characters", field="auth")
        if self.kind is AuthKind.BASIC:
            if ":" in self.name or not _VALUE.fullmatch(self.name):
                raise InvalidError("A user name is printable and has no colon", field="auth")
        elif not _TOKEN.fullmatch(self.name) or _is_reserved(self.name.lower()):
            raise InvalidError(f"{self.name[:100]} cannot be a header of yours", field="auth")
        return self


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.startswith(("webhook-", "sec-", "proxy-"))
