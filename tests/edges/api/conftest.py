"""What tests of the native API share: two employers, and a client with each one's key."""

from dataclasses import replace

import httpx2
import pytest

from employers import make_employer
from muster.edges.api import build
from muster.edges.services import Services
from surfaces import PUBLIC_URL, make_services


@pytest.fixture
def services(database, clock, tmp_path) -> Services:
    return make_services(database, clock, tmp_path)


@pytest.fixture
def without_relay(services) -> Services:
    return replace(services, mail_configured=False)


@pytest.fixture
async def employer(database, clock):
    return await make_employer(
        database, clock, "northwind", name="Northwind Traders", time_zone="Europe/Berlin"
    )


@pytest.fixture
async def other_employer(database, clock):
    return await make_employer(database, clock, "southwind")


@pytest.fixture
def connect(services):
    """Return a function that makes a client for a key."""

    def connect(key: str | None, served: Services = services) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx2.ASGITransport(app=build(served))
        return httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers)

    return connect


@pytest.fixture
async def client(employer, connect) -> httpx2.AsyncClient:
    return connect(await employer.key())


@pytest.fixture
async def stranger(other_employer, connect) -> httpx2.AsyncClient:
    """A client of another organization."""
    return connect(await other_employer.key())
