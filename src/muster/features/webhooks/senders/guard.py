"""The last look before a connection: which addresses a name means now, and whether we may.

A name that was public when the endpoint was made may mean the operator's database now (DNS
rebinding). So the name is resolved here, every address of it is looked at, and one of these very
addresses is dialled: nobody resolves a second time. TLS still checks the certificate by name.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

import httpcore2
from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from muster.features.webhooks.targets import Address, AllowList, is_public, unwrapped

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""Returns the addresses of a host name as texts; raises OSError where there is none."""


class BlockedError(httpcore2.ConnectError):
    """The host's address is not one that webhooks may go to."""


class GuardedBackend(AsyncNetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, allowed: AllowList, resolve: Resolve) -> None:
        """Take what the operator allows, and who resolves names."""
        self._allowed = allowed
        self._resolve = resolve
        self._network = AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the library's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Resolve, check every address, dial the first that answers.

        Raises:
            BlockedError: one of the addresses is not public, and not allowed.
            ConnectError: there is no address, or none of them answers.
        """
        refusal: Exception = httpcore2.ConnectError("no address")
        for address in await self._checked(host, port):
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refusal = error
        raise refusal

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> list[Address]:
        bare = host.strip("[]")
        try:
            texts = await self._resolve(bare, port)
        except OSError as error:
            raise httpcore2.ConnectError("the name cannot be resolved") from error
        addresses = [unwrapped(ipaddress.ip_address(text.partition("%")[0])) for text in texts]
        if self._allowed.names(bare):
            return addresses
        if not all(is_public(one) or self._allowed.covers(one) for one in addresses):
            raise BlockedError("the address is not public")
        return addresses
