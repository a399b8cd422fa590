"""What tests of the client share: a Muster that listens on loopback, and its employer's key."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from employers import make_employer
from muster.client import Muster
from muster.edges.api import build
from surfaces import make_services


@asynccontextmanager
async def listening(app):
    """Serve an app on a port of loopback; yield its address."""
    config = uvicorn.Config(app, port=0, log_level="warning", ws="none")
    listener, server = config.bind_socket(), uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving


@pytest.fixture
async def employer(database, clock):
    return await make_employer(database, clock, "northwind", name="Northwind Traders")


@pytest.fixture
def application(database, clock, tmp_path):
    return build(make_services(database, clock, tmp_path))


@pytest.fixture
async def url(application):
    async with listening(application) as address:
        yield address


@pytest.fixture
async def ask(url, employer):
    """Return a function that lets a client with the employer's key do something in a thread."""

    own = await employer.key(
        "invitations:read", "invitations:write", "activities:read", "reports:read"
    )

    async def ask(work, key=own):
        def run():
            with Muster(url, key) as muster:
                return work(muster)

        return await asyncio.to_thread(run)

    return ask
