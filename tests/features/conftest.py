"""What tests of features share: organizations to work in."""

import pytest


async def make_organization(database, slug: str) -> int:
    """Insert an organization and return its id; undone with the test's transaction."""
    async with database.transaction() as connection:
        return await connection.fetchval(
            "insert into organization (uid, slug, name, created_at) "
            "values (gen_random_uuid(), $1, $1, now()) returning id",
            slug,
        )


@pytest.fixture
async def organization(database) -> int:
    return await make_organization(database, "northwind")


@pytest.fixture
async def other_organization(database) -> int:
    return await make_organization(database, "southwind")
