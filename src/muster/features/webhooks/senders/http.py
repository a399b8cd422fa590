"""Calls over HTTP, by httpcore2 directly.

It follows no redirects, reads no proxy of the environment, keeps no cookies and unpacks nothing,
so that nothing of the kind must be switched off; and it takes the guard as a public argument.
"""

import asyncio
import ipaddress
import re
import ssl
from collections.abc import Mapping

import httpcore2
import structlog

from muster.features.webhooks.schedule import Answer, Outcome
from muster.features.webhooks.senders.guard import BlockedError, GuardedBackend, Resolve
from muster.features.webhooks.senders.parcels import Parcel
from muster.features.webhooks.senders.resolver import Resolver
from muster.features.webhooks.targets import AllowList, TargetError, check_url, is_public

_log = structlog.get_logger(__name__)
DEADLINE = 20.0
"""Seconds for all of a call: resolving, connecting, sending, and the whole answer."""
LONGEST_ANSWER = 64 * 1024
LONGEST_WORDS = 1024
_IDLE = 4.0  # servers close after five seconds or more; a call that meets the closing fails
_MOST_CONNECTIONS = 1000
_MOST_IDLE = 200
# Terminals obey them, and PostgreSQL keeps no NUL.
_CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+")


class HttpSender:
    """POSTs to endpoints, with connections that are kept for a while."""

    def __init__(
        self, allowed: AllowList, resolve: Resolve | None = None, *, deadline: float = DEADLINE
    ) -> None:
        """Take what the operator allows besides public https, and who resolves names."""
        self._allowed = allowed
        self._deadline = deadline
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=_MOST_CONNECTIONS,
            max_keepalive_connections=_MOST_IDLE,
            keepalive_expiry=_IDLE,
            network_backend=GuardedBackend(allowed, resolve or Resolver()),
        )

    async def send(self, parcel: Parcel) -> Answer:
        """POST a parcel and return what came back; what goes wrong is an answer, too."""
        try:
            # The operator's mind may have changed since the endpoint was made.
            check_url(parcel.url, self._allowed)
            async with asyncio.timeout(self._deadline):
                return await self._post(parcel)
        except (TargetError, BlockedError):
            return Answer(None, "webhooks do not go to this address", trouble=Outcome.BLOCKED)
        except (TimeoutError, httpcore2.TimeoutException):
            words = f"no answer within {self._deadline:g} seconds"
            return Answer(None, words, trouble=Outcome.TIMEOUT)
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            return Answer(None, _reason(error))
        except Exception as error:  # noqa: BLE001 -- a call without an outcome would never end
            _log.error("call failed", error=type(error).__name__)
            return Answer(None, "the call could not be made")

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def _post(self, parcel: Parcel) -> Answer:
        headers = {**parcel.headers, "accept": "*/*", "accept-encoding": "identity"}
        async with self._pool.stream(
            "POST", parcel.url, headers=_lines(headers, parcel), content=parcel.content
        ) as response:
            body = b""
            async for part in response.aiter_stream():
                body += part
                if len(body) > LONGEST_ANSWER:
                    break
            return Answer(
                response.status,
                _words(body) if _is_told(response) else "",
                _header(response, b"retry-after"),
            )


def _lines(headers: Mapping[str, str], parcel: Parcel) -> list[tuple[str, str]]:
    return [*headers.items(), ("content-length", str(len(parcel.content)))]


def _is_told(response: httpcore2.Response) -> bool:
    # What hosts inside the operator's network answer is nothing for customers to read.
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    try:
        return peer is not None and is_public(ipaddress.ip_address(peer[0].partition("%")[0]))
    except ValueError:
        return False


def _header(response: httpcore2.Response, name: bytes) -> str | None:
    for one, value in response.headers:
        if one.lower() == name:
            return value.decode("latin-1")[:100]
    return None


def _words(body: bytes) -> str:
    text = body[:LONGEST_WORDS].decode("utf-8", "ignore")
    return _CONTROLS.sub(" ", text).strip()


def _reason(error: Exception) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate is not good: {cause.verify_message}"[:LONGEST_WORDS]
        if isinstance(cause, ssl.SSLError):
            return "TLS could not be agreed on"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore2.ConnectError):
        return str(error)[:100] if str(error) == "the name cannot be resolved" else "no connection"
    return "the connection broke before the whole answer was there"
