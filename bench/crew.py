"""Work that is measured in a process of its own: statements without a web server, and letters."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

import uvloop

from bench import rivals
from bench.rivals import Parts
from bench.script import Script, Subject, open_pool
from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges.letters import Letters
from muster.features.delivery import Message


@dataclass(frozen=True, slots=True)
class Played:
    """What playing a script took."""

    seconds: float
    processor_seconds: float


class Crew:
    """Processes that work one at a time, or several at once."""

    def __init__(self, processes: int = 1) -> None:
        self._pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()

    async def play(self, url: str, script: Script, serials: Sequence[int], clients: int) -> Played:
        """Play a script once a serial; the first of each client warms up and is not counted."""
        return await self._do(_play, url, script, serials, clients)

    async def render(self, ring: str, messages: Sequence[Message], number: int) -> float:
        """Render messages, again and again up to a number, and return the seconds."""
        return await self._do(_render, ring, messages, number)

    async def push(self, port: int, letters: Sequence[bytes], number: int) -> float:
        """Send ready-made letters on four connections and return the seconds."""
        return await self._do(rivals.push, port, letters, number, 4)

    async def textbook(self, workers: int, port: int, parts: Sequence[Parts], number: int) -> float:
        """Let some workers send so many letters each the textbook's way; return the longest time."""
        work = [self._do(rivals.textbook, port, parts, number) for _ in range(workers)]
        return max(await asyncio.gather(*work))

    async def _do(self, work: Any, *words: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *words)


def render_letters(ring: str, messages: Sequence[Message]) -> list[bytes]:
    """Return the letters of messages, as Muster makes them."""
    letters = Letters(
        Links(KeyRing.parse(ring), "http://127.0.0.1:8000"), "invitations@example.com"
    )
    return [letters.invitation(message).content for message in messages]


def _render(ring: str, messages: Sequence[Message], number: int) -> float:
    letters = Letters(
        Links(KeyRing.parse(ring), "http://127.0.0.1:8000"), "invitations@example.com"
    )
    letters.invitation(messages[0])
    began = time.monotonic()
    for message in itertools.islice(itertools.cycle(messages), number):
        letters.invitation(message)
    return time.monotonic() - began


def _play(url: str, script: Script, serials: Sequence[int], clients: int) -> Played:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_play_all(url, script, serials, clients))


async def _play_all(url: str, script: Script, serials: Sequence[int], clients: int) -> Played:
    left = iter(serials)
    pool = await open_pool(url, clients)
    connections = [await pool.acquire() for _ in range(clients)]
    for connection in connections:
        await script.play(connection, Subject(next(left)))

    async def work(connection: Any) -> None:
        for serial in left:
            await script.play(connection, Subject(serial))

    began, used = time.monotonic(), time.process_time()
    await asyncio.gather(*[work(connection) for connection in connections])
    played = Played(time.monotonic() - began, time.process_time() - used)
    for connection in connections:
        await pool.release(connection)
    await pool.close()
    return played
