"""A database that is not there, or goes away, is said as such and not as a defect."""

import asyncio
import threading

import asyncpg
import pytest

from muster.base.errors import UnavailableError
from muster.storage.embedded import EmbeddedServer
from muster.storage.migrate import migrate
from muster.storage.postgres import Database, DatabaseUnavailableError


async def test_a_database_that_does_not_answer_is_unavailable(unused_tcp_port):
    with pytest.raises(
        UnavailableError, match=r"The database cannot be used: .*Connect call failed"
    ):
        await Database.connect(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing")


async def test_a_wrong_database_name_is_unavailable(server):
    with pytest.raises(DatabaseUnavailableError, match="nowhere"):
        await Database.connect(server.url.replace("/muster?", "/nowhere?"))


async def test_a_server_that_goes_away_is_said_as_such_and_not_as_a_defect(tmp_path):
    server = await EmbeddedServer.start(tmp_path / "postgres", settings={"fsync": "off"})
    await migrate(server.url)
    database = await Database.connect(server.url)
    async with database.transaction():
        pass
    await server.stop()
    with pytest.raises(DatabaseUnavailableError):
        async with database.transaction():
            pass
    with pytest.raises(DatabaseUnavailableError):
        await database.look_up("select 1")
    await database.close()


async def test_last_words_between_two_statements_are_a_loss_too(committing_database, server):
    """The driver has read why the server ends the session, but not yet that it has ended."""

    async def end(process):
        killer = await asyncpg.connect(server.url)
        await killer.execute("select pg_terminate_backend($1, 5000)", process)
        await killer.close()

    async def speak_once_more(connection):
        process = await connection.fetchval("select pg_backend_pid()")
        # Our loop stands still meanwhile; then it reads once: the words, not yet the end.
        other = threading.Thread(target=lambda: asyncio.run(end(process)))
        other.start()
        other.join()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await connection.execute("select 1")

    with pytest.raises(DatabaseUnavailableError):
        await committing_database.run(None, speak_once_more)
