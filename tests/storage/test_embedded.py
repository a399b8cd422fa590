import asyncio
import contextlib
import os
import resource
import signal
import socket
import stat
from pathlib import Path

import asyncpg
import pytest
from embedded_tools import UserProcess, ask, eventually, postmaster_of

from muster.storage.embedded import EmbeddedServer, EmbeddedServerError
from muster.storage.embedded.postmaster import shut_down

USERS_OF_THE_PROCESSOR = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@pytest.fixture(scope="module")
async def folder(tmp_path_factory) -> Path:
    """A folder whose server is down; every test starts it and leaves it so."""
    folder = tmp_path_factory.mktemp("home") / "postgres"
    await (await EmbeddedServer.start(folder, settings={"fsync": "off"})).stop()
    return folder


def open_files(pid: int) -> set[str]:
    found = set()
    for name in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(name.readlink()))
    return found


def work_done() -> float:
    """Return the processor's seconds of this process and its children; busy neighbours add none."""
    return sum(sum(resource.getrusage(who)[:2]) for who in USERS_OF_THE_PROCESSOR)


async def test_a_first_start_is_two_seconds_of_work_at_most_and_a_later_one_is_less(tmp_path):
    marks = [work_done()]
    for _ in range(2):
        server = await EmbeddedServer.start(tmp_path / "new")
        await server.stop()
        marks.append(work_done())
    first, later = marks[1] - marks[0], marks[2] - marks[1]
    assert first < 2
    assert later < first


async def test_data_is_checked_and_synced_and_nothing_listens_on_tcp(folder):
    server = await EmbeddedServer.start(folder)
    assert await ask(server.url, "show data_checksums") == "on"
    assert await ask(server.url, "show fsync") == "on"
    assert await ask(server.url, "show listen_addresses") == ""
    assert await ask(server.url, "show server_encoding") == "UTF8"
    assert await ask(server.url, "select lower('ÅÉЖ')") == "åéж"
    await server.stop()


async def test_settings_become_options_but_cannot_open_the_server(folder):
    settings = {"work_mem": "12MB", "listen_addresses": "*", "unix_socket_permissions": "0777"}
    server = await EmbeddedServer.start(folder, settings=settings)
    assert await ask(server.url, "show work_mem") == "12MB"
    assert await ask(server.url, "show listen_addresses") == ""
    assert await ask(server.url, "show unix_socket_permissions") == "0700"
    await server.stop()


async def test_the_last_user_stops_the_server(folder):
    first = await EmbeddedServer.start(folder)
    second = await EmbeddedServer.start(folder)
    third = await (await UserProcess.begin(folder)).joined()
    postmaster = postmaster_of(folder)
    await first.stop()
    await first.stop()
    await second.stop()
    assert postmaster_of(folder) == postmaster
    assert await ask(third.url, "select 1") == 1
    await third.leave()
    assert postmaster_of(folder) is None


async def test_processes_that_start_at_once_share_one_new_server(tmp_path):
    users = [await UserProcess.begin(tmp_path / "new") for _ in range(4)]
    await asyncio.gather(*(user.joined() for user in users))
    started = {await ask(user.url, "select pg_postmaster_start_time()") for user in users}
    await asyncio.gather(*(user.leave() for user in users))
    assert len(started) == 1
    assert postmaster_of(tmp_path / "new") is None


async def test_a_start_during_a_stop_finds_a_server(folder):
    server = await EmbeddedServer.start(folder)
    _, after = await asyncio.gather(server.stop(), EmbeddedServer.start(folder))
    assert await ask(after.url, "select 1") == 1
    await after.stop()


async def test_only_the_password_file_opens_the_database(folder):
    server = await EmbeddedServer.start(folder)
    open_address, _, file = server.url.partition("&passfile=")
    password = (folder / "data/muster.pgpass").read_text().strip().rpartition(":")[2]
    assert file.endswith("/data/muster.pgpass")
    assert password not in server.url
    modes = [(folder / name).stat().st_mode for name in ("data", "run", "data/muster.pgpass")]
    assert [stat.S_IMODE(mode) for mode in modes] == [0o700, 0o700, 0o600]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(open_address)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(open_address, password="guess")
    await server.stop()


async def test_every_new_folder_has_a_password_of_its_own(folder, tmp_path):
    await (await EmbeddedServer.start(tmp_path / "new", settings={"fsync": "off"})).stop()
    passwords = [(home / "data/muster.pgpass").read_text() for home in (folder, tmp_path / "new")]
    assert passwords[0] != passwords[1]


async def test_ctrl_c_in_the_terminal_does_not_reach_the_server(folder):
    other = await EmbeddedServer.start(folder)
    await other.stop()
    user = await (await UserProcess.begin(folder)).joined()
    postmaster = postmaster_of(folder)
    user.signal_group(signal.SIGINT)
    await user.process.communicate()
    assert postmaster_of(folder) == postmaster
    assert await ask(user.url, "select 1") == 1
    await (await EmbeddedServer.start(folder)).stop()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="reads /proc")
async def test_the_server_inherits_neither_locks_nor_sockets(folder):
    with socket.create_server(("127.0.0.1", 0)) as ours:
        os.set_inheritable(ours.fileno(), True)  # noqa: FBT003 -- its only form
        inode = os.fstat(ours.fileno()).st_ino
        server = await EmbeddedServer.start(folder)
        held = open_files(postmaster_of(folder))
        await server.stop()
    assert not [name for name in held if name.endswith(".lock")]
    assert f"socket:[{inode}]" not in held
    assert str(folder / "postgres.log") in held


async def test_our_environment_with_its_secrets_does_not_reach_the_server(folder, tmp_path):
    # env(1) rather than a changed environment of the tests' own process.
    prefix = ("env", f"PGDATA={tmp_path}", "MUSTER_SECRET_KEYS=hush")
    user = await (await UserProcess.begin(folder, prefix=prefix)).joined()
    connection = await asyncpg.connect(user.url)
    await connection.execute("create temp table line (text text)")
    await connection.execute("copy line from program 'env'")
    lines = {row["text"].partition("=")[0] for row in await connection.fetch("table line")}
    await connection.close()
    await user.leave()
    assert "PATH" in lines
    assert "MUSTER_SECRET_KEYS" not in lines


async def test_rows_never_reach_the_log(folder):
    server = await EmbeddedServer.start(folder)
    connection = await asyncpg.connect(server.url)
    await connection.execute("create table person (address text primary key)")
    for _ in range(2):
        with contextlib.suppress(asyncpg.UniqueViolationError):
            await connection.fetch("insert into person values ($1)", "zoe@example.org")
    await connection.close()
    await server.stop()
    log = (folder / "postgres.log").read_text()
    assert "person_pkey" in log
    assert "zoe@example.org" not in log


async def test_a_large_log_moves_aside(folder):
    (folder / "postgres.log").write_bytes(b"old\n" * 1_500_000)
    await (await EmbeddedServer.start(folder)).stop()
    assert (folder / "postgres.log").stat().st_size < 10_000
    assert (folder / "postgres.log.old").read_bytes().startswith(b"old\n")


async def test_a_setting_that_postgresql_refuses_is_shown_in_one_message(folder):
    with pytest.raises(EmbeddedServerError) as caught:
        await EmbeddedServer.start(folder, settings={"shared_buffers": "plenty"})
    assert "did not start" in caught.value.message
    assert 'invalid value for parameter "shared_buffers": "plenty"' in caught.value.message
    server = await EmbeddedServer.start(folder)
    await server.stop()
    assert postmaster_of(folder) is None


async def test_a_server_that_does_not_stop_in_time_is_stopped_at_once(folder):
    server = await EmbeddedServer.start(folder)
    await ask(server.url, "create table kept as select 1 as n")
    await shut_down(server._cluster, fast=0)
    assert postmaster_of(folder) is None
    assert "received immediate shutdown request" in (folder / "postgres.log").read_text()
    await server.stop()
    server = await EmbeddedServer.start(folder)
    assert await ask(server.url, "select n from kept") == 1
    await server.stop()


async def test_an_interrupted_start_leaves_no_server_behind(tmp_path):
    start = asyncio.create_task(EmbeddedServer.start(tmp_path / "new"))
    await eventually(lambda: list((tmp_path / "new").glob("data.new-*/data/base")))
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert not list((tmp_path / "new").glob("data*"))
