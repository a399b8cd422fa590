"""What tests of the dialects share: a world to invite in, and a client of all three vendors."""

import httpx2
import pytest
from vendor_calls import PUBLIC_URL, ScriptedWatch, host, make_services, make_world


@pytest.fixture
def watch() -> ScriptedWatch:
    return ScriptedWatch()


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind")


@pytest.fixture
async def other_world(database, clock):
    return await make_world(database, clock, "southwind")


@pytest.fixture
def services(database, clock, watch):
    return make_services(database, clock, watch)


@pytest.fixture
async def client(services):
    transport = httpx2.ASGITransport(app=host(services))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
def count(database, world):
    """Return how many rows of a table the world's organization has."""

    async def count(table: str) -> int:
        async with database.transaction(world.organization.id) as connection:
            return await connection.fetchval(f"select count(*) from {table}")

    return count


@pytest.fixture
def as_owner(database):
    """Run a statement that no role of the product may run; the next transaction takes its own."""

    async def as_owner(statement: str, *values):
        await database.connection.execute("reset role")
        await database.connection.execute(statement, *values)

    return as_owner


@pytest.fixture
def relay_takes_all(as_owner, clock):
    """Let every letter that waits be accepted, as a worker would record it."""

    async def relay_takes_all():
        await as_owner(
            "update message set state = 'accepted', due_at = null, ended_at = $1", clock.now()
        )

    return relay_takes_all
