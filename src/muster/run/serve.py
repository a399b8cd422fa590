"""The life of ``muster serve``: one process, or a parent with equal children.

The parent binds the socket, runs the embedded PostgreSQL and migrates; children inherit the
socket and read their settings from the environment. A stop takes at most ten seconds. A parent
that is killed takes its children along: their standard input, which it held open, ends.
"""

import asyncio
import gc
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace

import structlog

from muster.base.settings import Settings
from muster.run.house import database_of, house_of
from muster.run.web import listen, serve_site
from muster.run.wiring import build_site, check, mail_configured
from muster.run.worker import work
from muster.storage.embedded import FolderLock

_log = structlog.get_logger("muster.serve")
_STOP_SECONDS = 10.0
_OBJECTS_BETWEEN_COLLECTIONS = 10_000
_CALM_SECONDS = 1.0  # between two lives of a child that dies

Ready = Callable[[Settings], Coroutine[None, None, None]]


async def serve(settings: Settings, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT; call ``ready`` once requests are answered.

    Raises:
        MusterError: it cannot start; the message says what to do.
    """
    stop = _stop_on_signals()
    lock = None if settings.database_url else FolderLock.acquire(settings.data)
    listener = listen(settings.host, settings.port)
    settings = _with_port(settings, listener)
    try:
        async with database_of(settings) as named:
            await check(named)  # what is wrong is said here, once, and not by every process
            if not mail_configured(named):
                _log.warning("no_relay", advice="letters wait until MUSTER_SMTP_URL is set")
            life = _alone if named.processes == 1 else _with_children
            await life(named, listener, ready, stop)
    except ExceptionGroup as group:
        raise _first(group) from group
    finally:
        listener.close()
        if lock is not None:
            lock.release()


async def live_as_child(settings: Settings, descriptor: int) -> None:
    """Do one child's share until the parent says stop, or is no more."""
    stop = _stop_on_signals()
    _stop_at_end_of_input(stop)
    with socket.socket(fileno=descriptor) as listener:
        await _run(settings, listener, stop, shared_counters=True)


async def _alone(
    settings: Settings, listener: socket.socket, ready: Ready, stop: asyncio.Event
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(_run(settings, listener, stop, shared_counters=False))
        group.create_task(ready(settings))


async def _run(
    settings: Settings, listener: socket.socket, stop: asyncio.Event, *, shared_counters: bool
) -> None:
    async with house_of(settings) as house, asyncio.TaskGroup() as group:
        site = build_site(house, shared_counters=shared_counters)
        _settle()
        group.create_task(serve_site(site, listener, stop))
        if settings.role != "web":
            group.create_task(work(house, stop))


def _settle() -> None:
    """Tell the garbage collector that what the start has made stays to the end.

    Otherwise it looks through all of that again and again, and above all in large calls, which
    make fifty objects a row and no circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


async def _with_children(
    settings: Settings, listener: socket.socket, ready: Ready, stop: asyncio.Event
) -> None:
    counters = tempfile.mkdtemp(prefix="muster-counters-")
    environment = settings.environment() | {"PROMETHEUS_MULTIPROC_DIR": counters}
    command = [sys.executable, "-m", "muster.run.child", str(listener.fileno())]

    async def keep_child() -> None:
        while not stop.is_set():
            child = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                pass_fds=[listener.fileno()],
                stdin=asyncio.subprocess.PIPE,
            )
            await _watch(child, stop)

    async def close_door() -> None:
        # Or whoever still knocks would wait for us, whom nobody hears, until we end.
        await stop.wait()
        listener.close()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(settings.processes):
                group.create_task(keep_child())
            group.create_task(ready(settings))
            group.create_task(close_door())
    finally:
        shutil.rmtree(counters, ignore_errors=True)


async def _watch(child: asyncio.subprocess.Process, stop: asyncio.Event) -> None:
    """Wait for a child's end; on stop, ask it to end and insist after ten seconds."""
    ended = asyncio.create_task(child.wait())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done() and not stop.is_set():
        stopped.cancel()
        _log.error("child_died", pid=child.pid, status=child.returncode)
        await asyncio.sleep(_CALM_SECONDS)
        return
    if child.returncode is None:
        child.terminate()
    try:
        await asyncio.wait_for(ended, _STOP_SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def ended() -> None:
        loop.remove_reader(sys.stdin)
        stop.set()

    loop.add_reader(sys.stdin, ended)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return what went wrong first, however deep it lies in groups of tasks."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _with_port(settings: Settings, listener: socket.socket) -> Settings:
    """Return the settings with the port that was found when any would do."""
    port = listener.getsockname()[1]
    if settings.port == port:
        return settings
    url = settings.public_url
    if url.endswith(f":{settings.port}"):
        url = f"{url.removesuffix(f':{settings.port}')}:{port}"
    return replace(settings, port=port, public_url=url)
