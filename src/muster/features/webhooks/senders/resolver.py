"""Finding the addresses of names, so that one that nobody answers for delays no other.

``getaddrinfo`` cannot be broken off and lasts half a minute where a name's servers are silent. On
the few threads that asyncio shares out, a handful of such names would keep all others waiting
until their calls had failed.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any, TypeAlias

LookUp: TypeAlias = Callable[[str, int], list[Any]]
"""Returns what ``socket.getaddrinfo`` does, and blocks as long as it does."""
MOST = 500
"""Names that are looked up at the same time; each has a thread of its own."""
_Found: TypeAlias = "asyncio.Future[list[str]]"


class Resolver:
    """Looks names up; who asks for one that is being looked up gets the same answer."""

    def __init__(self, look_up: LookUp | None = None, most: int = MOST) -> None:
        """Take who looks names up; it is this machine's resolver unless a test wants another."""
        self._look_up = look_up or _ask_the_machine
        self._most = most
        self._running: dict[tuple[str, int], _Found] = {}

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return the addresses of a name as texts.

        Raises:
            OSError: it has none, or too many names are being looked up.
        """
        running = self._running.get((host, port)) or self._begin(host, port)
        # Who gives up does not end it for the others.
        return await asyncio.shield(running)

    def _begin(self, host: str, port: int) -> _Found:
        if len(self._running) >= self._most:
            raise OSError("too many names are slow")
        loop = asyncio.get_running_loop()
        found: _Found = loop.create_future()
        found.add_done_callback(lambda one: self._end(host, port, one))
        self._running[host, port] = found

        def work() -> None:
            outcome: list[str] | Exception
            try:
                outcome = list(dict.fromkeys(str(one[4][0]) for one in self._look_up(host, port)))
            except Exception as error:  # noqa: BLE001 -- told by who asked
                outcome = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, found, outcome)

        # The process does not wait for it when it ends.
        Thread(target=work, name="muster-resolver", daemon=True).start()
        return found

    def _end(self, host: str, port: int, found: _Found) -> None:
        del self._running[host, port]
        if not found.cancelled():
            found.exception()  # it was told, or everybody had gone


def _settle(found: _Found, outcome: list[str] | Exception) -> None:
    if found.done():
        return
    if isinstance(outcome, UnicodeError):
        found.set_exception(OSError("no name in the DNS"))
    elif isinstance(outcome, Exception):
        found.set_exception(outcome)
    else:
        found.set_result(outcome)


def _ask_the_machine(host: str, port: int) -> list[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
