"""Checking that a webhook comes from whom it says.

Rules: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.base.signatures import secret_bytes, sign
from muster.client.errors import SignatureError

TOLERANCE = 300
"""Seconds that a webhook may be older or newer than our clock."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook that was checked; ``id`` stays the same when it is sent again."""

    id: str
    timestamp: int
    body: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Return what happened: a dotted type of docs/events.md, "" in a vendor's envelope."""
        return str(self.body.get("type", ""))


def verify(
    payload: bytes,
    headers: Mapping[str, str],
    secret: str | Sequence[str],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> Hook:
    """Return a webhook whose signature is right.

    ``payload`` is the body as it came, byte for byte; ``headers`` may be written in any case;
    give two secrets while one replaces the other. ``now`` is in seconds since 1970.

    Raises:
        SignatureError: it was not signed with a secret of these, or is too old or too new.
        ValueError: a secret is no webhook secret.
    """
    keys = [secret_bytes(one) for one in ([secret] if isinstance(secret, str) else secret)]
    given = {name.lower(): value for name, value in headers.items()}
    hook_id, timestamp = given.get("webhook-id", ""), _seconds(given.get("webhook-timestamp", ""))
    if abs((time.time() if now is None else now) - timestamp) > tolerance:
        raise SignatureError("the webhook's time is too far from ours")
    wanted = [sign(key, hook_id, timestamp, payload).encode() for key in keys]
    signatures = given.get("webhook-signature", "").encode("utf-8", "replace").split(b" ")
    if not any(hmac.compare_digest(one, other) for one in signatures for other in wanted):
        raise SignatureError("no signature of the webhook is right")
    return Hook(hook_id, timestamp, _read(payload))


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(2**63))):
        raise SignatureError("the webhook does not say when it was sent")
    return int(text)


def _read(payload: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(payload)
    except ValueError as error:
        raise SignatureError("the webhook is not JSON") from error
    if not isinstance(body, dict):
        raise SignatureError("the webhook is not a JSON object")
    return body
