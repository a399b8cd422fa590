"""The running server: found by its socket, launched, asked to stop.

``postmaster.pid`` is not believed. After a power loss it may name any process, and a killed
postmaster that nobody reaped still has a pid. Who listens on the socket is running, and the
kernel tells who that is.
"""

import asyncio
import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import asyncpg

from muster.storage.embedded.cluster import DATABASE, PORT, Cluster
from muster.storage.embedded.errors import EmbeddedServerError, failure
from muster.storage.embedded.programs import ENVIRONMENT

_PATIENCE = 300.0  # seconds; recovery after a crash reads up to max_wal_size of log
_PAUSE = 0.01
_LONGER_PAUSE, _TRIES = 0.1, 100  # about 12 s for what a killed postmaster left to end
_CONNECTING = 10.0  # seconds for one connection
_LARGEST_LOG = 5_000_000  # bytes; at start a larger one moves aside

_DEFAULTS = {
    "log_checkpoints": "off",
    # DETAIL lines quote values of rows, and addresses do not belong into logs.
    "log_error_verbosity": "terse",
}
# Backends of a killed postmaster finish what they do before they notice.
_ORPHANS = "pre-existing shared memory block"


async def ensure_running(cluster: Cluster, settings: Mapping[str, str]) -> None:
    """Return when the server answers and its database exists; launch it if nobody listens.

    Raises:
        EmbeddedServerError: it ends at once, or does not answer in time.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await _answers(cluster):
                if listener(cluster.socket) is None:
                    await _launch(cluster, settings)
                    return
                await asyncio.sleep(_PAUSE)  # it is starting or stopping
    except TimeoutError:
        raise EmbeddedServerError(
            f"PostgreSQL in {cluster.data} did not answer within {_PATIENCE:.0f} s. "
            f"See {cluster.log}."
        ) from None
    except asyncpg.PostgresError as error:
        raise failure(f"PostgreSQL in {cluster.data} refuses us", str(error)) from error


async def shut_down(cluster: Cluster, *, fast: float = 10.0, immediate: float = 8.0) -> None:
    """Stop the server: connections are cut, and nothing committed is lost.

    ``fast`` and ``immediate`` are the seconds that a shutdown of that kind may take: the first
    tidies up, the second leaves recovery to the next start.

    Raises:
        EmbeddedServerError: it still listens after both.
    """
    for kind, patience in ((signal.SIGINT, fast), (signal.SIGQUIT, immediate)):
        pid = listener(cluster.socket)
        if not pid:  # nobody, or a process of another container that has the same folder
            return
        try:
            os.kill(pid, kind)
            async with asyncio.timeout(patience):
                while _runs(cluster, pid):  # noqa: ASYNC110 -- another process has no Event
                    await asyncio.sleep(_PAUSE)
        except ProcessLookupError:
            return
        except TimeoutError:
            continue
        return
    raise EmbeddedServerError(f"PostgreSQL in {cluster.data} does not stop. See {cluster.log}.")


def _runs(cluster: Cluster, pid: int) -> bool:
    """Tell whether the postmaster is there; removing its pid file is the last that it does."""
    if listener(cluster.socket) is not None:
        return True
    return _first_number(cluster.data / "postmaster.pid") == pid


def listener(path: Path) -> int | None:
    """Return the pid of the process that listens on a socket, or None.

    0 when it cannot be named: it runs in another pid namespace.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0)
        try:
            probe.connect(str(path))
        except BlockingIOError:
            pass  # its queue is full: somebody listens
        except OSError:
            return None
        return _peer(probe, path)


def _peer(probe: socket.socket, path: Path) -> int:
    if hasattr(socket, "SO_PEERCRED"):
        # struct ucred { pid_t, uid_t, gid_t } of the process that called listen(); see unix(7)
        ucred = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", ucred)[0])
    # Elsewhere the lock file of a socket on which somebody listens is good enough.
    return _first_number(path.with_name(f"{path.name}.lock"))


async def _launch(cluster: Cluster, settings: Mapping[str, str]) -> None:
    """Start a postmaster and return when it answers."""
    if cluster.log.exists() and cluster.log.stat().st_size > _LARGEST_LOG:
        cluster.log.replace(cluster.log.with_name(f"{cluster.log.name}.old"))
    for _ in range(_TRIES):
        beginning = cluster.log.stat().st_size if cluster.log.exists() else 0
        process = _spawn(cluster, settings)
        while process.poll() is None:
            if await _answers(cluster):
                return
            await asyncio.sleep(_PAUSE)
        said = _read(cluster.log, beginning)
        if _ORPHANS not in said:
            raise failure(f"PostgreSQL in {cluster.data} did not start", said)
        await asyncio.sleep(_LONGER_PAUSE)
    raise EmbeddedServerError(
        f"Processes of another PostgreSQL still use {cluster.data}. Stop them and start again."
    )


def _spawn(cluster: Cluster, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    for stale in cluster.sockets.glob(f"{cluster.socket.name}*"):
        stale.unlink(missing_ok=True)
    words = ["-D", str(cluster.data), *_options(cluster, settings)]
    with _open_log(cluster) as log:
        # Not asyncio's: its transport kills the process when the event loop ends, and the
        # server must outlive us when others use it.
        process = subprocess.Popen(  # noqa: S603 -- our own words
            cluster.lodging.command("postgres", *words),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_environment(cluster),
            start_new_session=True,  # Ctrl-C in our terminal is not for it
        )
    # Reaps it, whenever it ends.
    threading.Thread(target=process.wait, name="postmaster", daemon=True).start()
    return process


def _options(cluster: Cluster, settings: Mapping[str, str]) -> list[str]:
    ours = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
    }
    merged = {**_DEFAULTS, **settings, **ours}
    return [word for name, value in merged.items() for word in ("-c", f"{name}={value}")]


def _environment(cluster: Cluster) -> dict[str, str]:
    """Tell the new postmaster that the pid in a stale ``postmaster.pid`` is no rival.

    The variable is how pg_ctl names the shell above it. The file stays as it is, so that
    its other check, the shared memory of the old postmaster, still guards the data.
    """
    stale = _first_number(cluster.data / "postmaster.pid")
    return {**ENVIRONMENT, "PG_GRANDPARENT_PID": str(stale)}


def _open_log(cluster: Cluster) -> BinaryIO:
    descriptor = os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    cluster.lodging.own(cluster.log)
    return os.fdopen(descriptor, "ab")


def _read(log: Path, beginning: int) -> str:
    with log.open("rb") as file:
        file.seek(beginning)
        return file.read().decode(errors="replace")


async def _answers(cluster: Cluster) -> bool:
    try:
        connection = await asyncpg.connect(cluster.url, timeout=_CONNECTING)
    except asyncpg.InvalidCatalogNameError:
        await _create_database(cluster)
        return True
    except asyncpg.TooManyConnectionsError:
        return True
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise EmbeddedServerError(
            f"PostgreSQL in {cluster.data} does not accept the password kept there ({error}). "
            "Is PGPASSWORD set? It takes precedence."
        ) from error
    except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
        return False  # nobody listens, or it is starting, or it is stopping
    await connection.close()
    return True


async def _create_database(cluster: Cluster) -> None:
    connection = await asyncpg.connect(cluster.url, database="postgres", timeout=_CONNECTING)
    try:
        await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()


def _first_number(path: Path) -> int:
    """Return the pid in the first line of a lock file of PostgreSQL, or 0."""
    try:
        return int(path.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return 0
