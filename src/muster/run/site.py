"""The host's front door: which surface serves a path, and what every request gets.

Surfaces are whole apps with their own errors; this only chooses one by the path's first
segments, numbers the request, counts it and writes one line about it.
"""

import re
import secrets
import time
from collections.abc import Mapping

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.run.metrics import WebMetrics

_log = structlog.get_logger("muster.access")
# Tokens, addresses and names must not reach logs, wherever a mail program or a client that errs
# puts them: what follows these words is left out, and so is whatever is no word or id of ours.
_PERSONAL = re.compile(r"^/+(i|r|home|mailbox)/.+", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]{0,36}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Site:
    """An ASGI app that passes each request on to the surface of its path."""

    def __init__(self, surfaces: Mapping[str, ASGIApp], metrics: WebMetrics) -> None:
        """Take surfaces by path prefix; the one of ``/`` gets what no other wants."""
        self._surfaces = {prefix.strip("/"): app for prefix, app in surfaces.items()}
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; lifespan events are not for surfaces."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        prefix, app = self._choose(scope["path"])
        request_id = _request_id(scope)
        status = 500
        begun = time.perf_counter()

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"request-id", request_id.encode()),
                ]
            await send(message)

        try:
            await app(scope, receive, numbered)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.observe(prefix or "portal", scope["method"], status, seconds)
            _log.info(
                "request",
                id=request_id,
                method=scope["method"],
                path=_loggable(scope["path"]),
                status=status,
                ms=round(seconds * 1000, 1),
            )

    def _choose(self, path: str) -> tuple[str, ASGIApp]:
        first, _, rest = path[1:].partition("/")
        for prefix in (f"{first}/{rest.partition('/')[0]}", first):
            if prefix in self._surfaces:
                return prefix, self._surfaces[prefix]
        return "", self._surfaces[""]


def _loggable(path: str) -> str:
    shown = _PERSONAL.sub(r"/\1/…", path)
    return "/".join(part if _PLAIN.fullmatch(part) else "…" for part in shown.split("/"))


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"request-id":
            text = value.decode("latin-1")
            if _REQUEST_ID.fullmatch(text):
                return str(text)
    return f"req_{secrets.token_hex(10)}"


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
