"""The web half of a process: uvicorn on a socket that somebody else has bound."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from muster.base.errors import UnavailableError
from muster.run.site import Site

_GRACE = 8  # seconds for requests in flight; a worker needs its share of the ten that a stop has


class PortTakenError(UnavailableError):
    """Another program listens on this port."""

    code = "port_taken"


class _Server(uvicorn.Server):
    """Leaves signals to ``run/serve.py``, which has more to stop than a web server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen, before anything slow happens, so that a taken port is said at once.

    Raises:
        PortTakenError: it is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise PortTakenError(
            f"Cannot listen on {host}:{port} ({error.strerror}); choose another --port"
        ) from error
    listener.set_inheritable(True)
    return listener


async def serve_site(site: Site, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve until ``stop`` is set, then finish what is in flight."""
    server = _Server(
        uvicorn.Config(
            site,
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=True,
            lifespan="off",
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=30,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stopped.cancel()
    await serving
