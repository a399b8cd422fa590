"""What is published never changes, whoever asks the database."""

import asyncpg
import pytest
from activity_samples import assessment


@pytest.mark.parametrize(
    "statement",
    [
        "update activity_version set number = 2",
        "update activity_version set content = '{}'",
        "delete from activity_version",
        "truncate activity_version cascade",
    ],
)
@pytest.mark.parametrize("as_owner", [True, False])
async def test_a_published_version_never_changes(database, organization, load, statement, as_owner):
    await load(assessment("sums"))
    refusal = asyncpg.RestrictViolationError if as_owner else asyncpg.InsufficientPrivilegeError

    async def change(connection):
        if as_owner:
            await connection.execute("reset role")
        await connection.execute(statement)

    with pytest.raises(refusal):
        await database.run(organization, change)


@pytest.mark.parametrize("column", ["key = 'other'", "kind = 'track'", "created_at = now()"])
async def test_what_names_an_activity_never_changes(database, organization, load, column):
    await load(assessment("sums"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.run(
            organization, lambda connection: connection.execute(f"update activity set {column}")
        )
