"""Migrations: plain numbered SQL, applied once, in order, under an advisory lock."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

import asyncpg

from muster.base.errors import ConflictError, UnavailableError
from muster.storage.postgres import OLDEST_VERSION, Connection, Role, connect

# Any constant does; it keeps two processes that start together from migrating at once.
_LOCK = 0x6D7573746572

_LEDGER = """
create table if not exists muster_migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now()
)"""
_APPLIED = "select number, sha256 from muster_migration order by number"
_NOTE = "insert into muster_migration (number, name, sha256) values ($1, $2, $3)"


class OldServerError(UnavailableError):
    """The PostgreSQL server is older than version 15."""

    code = "old_server"


class ChangedMigrationError(ConflictError):
    """A migration that was applied is not the one in this program."""

    code = "changed_migration"


class FailedMigrationError(UnavailableError):
    """A migration failed and was undone."""

    code = "failed_migration"


class UnprotectedError(UnavailableError):
    """Row-level security is not in force; Muster does not start without it."""

    code = "unprotected"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Return the hex digest that tells an edited file from the applied one."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Return the migrations that this program carries, in order."""
    folder = files("muster.storage") / "migrations"
    found = []
    for file in folder.iterdir():
        if file.name.endswith(".sql"):
            number, _, name = file.name.removesuffix(".sql").partition("_")
            found.append(Migration(int(number), name, file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda migration: migration.number)


async def migrate(url: str) -> list[Migration]:
    """Apply what is missing and return it; safe when several processes start together.

    Raises:
        OldServerError: the server is older than PostgreSQL 15.
        ChangedMigrationError: an applied migration differs from this program's.
        FailedMigrationError: one failed; what it did is undone.
    """
    connection = await connect(url)
    try:
        await check_version(connection)
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        await connection.execute(_LEDGER)
        return await _apply_missing(connection)
    finally:
        await connection.close()


async def check_version(connection: Connection) -> None:
    """Refuse servers older than PostgreSQL 15."""
    number = int(await connection.fetchval("show server_version_num"))
    if number < OLDEST_VERSION:
        version = await connection.fetchval("show server_version")
        raise OldServerError(f"PostgreSQL {version} is too old: Muster needs version 15 or newer")


async def _apply_missing(connection: Connection) -> list[Migration]:
    applied = {row["number"]: row["sha256"] for row in await connection.fetch(_APPLIED)}
    missing = []
    for migration in migrations():
        if migration.number not in applied:
            missing.append(migration)
        elif applied[migration.number] != migration.sha256:
            raise ChangedMigrationError(
                f"Migration {migration.number} ({migration.name}) was edited after it was applied"
            )
    for migration in missing:
        await _apply(connection, migration)
    return missing


async def _apply(connection: Connection, migration: Migration) -> None:
    try:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(_NOTE, migration.number, migration.name, migration.sha256)
    except asyncpg.PostgresError as error:
        raise FailedMigrationError(
            f"Migration {migration.number} ({migration.name}) failed: {error}"
        ) from error


_EXPOSED_ROLES = """
select rolname from pg_roles
where rolname = any($1::text[])
  and (rolsuper or rolbypassrls
       or exists (select from pg_class where relowner = pg_roles.oid and relkind = 'r'))"""
_EXPOSED_TABLES = """
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relnamespace = current_schema::regnamespace
  and c.relname <> all($1::text[])
  and not (c.relrowsecurity and c.relforcerowsecurity)
order by c.relname"""

REFERENCE_TABLES = (
    "api_key",
    "ready",
    "portal_grant",
    "portal_seat",
    "member",
    "member_session",
    "member_passkey",
)
"""Tables that name an organization but are read before it is known (DESIGN 3)."""


async def check_protection(url: str) -> None:
    """Check that row-level security stands, as every start does.

    Raises:
        UnprotectedError: a role could pass it, or a table lacks it.
    """
    connection = await connect(url)
    try:
        roles = await connection.fetch(_EXPOSED_ROLES, [role.value for role in Role])
        tables = await connection.fetch(_EXPOSED_TABLES, list(REFERENCE_TABLES))
    finally:
        await connection.close()
    for name, what in ((roles, "passes row-level security"), (tables, "has no forced policy")):
        if name:
            raise UnprotectedError(f"{name[0][0]} {what}")
