"""How much one key may ask: a bucket for each, said in every answer.

Headers of draft-ietf-httpapi-ratelimit-headers-11 (``RateLimit-Policy``, ``RateLimit``). The
buckets are one process's own; a limit keeps a runaway client from starving others, and needs
no exactness.
"""

import math
from collections import OrderedDict

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muster.base.clock import Clock
from muster.edges.api.problems import problem
from muster.edges.http import Refusal, presented_key
from muster.features.organizations import MalformedKeyError, key_id_of

WINDOW = 60
"""Seconds in which a bucket fills up from empty."""
_MOST_BUCKETS = 10_000


class Bucket:
    """What a key may still ask; fills up steadily."""

    def __init__(self, quota: int) -> None:
        """Begin full."""
        self._quota = quota
        self._left = float(quota)
        self._at = 0.0

    def refill(self, now: float) -> None:
        """Add what has come since the last look; ``now`` is in seconds."""
        self._left = min(self._quota, self._left + (now - self._at) * self._quota / WINDOW)
        self._at = now

    def take(self, units: int) -> bool:
        """Take units, into debt for a batch that is already being done; False when empty."""
        if self._left < 1:
            return False
        self._left -= units
        return True

    @property
    def left(self) -> int:
        """Return whole units that may be taken."""
        return max(0, math.floor(self._left))

    @property
    def seconds_to_next(self) -> int:
        """Return after how many seconds a unit can be taken again."""
        return max(1, math.ceil((1 - self._left) * WINDOW / self._quota))

    @property
    def seconds_to_full(self) -> int:
        """Return after how many seconds the bucket is full."""
        return math.ceil((self._quota - self._left) * WINDOW / self._quota)


class Limits:
    """Middleware that charges each request to its key; a batch charges its rows as well."""

    def __init__(self, app: ASGIApp, clock: Clock, quota: int) -> None:
        """Allow ``quota`` requests or rows a minute and key; 0 allows any number."""
        self._app = app
        self._clock = clock
        self._quota = quota
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request within its key's limit, or refuse it with 429."""
        if scope["type"] != "http" or not self._quota:
            await self._app(scope, receive, send)
            return
        bucket = self._bucket(Request(scope))
        if not bucket.take(1):
            await self._refuse(bucket)(scope, receive, send)
            return
        scope.setdefault("state", {})["bucket"] = bucket

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = [(name.encode(), text.encode()) for name, text in self._say(bucket).items()]
                message["headers"] = [*message["headers"], *said]
            await send(message)

        await self._app(scope, receive, telling)

    def _bucket(self, request: Request) -> Bucket:
        name = _name(request)
        bucket = self._buckets.pop(name, None) or Bucket(self._quota)
        bucket.refill(self._clock.now().timestamp())
        self._buckets[name] = bucket
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket

    def _refuse(self, bucket: Bucket) -> ASGIApp:
        wait = bucket.seconds_to_next
        headers = {**self._say(bucket), "Retry-After": str(wait)}
        message = f"Too many requests with this key; come back in {wait} s"
        return problem(Refusal(429, "too_many_requests", message, headers=headers))

    def _say(self, bucket: Bucket) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"default";q={self._quota};w={WINDOW}',
            "RateLimit": f'"default";r={bucket.left};t={bucket.seconds_to_full}',
        }


def charge(request: Request, rows: int) -> None:
    """Charge a batch for its rows beyond the first."""
    bucket: Bucket | None = getattr(request.state, "bucket", None)
    if bucket is not None and rows > 1:
        bucket.take(rows - 1)


def _name(request: Request) -> str:
    try:
        return key_id_of(presented_key(request) or "")
    except MalformedKeyError:
        return f"from {request.client.host if request.client else ''}"
