"""Writing down what one request really asks of PostgreSQL: statements, arguments, results.

The recorder stands below asyncpg's pool, so nothing that Muster does with the database passes
it by: key check, ``begin``, role, organization and ``commit`` are on the tape like the rest.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from starlette.types import ASGIApp

from bench.calls import Request


@dataclass(frozen=True, slots=True)
class Step:
    """One round trip: the method of the connection, its statement, arguments and rows."""

    method: str
    statement: str
    arguments: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class Tape:
    """Steps in the order in which they were begun."""

    steps: list[Step] = field(default_factory=list)


@asynccontextmanager
async def recording_pool(
    url: str, tape: Tape, size: int = 1
) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    """Open a pool like Muster's whose connections write to the tape."""
    pool = await asyncpg.create_pool(
        url, min_size=0, max_size=size, reset=_keep_nothing, connection_class=_recorder(tape)
    )
    try:
        yield pool
    finally:
        await pool.close()


async def ask(app: ASGIApp, request: Request) -> bytes:
    """Serve one request in this process and return the body of its answer.

    Raises:
        RuntimeError: the answer is not 200.
    """
    body, status = bytearray(), 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await app(request.scope(), receive, send)
    if status != 200:
        raise RuntimeError(f"{request.path} was answered {status}: {bytes(body[:300])!r}")
    return bytes(body)


def _recorder(tape: Tape) -> type[Any]:
    async def note(
        method: str, work: Callable[[], Awaitable[Any]], statement: str, arguments: tuple[Any, ...]
    ) -> Any:
        result = await work()
        tape.steps.append(Step(method, statement, arguments, _rows(method, result)))
        return result

    class Recorder(asyncpg.Connection):  # type: ignore[misc]
        async def execute(self, query: str, *args: Any, **options: Any) -> Any:
            work = super().execute
            return await note("execute", lambda: work(query, *args, **options), query, args)

        async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
            work = super().fetch
            return await note("fetch", lambda: work(query, *args, **options), query, args)

        async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
            work = super().fetchrow
            return await note("fetchrow", lambda: work(query, *args, **options), query, args)

        async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
            work = super().fetchval
            return await note("fetchval", lambda: work(query, *args, **options), query, args)

    return Recorder


def _rows(method: str, result: Any) -> tuple[tuple[Any, ...], ...]:
    if method == "execute" or result is None:
        return ()
    if method == "fetch":
        return tuple(tuple(row) for row in result)
    return ((result,),) if method == "fetchval" else (tuple(result),)


async def _keep_nothing(_: Any) -> None:
    """Muster's pool resets nothing either."""
