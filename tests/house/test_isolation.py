"""Row-level security keeps organizations apart, whatever a statement forgets."""

import asyncpg
import pytest

from muster.storage.migrate import REFERENCE_TABLES
from muster.storage.postgres import Role

OURS, THEIRS = 41, 42

TENANT_TABLES = """
select c.oid, c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
       exists (select from pg_policy where polrelid = c.oid and polroles = '{0}' and polpermissive
               and pg_get_expr(polqual, c.oid) = '(organization_id = current_organization())'
               and pg_get_expr(polwithcheck, c.oid) = '(organization_id = current_organization())'
              ) as policed
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
  and c.relname <> all($1::text[])
order by c.relname"""

APP_POLICIES = """
select c.relname, polname from pg_policy join pg_class c on c.oid = polrelid
where polname <> 'tenant' and not polroles <@ array['muster_worker'::regrole::oid]"""

# Primary keys and other unique indexes, then foreign keys, by the first of their columns.
KEYS = """
select i.indexrelid::regclass::text as name, a.attname as first_column
from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
where i.indisunique and i.indrelid = any($1::oid[])
union all
select conname, a.attname
from pg_constraint join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
where contype = 'f' and conrelid = any($1::oid[])"""

VIEWS = """
select c.relname as name, 'security_invoker=true' = any(c.reloptions) as as_invoker
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
where c.relkind = 'v' and c.relnamespace = 'public'::regnamespace"""

FILLED_COLUMNS = """
select attname as name, format_type(atttypid, null) as type
from pg_attribute
where attrelid = $1 and attnum > 0 and attnotnull and attidentity = '' and not attisdropped"""

CHECKS = "select conname from pg_constraint where conrelid = $1 and contype = 'c'"

# A value for each type of a column that may not be null.
SAMPLES = {
    "bigint": str(OURS),
    "bigint[]": "'{}'",
    "boolean": "true",
    "bytea": "'x'",
    "double precision": "1",
    "integer": "1",
    "jsonb": "'{}'",
    "smallint": "1",
    "text": "'x'",
    "text[]": "'{}'",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
}


@pytest.fixture
async def connection(database) -> asyncpg.Connection:
    """The owner's connection, in a transaction that is undone."""
    return database.connection


@pytest.fixture
async def tenant_tables(connection) -> list[asyncpg.Record]:
    return await connection.fetch(TENANT_TABLES, list(REFERENCE_TABLES))


@pytest.fixture
async def filled_tables(connection, tenant_tables) -> dict[str, str]:
    """An insertion of one row of ours by table; each was run once.

    What a row means is of no concern here: checks, triggers and foreign keys are set aside.
    """
    await connection.execute("set local session_replication_role = replica")
    insertions = {}
    for table in tenant_tables:
        for check in await connection.fetch(CHECKS, table["oid"]):
            await connection.execute(f'alter table {table["name"]} drop constraint "{check[0]}"')
        columns = await connection.fetch(FILLED_COLUMNS, table["oid"])
        insertions[table["name"]] = (
            f"insert into {table['name']} ({', '.join(column['name'] for column in columns)}) "
            f"values ({', '.join(SAMPLES[column['type']] for column in columns)})"
        )
        await connection.execute(insertions[table["name"]])
    return insertions


async def act_for(connection, organization: int | None) -> None:
    scope = "" if organization is None else str(organization)
    await connection.execute(
        f"set local role {Role.APP.value}; "
        f"select set_config('muster.organization', '{scope}', true)"
    )


async def counts(connection, tables, organization: int | None) -> dict[str, int]:
    await act_for(connection, organization)
    return {table: await connection.fetchval(f"select count(*) from {table}") for table in tables}


async def test_every_tenant_table_has_the_policy_and_forces_it(tenant_tables):
    bare = [table["name"] for table in tenant_tables if not table["forced"]]
    open_ = [table["name"] for table in tenant_tables if not table["policed"]]

    assert len(tenant_tables) > 10
    assert (bare, open_) == ([], [])


async def test_no_other_policy_speaks_for_the_application(connection):
    assert await connection.fetch(APP_POLICIES) == []


async def test_every_key_of_a_tenant_table_begins_with_the_organization(connection, tenant_tables):
    keys = await connection.fetch(KEYS, [table["oid"] for table in tenant_tables])

    assert len(keys) > len(tenant_tables)
    assert [key["name"] for key in keys if key["first_column"] != "organization_id"] == []


async def test_every_view_of_tenant_tables_obeys_its_readers_policies(connection):
    views = await connection.fetch(VIEWS)

    assert views
    assert [view["name"] for view in views if not view["as_invoker"]] == []


async def test_a_query_without_a_predicate_sees_ones_own_rows_only(connection, filled_tables):
    readable = [*filled_tables, *[view["name"] for view in await connection.fetch(VIEWS)]]

    assert set((await counts(connection, readable, OURS)).values()) == {1}
    assert set((await counts(connection, readable, THEIRS)).values()) == {0}
    assert set((await counts(connection, readable, None)).values()) == {0}


async def test_nobody_writes_a_row_of_another_organization(connection, filled_tables):
    for insertion in filled_tables.values():
        await connection.execute("savepoint trying")
        await act_for(connection, THEIRS)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(insertion)
        await connection.execute("rollback to savepoint trying")


@pytest.mark.usefixtures("filled_tables")
async def test_nobody_moves_a_row_to_another_organization(connection):
    await act_for(connection, OURS)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(f"update candidate set organization_id = {THEIRS}")


async def test_a_table_without_its_policy_would_be_seen(connection, filled_tables):
    await connection.execute("alter table candidate disable row level security")

    tables = {table["name"]: table for table in await connection.fetch(TENANT_TABLES, [])}
    assert not tables["candidate"]["forced"]
    assert (await counts(connection, filled_tables, THEIRS))["candidate"] >= 1
