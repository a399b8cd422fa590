"""Asking: with a key, a deadline, and again when that is safe."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx2

from muster import __version__
from muster.client.errors import ApiError, BusyError, Fault, NotReachedError

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_SAFE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A request; ``again`` tells that doing it twice is doing it once."""

    method: str
    path: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    headers: Mapping[str, str] | None = None
    again: bool = False

    @property
    def repeatable(self) -> bool:
        """Tell whether it can be sent again when nobody knows what became of it."""
        return self.again or self.method in _SAFE


class Transport:
    """Sends requests to one server with one key.

    What was not sent, or was refused because the server is busy, is tried again; what may have
    been carried out, only where that changes nothing.
    """

    def __init__(self, client: httpx2.Client, tries: int, sleep: Callable[[float], None]) -> None:
        """Take an HTTP client that knows address and key."""
        self._client = client
        self._tries = tries
        self._sleep = sleep

    def send(self, ask: Ask) -> httpx2.Response:
        """Return a good answer.

        Raises:
            ApiError: the request was refused.
            NotReachedError: no try brought an answer.
        """
        for number in range(1, self._tries + 1):
            try:
                answer = self._client.request(
                    ask.method, ask.path, params=ask.params, json=ask.body, headers=ask.headers
                )
            except httpx2.TransportError as error:
                if number == self._tries or not (ask.repeatable or _unsent(error)):
                    raise NotReachedError(f"no answer: {type(error).__name__}") from error
                self._sleep(_backoff(number))
                continue
            if answer.is_success:
                return answer
            if number == self._tries or not _passing(answer, ask):
                raise _refusal(answer)
            self._sleep(_asked_wait(answer) or _backoff(number))
        raise NotReachedError("no try was allowed")


def connect(url: str, key: str, timeout: float) -> httpx2.Client:
    """Return a client for a server; it follows no redirect and asks no proxy of the environment."""
    return httpx2.Client(
        base_url=url.rstrip("/"),
        headers={"Authorization": f"Bearer {key}", "User-Agent": f"muster-client/{__version__}"},
        timeout=timeout,
        trust_env=False,
    )


def _unsent(error: httpx2.TransportError) -> bool:
    return isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)


def _passing(answer: httpx2.Response, ask: Ask) -> bool:
    if answer.status_code in _BUSY:
        return True
    if answer.status_code == HTTPStatus.CONFLICT and ask.again:
        return "Retry-After" in answer.headers  # the same call is being carried out just now
    return answer.is_server_error and ask.repeatable


def _backoff(number: int) -> float:
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (number - 1)) * random.uniform(0.5, 1.5)  # noqa: S311 -- no secret


def _asked_wait(answer: httpx2.Response) -> float | None:
    text = answer.headers.get("Retry-After", "")
    return min(float(text), _LONGEST_WAIT) if text.isdecimal() else None


def _refusal(answer: httpx2.Response) -> ApiError:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    kind = BusyError if answer.status_code in _BUSY else ApiError
    return kind(
        answer.status_code,
        str(problem.get("code", "unknown")),
        str(problem.get("detail", HTTPStatus(answer.status_code).phrase)),
        [
            Fault(one.get("code", "invalid"), one.get("field"), one.get("detail", ""))
            for one in problem.get("errors", ())
        ],
        answer.headers.get("Request-Id", ""),
    )
