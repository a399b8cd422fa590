"""What tests of storage share: databases to throw away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import urlsplit

import asyncpg
import pytest

_numbers = count(1)


@pytest.fixture
async def empty_database(server) -> AsyncIterator[str]:
    """The address of a new database of the test's server, without any table."""
    name = f"empty_{next(_numbers)}"
    async with owner_of(server.url) as connection:
        await connection.execute(f"create database {name}")
    yield urlsplit(server.url)._replace(path=f"/{name}").geturl()
    async with owner_of(server.url) as connection:
        await connection.execute(f"drop database {name} with (force)")


@asynccontextmanager
async def owner_of(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the role that owns the tables."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def owner():
    """Opens a connection to a database as the role that owns the tables."""
    return owner_of
