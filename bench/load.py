"""The client of the benchmarks, in a process of its own: kept connections, raw HTTP/1.1."""

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType
from typing import Self

import uvloop

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_SUCCESS = 2


@dataclass(slots=True)
class Run:
    """What became of some requests; times are seconds, on the machine's monotonic clock."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    begun: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return requests a second."""
        return len(self.waits) / self.seconds

    def wait(self, part: float) -> float:
        """Return a quantile of the seconds to an answer."""
        return quantile(self.waits, part)


class Driver:
    """A process that sends requests and measures."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()

    async def send(
        self,
        port: int,
        requests: Sequence[bytes],
        *,
        connections: int = 32,
        rate: float = 0.0,
        keep: bool = False,
        tail: bytes = b"",
    ) -> Run:
        """Send requests as fast as the connections allow, or at a rate a second.

        At a rate, the time to an answer counts from the moment at which the request was due.
        ``keep`` returns the bodies of the answers. ``tail`` follows each request: the body of
        those that have the same.

        Raises:
            RuntimeError: an answer was no success.
        """
        wish = _Wish(rate, keep=keep, tail=tail)
        run = await asyncio.get_running_loop().run_in_executor(
            self._pool, _drive, port, requests, connections, wish
        )
        if any(status // 100 != _SUCCESS for status in run.statuses):
            raise RuntimeError(f"not every answer was a success: {dict(run.statuses)}")
        return run


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value below which that part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass(frozen=True, slots=True)
class _Wish:
    rate: float
    keep: bool
    tail: bytes


def _drive(port: int, requests: Sequence[bytes], connections: int, wish: _Wish) -> Run:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_Load(requests, wish).send(port, connections))


class _Load:
    """The requests that are left, shared by all connections."""

    def __init__(self, requests: Sequence[bytes], wish: _Wish) -> None:
        self.run = Run()
        self.tail = wish.tail
        self._keep = wish.keep
        self._requests: Iterator[bytes] = iter(requests)
        self._left = len(requests)
        self._rate = wish.rate
        self._idle: asyncio.Queue[_Client] = asyncio.Queue()
        self._finished = asyncio.Event()

    async def send(self, port: int, connections: int) -> Run:
        loop = asyncio.get_running_loop()
        clients = [
            (await loop.create_connection(lambda: _Client(self), "127.0.0.1", port))[1]
            for _ in range(min(connections, self._left))
        ]
        used = _used()
        began = time.monotonic()
        if self._rate:
            for client in clients:
                self._idle.put_nowait(client)
            await self._pace(began)
        else:
            for client in clients:
                self.next(client)
        await self._finished.wait()
        self.run.seconds = time.monotonic() - began
        self.run.processor_seconds = _used() - used
        for client in clients:
            client.close()
        return self.run

    async def _pace(self, began: float) -> None:
        for place, request in enumerate(self._requests):
            due = began + place / self._rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            (await self._idle.get()).ask(request, due)

    def next(self, client: "_Client") -> None:
        request = next(self._requests, None)
        if request is not None:
            client.ask(request, time.monotonic())

    def answered(self, client: "_Client", status: int, body: bytes) -> None:
        self.run.waits.append(time.monotonic() - client.begun)
        self.run.begun.append(client.begun)
        self.run.statuses[status] += 1
        if self._keep:
            self.run.bodies.append(body)
        self._left -= 1
        if not self._left:
            self._finished.set()
        elif self._rate:
            self._idle.put_nowait(client)
        else:
            self.next(client)

    def lost(self) -> None:
        self.run.statuses[0] += 1
        self._finished.set()


class _Client(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._buffer = b""
        self._wanted = 0
        self._transport: asyncio.Transport | None = None
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, _: Exception | None) -> None:
        if self._transport is not None:
            self._load.lost()

    def close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()

    def ask(self, request: bytes, begun: float) -> None:
        self.begun = begun
        if self._transport is not None:
            self._transport.write(request)
            if self._load.tail:
                self._transport.write(self._load.tail)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._wanted:
            end = self._buffer.find(_HEAD_END)
            if end < 0:
                return
            self._wanted = end + len(_HEAD_END) + _length(self._buffer[:end])
        if len(self._buffer) >= self._wanted:
            status = int(self._buffer[9:12])
            body = self._buffer[self._buffer.find(_HEAD_END) + len(_HEAD_END) :]
            self._buffer, self._wanted = b"", 0
            self._load.answered(self, status, body)


def _length(head: bytes) -> int:
    lower = head.lower()
    place = lower.find(_LENGTH)
    if place < 0:
        return 0
    return int(lower[place + len(_LENGTH) :].split(b"\r\n", 1)[0])


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
