import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

import asyncpg
import pytest
from embedded_tools import (
    UserProcess,
    ask,
    copy_folder,
    eventually,
    postmaster_of,
    state_of,
    states_of_threads,
)

from muster.storage.embedded import EmbeddedServer, EmbeddedServerError

ROWS = 500


@pytest.fixture(scope="module")
async def template(tmp_path_factory) -> Path:
    """A stopped server whose table ``person`` has 500 committed rows."""
    folder = tmp_path_factory.mktemp("template") / "postgres"
    server = await EmbeddedServer.start(folder, settings={"fsync": "off"})
    await ask(server.url, "create table person as select generate_series(1, 500) as n")
    await server.stop()
    return folder


@pytest.fixture
def folder(template, tmp_path) -> Path:
    return copy_folder(template, tmp_path / "postgres")


@pytest.fixture
def bystander():
    """A process that has nothing to do with us and must survive."""
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        alive = process.poll() is None
        process.kill()
    assert alive


async def commit_rows(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("insert into person select generate_series(501, 1000)")
    await connection.close()


async def check_rows_and_stop(folder: Path, rows: int) -> None:
    server = await EmbeddedServer.start(folder)
    assert await ask(server.url, "select count(*) from person") == rows
    await server.stop()
    assert postmaster_of(folder) is None


async def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(folder):
    user = await (await UserProcess.begin(folder)).joined()
    await commit_rows(user.url)
    postmaster = postmaster_of(folder)
    await user.kill()
    server = await EmbeddedServer.start(folder)
    assert postmaster_of(folder) == postmaster
    await server.stop()
    assert postmaster_of(folder) is None
    await check_rows_and_stop(folder, 2 * ROWS)


async def test_a_killed_server_recovers_every_committed_row(folder):
    server = await EmbeddedServer.start(folder)
    await commit_rows(server.url)
    os.kill(postmaster_of(folder), signal.SIGKILL)
    again = await EmbeddedServer.start(folder)
    assert await ask(again.url, "select count(*) from person") == 2 * ROWS
    await server.stop()
    assert await ask(again.url, "select count(*) from person") == 2 * ROWS
    await again.stop()
    assert postmaster_of(folder) is None


async def test_user_and_server_killed_together_lose_nothing(folder):
    user = await (await UserProcess.begin(folder)).joined()
    await commit_rows(user.url)
    postmaster = postmaster_of(folder)
    await user.kill()
    os.kill(postmaster, signal.SIGKILL)
    await check_rows_and_stop(folder, 2 * ROWS)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
async def test_a_killed_server_that_nobody_reaps_is_not_taken_for_a_living_one(folder):
    user = await (await UserProcess.begin(folder)).joined()
    postmaster = postmaster_of(folder)
    user.process.send_signal(signal.SIGSTOP)
    # The thread that reaps may stop a moment after the first one.
    await eventually(lambda: states_of_threads(user.process.pid) == {"T"})
    os.kill(postmaster, signal.SIGKILL)
    await eventually(lambda: state_of(postmaster) == "Z")
    server = await EmbeddedServer.start(folder)
    # Whoever inherited it may have reaped it meanwhile; alive it must not be.
    assert state_of(postmaster) in {"Z", ""}
    assert postmaster_of(folder) not in {None, postmaster}
    await user.kill()
    await server.stop()
    await check_rows_and_stop(folder, ROWS)


async def test_a_stale_pid_file_that_names_a_foreign_process_is_no_obstacle(folder, bystander):
    server = await EmbeddedServer.start(folder)
    pid_file = folder / "data/postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(postmaster_of(folder), signal.SIGKILL)
    await eventually(lambda: postmaster_of(folder) is None)
    await server.stop()
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
    await check_rows_and_stop(folder, ROWS)


async def test_a_stale_socket_lock_that_names_a_foreign_process_is_no_obstacle(folder, bystander):
    lines = (bystander.pid, folder / "data", 1700000000, 5432, folder / "run", "")
    (folder / "run").mkdir(mode=0o700)
    (folder / "run/.s.PGSQL.5432.lock").write_text("\n".join(map(str, lines)))
    (folder / "run/.s.PGSQL.5432").touch()
    await check_rows_and_stop(folder, ROWS)


async def test_a_garbled_pid_file_is_reported(folder):
    (folder / "data/postmaster.pid").write_text("")
    with pytest.raises(EmbeddedServerError, match=r"postmaster\.pid"):
        await EmbeddedServer.start(folder)


async def test_a_start_waits_for_what_a_killed_server_left_running(folder):
    server = await EmbeddedServer.start(folder)
    connection = await asyncpg.connect(server.url)
    backend = await connection.fetchval("select pg_backend_pid()")
    busy = asyncio.create_task(connection.fetchval("select sum(n) from generate_series(1, 1e9) n"))
    while (  # noqa: ASYNC110 -- other processes have no Event
        await ask(server.url, f"select state from pg_stat_activity where pid = {backend}")
        != "active"
    ):
        await asyncio.sleep(0.005)
    os.kill(postmaster_of(folder), signal.SIGKILL)
    start = asyncio.create_task(EmbeddedServer.start(folder))
    await asyncio.sleep(0.4)
    assert not start.done()
    os.kill(backend, signal.SIGKILL)
    again = await start
    assert await ask(again.url, "select count(*) from person") == ROWS
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await busy
    await server.stop()
    await again.stop()


async def test_a_kill_in_the_middle_of_initdb_leaves_nothing_in_the_way(tmp_path):
    folder = tmp_path / "new"
    user = await UserProcess.begin(folder)
    await eventually(lambda: list(folder.glob("data.new-*/data/base")))
    await user.kill()
    assert not (folder / "data").exists()
    server = await EmbeddedServer.start(folder)
    assert await ask(server.url, "select 1") == 1
    await server.stop()
    for leftover in folder.glob("data.new-*"):  # initdb may have lived on for a moment
        shutil.rmtree(leftover, ignore_errors=True)


async def test_a_database_that_a_killed_first_start_did_not_make_is_made(folder):
    server = await EmbeddedServer.start(folder)
    connection = await asyncpg.connect(server.url, database="postgres")
    await connection.execute("drop database muster")
    await connection.close()
    again = await EmbeddedServer.start(folder)
    assert await ask(again.url, "select current_database()") == "muster"
    await again.stop()
    await server.stop()
