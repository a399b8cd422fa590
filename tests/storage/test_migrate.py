"""Migrations are applied once and as they were; a start without protection is refused."""

import asyncio
import sys

import pytest

from muster.storage.migrate import (
    ChangedMigrationError,
    FailedMigrationError,
    OldServerError,
    UnprotectedError,
    check_protection,
    check_version,
    migrate,
    migrations,
)

MIGRATE = "import asyncio, sys; from muster.storage.migrate import migrate; print(len(asyncio.run(migrate(sys.argv[1]))))"


class ServerOfVersion:
    """A connection that answers nothing but its server's version."""

    def __init__(self, number: str, name: str) -> None:
        self.answers = {"show server_version_num": number, "show server_version": name}

    async def fetchval(self, statement: str) -> str:
        return self.answers[statement]


async def migrate_in_a_process(url: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MIGRATE, url, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return int(output)


@pytest.fixture
async def migrated_database(empty_database) -> str:
    await migrate(empty_database)
    return empty_database


def test_migrations_are_numbered_without_gaps():
    numbers = [migration.number for migration in migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


async def test_all_migrations_are_applied_in_order(empty_database, owner):
    applied = await migrate(empty_database)

    assert applied == migrations()
    async with owner(empty_database) as connection:
        rows = await connection.fetch("select number, name from muster_migration order by number")
    assert [tuple(row) for row in rows] == [(one.number, one.name) for one in applied]


async def test_a_second_time_applies_nothing(migrated_database):
    assert await migrate(migrated_database) == []


async def test_two_processes_that_start_together_apply_everything_once(empty_database):
    counts = await asyncio.gather(
        migrate_in_a_process(empty_database), migrate_in_a_process(empty_database)
    )

    assert sorted(counts) == [0, len(migrations())]


async def test_a_migration_that_was_edited_afterwards_is_refused(migrated_database, owner):
    async with owner(migrated_database) as connection:
        await connection.execute("update muster_migration set sha256 = 'other' where number = 2")

    with pytest.raises(ChangedMigrationError, match=r"Migration 2 \(journal\) was edited"):
        await migrate(migrated_database)


async def test_a_migration_that_fails_is_named_and_not_noted(migrated_database, owner):
    # Its tables are there, so that it cannot be applied again.
    last = [one for one in migrations() if "create table" in one.sql][-1]
    async with owner(migrated_database) as connection:
        await connection.execute("delete from muster_migration where number >= $1", last.number)

        with pytest.raises(
            FailedMigrationError, match=f"Migration {last.number} .* already exists"
        ):
            await migrate(migrated_database)

        noted = await connection.fetchval("select max(number) from muster_migration")
    assert noted == last.number - 1


@pytest.mark.parametrize("number", ["140011", "130004", "90624"])
async def test_a_server_older_than_15_is_refused(number):
    with pytest.raises(OldServerError, match=r"PostgreSQL 14\.11 is too old"):
        await check_version(ServerOfVersion(number, "14.11"))


@pytest.mark.parametrize("number", ["150000", "180002"])
async def test_a_server_of_version_15_or_newer_is_accepted(number):
    await check_version(ServerOfVersion(number, "any"))


async def test_a_migrated_database_is_protected(migrated_database):
    await check_protection(migrated_database)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("alter table event disable row level security", "event has no forced policy"),
        ("alter table event no force row level security", "event has no forced policy"),
        ("create table visit (organization_id bigint)", "visit has no forced policy"),
        ("alter table lane owner to muster_app", "muster_app passes row-level security"),
    ],
)
async def test_a_start_without_protection_is_refused(migrated_database, owner, change, complaint):
    async with owner(migrated_database) as connection:
        await connection.execute(change)

    with pytest.raises(UnprotectedError, match=complaint):
        await check_protection(migrated_database)


@pytest.mark.parametrize("power", ["bypassrls", "superuser"])
@pytest.mark.parametrize("role", ["muster_app", "muster_worker", "muster_eraser"])
async def test_a_role_that_passes_row_level_security_is_refused(
    migrated_database, owner, role, power
):
    # Roles belong to the whole server: what is given here is taken back.
    async with owner(migrated_database) as connection:
        await connection.execute(f"alter role {role} {power}")
        try:
            with pytest.raises(UnprotectedError, match=f"{role} passes row-level security"):
                await check_protection(migrated_database)
        finally:
            await connection.execute(f"alter role {role} no{power}")
    await check_protection(migrated_database)
