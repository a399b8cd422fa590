"""Where webhooks may go: public addresses over https, and what the operator allows besides.

An address of an endpoint is a customer's text, and the worker that calls it stands inside the
operator's network. What is refused here must be refused again when a name has been resolved,
because a name may mean another address by then; ``senders/guard.py`` does that.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from muster.base.errors import InvalidError

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

LONGEST_URL = 2048
_PORTS = frozenset({443, 8443})
_HOST = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
# Some resolvers read these as IPv4 addresses: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*")
# What ``is_global`` of one Python release or another takes for public: translated, relayed and
# tunnelled IPv4 (RFC 6052, 7526, 3056, 4380), addresses of the deprecated site scope, segment
# routing, documentation, and IPv4 written in IPv6.
_DENIED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.88.99.0/24",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "fec0::/10",
        "5f00::/16",
        "3fff::/20",
        "2001:db8::/32",
    )
)


class TargetError(InvalidError):
    """Webhooks go to public https hosts, port 443 or 8443; MUSTER_WEBHOOK_ALLOW allows others."""

    code = "webhook_url"


@dataclass(frozen=True, slots=True)
class AllowList:
    """Hosts and networks of MUSTER_WEBHOOK_ALLOW, which the operator trusts with any port."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = field(default=())

    @classmethod
    def parse(cls, text: str) -> "AllowList":
        """Read host names, addresses and CIDR networks, separated by commas.

        Raises:
            InvalidError: a part is none of these.
        """
        hosts, networks = set(), []
        for part in filter(None, (part.strip().lower() for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(part.strip("[]"), strict=False))
            except ValueError as error:
                if not _HOST.fullmatch(part) or _NUMERIC.fullmatch(part):
                    raise InvalidError(
                        f"MUSTER_WEBHOOK_ALLOW has host names and networks, not {part}"
                    ) from error
                hosts.add(part)
        return cls(frozenset(hosts), tuple(networks))

    def names(self, host: str) -> bool:
        """Tell whether the operator named this host, or wrote down its literal address."""
        literal = literal_address(host)
        return host.lower() in self.hosts or (literal is not None and self.covers(literal))

    def covers(self, address: Address) -> bool:
        """Tell whether an address lies in a network that the operator named."""
        return any(address in network for network in self.networks)


def check_url(url: str, allowed: AllowList) -> str:
    """Return an endpoint's URL as it was given.

    Raises:
        TargetError: it is no https URL of a public host at port 443 or 8443, has a user name, a
            fragment or an address for a host, and the operator does not allow its host.
    """
    parts = _split(url)
    host = (parts.hostname or "").lower()
    if allowed.names(host):
        return url
    if parts.scheme != "https" or (parts.port or 443) not in _PORTS:
        raise TargetError(field="url")
    if literal_address(host) is not None or _NUMERIC.fullmatch(host) or "." not in host:
        raise TargetError("The host of a webhook must be a public name", field="url")
    return url


def literal_address(host: str) -> Address | None:
    """Return the address that a host is written as, unwrapped, or None for a name."""
    try:
        return unwrapped(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        return None


def unwrapped(address: Address) -> Address:
    """Return the IPv4 address inside ``::ffff:a.b.c.d``, which is what a socket connects to."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def is_public(address: Address) -> bool:
    """Tell whether an address is one that anybody on the internet may be called at.

    ``not is_private`` would not do: 100.64.0.0/10 is neither private nor global.
    """
    bare = unwrapped(address)
    return (
        bare.is_global and not bare.is_multicast and not any(bare in network for network in _DENIED)
    )


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL or not (url.isascii() and url.isprintable()) or " " in url:
        raise TargetError(
            f"A webhook's URL has at most {LONGEST_URL} printable ASCII characters", field="url"
        )
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise TargetError(field="url") from error
    host = (parts.hostname or "").lower()
    literal = literal_address(host) is not None
    if parts.scheme not in {"http", "https"} or not named or not (literal or _HOST.fullmatch(host)):
        raise TargetError(field="url")
    if "@" in parts.netloc or "#" in url or "\\" in url:
        raise TargetError("A webhook's URL has no user name and no fragment", field="url")
    return parts
