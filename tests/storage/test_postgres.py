"""A transaction is all or nothing, repeats what PostgreSQL cancelled, and leaks nothing."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest

from muster.storage.postgres import (
    Database,
    DatabaseUnavailableError,
    Role,
    action,
    service,
)

WHO = """
select current_user as role, current_setting('muster.organization', true) as organization,
       pg_backend_pid() as process"""


@pytest.fixture
async def slots(committing_database, server):
    """A table of two rows that transactions can quarrel about."""
    owner = await asyncpg.connect(server.url)
    await owner.execute(
        "create table slot (id int primary key, value int not null);"
        "insert into slot values (1, 0), (2, 0);"
        "grant all on slot to muster_app"
    )
    yield committing_database
    await owner.execute("drop table slot")
    await owner.close()


@pytest.fixture
async def strict_slots(server):
    """The same table, seen by transactions that fail when another was quicker."""
    database = await Database.connect(
        f"{server.url}&default_transaction_isolation=repeatable%20read"
    )
    yield database
    await database.close()


@pytest.fixture
async def single_connection(server):
    database = await Database.connect(server.url, size=1)
    yield database
    await database.close()


async def values(database) -> list[int]:
    async with database.transaction() as connection:
        rows = await connection.fetch("select value from slot order by id")
    return [row["value"] for row in rows]


async def test_what_a_transaction_did_is_kept(slots):
    async with slots.transaction() as connection:
        await connection.execute("update slot set value = 7")

    assert await values(slots) == [7, 7]


async def test_an_error_undoes_everything(slots):
    async def work(connection):
        await connection.execute("update slot set value = 7")
        raise KeyError

    with pytest.raises(KeyError):
        await slots.run(None, work)

    assert await values(slots) == [0, 0]


async def test_a_cancelled_task_undoes_everything(slots):
    started = asyncio.Event()

    async def work():
        async with slots.transaction() as connection:
            await connection.execute("update slot set value = 7")
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await values(slots) == [0, 0]


async def test_a_task_that_is_cancelled_while_it_undoes_is_cancelled(slots):
    async def work():
        async with slots.transaction() as connection:
            await connection.execute("update slot set value = 7")
            asyncio.get_running_loop().call_soon(asyncio.current_task().cancel)
            raise KeyError

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(work())

    assert await values(slots) == [0, 0]


async def test_a_commit_that_was_answered_with_rollback_is_an_error(slots):
    async def work(connection):
        await connection.execute("update slot set value = 7")
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.execute("select * from nowhere")

    with pytest.raises(DatabaseUnavailableError, match="rolled back at commit"):
        await slots.run(None, work)

    assert await values(slots) == [0, 0]


async def test_a_deadlock_is_repeated_until_both_are_done(slots):
    met = asyncio.Barrier(2)
    tries = []

    async def work(first, second):
        async def add(connection):
            tries.append(first)
            await connection.execute("update slot set value = value + 1 where id = $1", first)
            if tries.count(first) == 1:
                await met.wait()
            await connection.execute("update slot set value = value + 1 where id = $1", second)

        await slots.run(None, add)

    await asyncio.gather(work(1, 2), work(2, 1))

    assert len(tries) == 3
    assert await values(slots) == [2, 2]


async def test_a_serialization_failure_is_repeated_on_what_is_there_now(slots, strict_slots):
    read = asyncio.Barrier(2)
    tries = []

    async def add(connection):
        value = await connection.fetchval("select value from slot where id = 1")
        tries.append(value)
        if len(tries) <= 2:
            await read.wait()
        await connection.execute("update slot set value = $1 where id = 1", value + 1)

    await asyncio.gather(strict_slots.run(None, add), strict_slots.run(None, add))

    assert tries == [0, 0, 1]
    assert await values(slots) == [2, 0]


async def test_the_fifth_failure_is_given_up(slots):
    tries = []

    async def fail(connection):
        tries.append(1)
        await connection.execute("do $$ begin raise 'again' using errcode = '40001'; end $$")

    with pytest.raises(asyncpg.SerializationError):
        await slots.run(None, fail)

    assert len(tries) == 5


async def test_other_errors_are_not_repeated(slots):
    tries = []

    async def fail(connection):
        tries.append(1)
        await connection.execute("insert into slot values (1, 0)")

    with pytest.raises(asyncpg.UniqueViolationError):
        await slots.run(None, fail)

    assert len(tries) == 1


async def test_a_transaction_acts_in_its_role_for_its_organization(single_connection):
    async with single_connection.transaction(17) as connection:
        app = await connection.fetchrow(WHO)
    async with single_connection.acting_as(Role.WORKER).transaction(18) as connection:
        worker = await connection.fetchrow(WHO)

    assert (app["role"], app["organization"]) == ("muster_app", "17")
    assert (worker["role"], worker["organization"]) == ("muster_worker", "18")


@pytest.mark.parametrize("failing", [False, True])
async def test_the_next_borrower_of_a_connection_inherits_nothing(single_connection, failing):
    fresh = await single_connection.look_up(WHO)

    async def work(connection):
        if failing:
            await connection.execute("select 1 / 0")

    with suppress(asyncpg.DivisionByZeroError):
        await single_connection.run(17, work)
    bare = await single_connection.look_up(WHO)
    async with single_connection.transaction() as connection:
        nobody = await connection.fetchrow(WHO)

    assert (bare["role"], bare["process"]) == (fresh["role"], fresh["process"])
    assert not bare["organization"]
    assert (nobody["role"], nobody["organization"]) == ("muster_app", "")


async def test_an_organization_that_is_not_a_number_reaches_no_statement(single_connection):
    with pytest.raises(ValueError, match="invalid literal"):
        async with single_connection.transaction("1'; drop table event; --"):
            pass


async def test_a_lookup_needs_no_transaction(single_connection):
    row = await single_connection.look_up("select $1::int + 1 as sum", 41)

    assert row["sum"] == 42
    assert await single_connection.look_up("select 1 where false") is None


async def test_an_action_runs_alone_or_inside_another(slots):
    @action
    async def put(connection, organization, value, *, row=1):
        await connection.execute("update slot set value = $1 where id = $2", value, row)
        scope = await connection.fetchval("select current_setting('muster.organization')")
        return organization, scope

    @service
    async def put_both(connection, value):
        await put.within(connection, 17, value)
        await put.within(connection, 17, value, row=2)
        raise LookupError

    assert await put(slots, 17, 5) == (17, "17")
    assert await values(slots) == [5, 0]
    with pytest.raises(LookupError):
        await put_both(slots, 9)
    assert await values(slots) == [5, 0]


async def test_an_action_keeps_the_name_and_words_of_its_verb():
    @action
    async def put(connection, organization):
        """Put it there."""

    assert (put.__name__, put.__doc__) == ("put", "Put it there.")


@pytest.mark.parametrize("prepared", [True, False])
async def test_statements_work_with_and_without_preparing(server, prepared):
    database = await Database.connect(server.url, prepared=prepared)
    for number in range(3):
        row = await database.look_up("select $1::int as number", number)
        assert row["number"] == number
    kept = await database.look_up(
        "select count(*) from pg_prepared_statements where name like '%asyncpg%'"
    )
    await database.close()

    assert (kept["count"] > 0) is prepared
