"""The limit of a request: one ASGI function that runs Muster's own statements, and no more.

It reads the body, checks nothing, and answers with the bytes that Muster answered when it was
recorded. uvicorn runs it with Muster's own settings. ``python -m bench.bare FILE``.
"""

import asyncio
import itertools
import json
import pickle
import sys
from pathlib import Path
from typing import Any

import uvloop

from bench.script import Script, Subject, open_pool
from muster.base.settings import Settings
from muster.run.web import listen, serve_site

_START = {"type": "http.response.start", "status": 200}


async def _serve(url: str, script: Script, subjects: list[Subject], body: bytes) -> None:
    pool = await open_pool(url, Settings().database_pool)
    listener = listen("127.0.0.1", 0)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    await serve_site(_app(pool, script, subjects, body), listener, asyncio.Event())


def _app(pool: Any, script: Script, subjects: list[Subject], body: bytes) -> Any:
    subject = itertools.cycle(subjects)
    start = {**_START, "headers": [(b"content-length", str(len(body)).encode())]}
    end = {"type": "http.response.body", "body": body}

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        while (await receive()).get("more_body"):
            pass
        async with pool.acquire() as connection:
            await script.play(connection, next(subject))
        await send(start)
        await send(end)

    return answer


if __name__ == "__main__":
    words = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 -- our parent wrote it
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(*words))
