"""Where letters go: what MUSTER_SMTP_URL says."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from muster.base.settings import SettingError


class Security(StrEnum):
    """How a connection is encrypted; certificates are always verified."""

    PLAIN = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


_PORTS = {Security.PLAIN: 25, Security.STARTTLS: 587, Security.TLS: 465}


@dataclass(frozen=True, slots=True)
class Relay:
    """Where letters go: what MUSTER_SMTP_URL says. ``authority`` is a file of CA certificates."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str = ""
    authority: str | None = None

    @classmethod
    def parse(cls, url: str) -> "Relay":
        """Read ``smtp[+starttls|s]://[USER:PASSWORD@]HOST[:PORT][?ca=FILE][?plaintext=accepted]``.

        Raises:
            SettingError: the URL has another form, or would send links in the clear over a network
                without saying ``plaintext=accepted``; a login is never sent in the clear.
        """
        parts, port = _split(url)
        if parts.scheme not in set(Security) or not parts.hostname:
            raise SettingError(
                "MUSTER_SMTP_URL must be smtp://, smtp+starttls:// or smtps://[USER:PASSWORD@]HOST[:PORT]"
            )
        security, options = Security(parts.scheme), parse_qs(parts.query)
        if security is Security.PLAIN and not is_loopback(parts.hostname):
            _check_plaintext(parts, options)
        return cls(
            host=parts.hostname,
            port=port or _PORTS[security],
            security=security,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or ""),
            authority=options.get("ca", [None])[0],
        )


def _split(url: str) -> tuple[SplitResult, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        # Not the error's own words: they may repeat the password.
        raise SettingError("MUSTER_SMTP_URL needs a port from 1 to 65535") from None
    return parts, port


def _check_plaintext(parts: SplitResult, options: dict[str, list[str]]) -> None:
    if parts.username:
        raise SettingError("MUSTER_SMTP_URL would send the password in the clear: use smtps://")
    if options.get("plaintext") != ["accepted"]:
        raise SettingError(
            "MUSTER_SMTP_URL would send personal links in the clear: use smtp+starttls:// or "
            "smtps://, or say ?plaintext=accepted"
        )


def is_loopback(host: str) -> bool:
    """Tell whether what is sent to a host stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
