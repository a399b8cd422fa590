"""What tests of the portal share: an employer, personal links, and browsers that follow them."""

from dataclasses import replace

import httpx2
import pytest

from employers import make_employer, make_northwind
from muster.base.signing import LinkClaim, LinkKind
from muster.edges.portal import build
from muster.edges.services import Services
from muster.features.invitations import Guest
from surfaces import PUBLIC_URL, make_services


@pytest.fixture
def services(database, clock, tmp_path) -> Services:
    return make_services(database, clock, tmp_path)


@pytest.fixture
async def employer(database, clock):
    return await make_northwind(database, clock)


@pytest.fixture
async def other_employer(database, clock):
    return await make_employer(database, clock, "southwind", name="Southwind")


@pytest.fixture
def link(services):
    """Return the path of a row's personal link."""
    return lambda employer, row: services.links.url(
        row.invitation.claim(employer.organization.id)
    ).removeprefix(PUBLIC_URL)


@pytest.fixture
def home_link(services):
    """Return the path of a candidate's home link."""

    def home_link(employer, candidate):
        claim = LinkClaim(
            LinkKind.HOME, employer.organization.id, candidate.id, candidate.home_version
        )
        return services.links.url(claim).removeprefix(PUBLIC_URL)

    return home_link


@pytest.fixture
async def invited(employer):
    """The row of one invitation of Amara Okafor to the quiz."""
    return (await employer.invite(Guest("amara@example.org", "Amara Okafor"))).rows[0]


@pytest.fixture
async def path(employer, invited, link) -> str:
    """The path of that invitation's link."""
    return link(employer, invited)


@pytest.fixture
def browser(services):
    """Make a browser with its own cookies, at an address of the network."""

    def browser(served=services, *, address="192.0.2.7", **headers) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(
            app=build(served), raise_app_exceptions=False, client=(address, 50000)
        )
        return httpx2.AsyncClient(
            transport=transport, base_url=served.links.public_url, headers=headers
        )

    return browser


@pytest.fixture
def client(browser) -> httpx2.AsyncClient:
    return browser()


class BrokenDatabase:
    """A database of which every use is an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str):
        raise self.error


@pytest.fixture
def with_database(services):
    """Return services whose database raises an error at the first use."""
    return lambda error: replace(services, database=BrokenDatabase(error))


@pytest.fixture
def snapshot(database):
    """Return the contents of every table, so that two moments can be compared."""

    async def snapshot() -> dict[str, tuple]:
        await database.connection.execute("reset role")
        tables = await database.connection.fetch(
            "select relname as name from pg_class "
            "where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"
        )
        return {
            name: tuple(
                await database.connection.fetchrow(
                    "select count(*), md5(string_agg(one::text, '|' order by one::text)) "
                    f"from {name} one"
                )
            )
            for (name,) in tables
        }

    return snapshot
