"""Signatures of webhooks, as https://www.standardwebhooks.com has them (scheme ``v1``).

Our own few lines, checked against the published vector and against the library
``standardwebhooks``, which signs another second than it is told when that is not in UTC.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32
_SIZES = range(24, 65)


def new_secret() -> str:
    """Return ``whsec_`` and 32 random bytes in base 64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def secret_bytes(text: str) -> bytes:
    """Return the key that a secret's text stands for, with or without its prefix.

    Raises:
        ValueError: it is not base 64 of 24 to 64 bytes.
    """
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is base 64") from error
    if len(key) not in _SIZES:
        raise ValueError("a webhook secret has 24 to 64 bytes")
    return key


def sign(key: bytes, webhook_id: str, timestamp: int, body: bytes) -> str:
    """Return ``v1,…`` over the id, the seconds since 1970 of this try, and the exact bytes."""
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"


def headers(keys: Iterable[bytes], webhook_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a try; while a secret is rotated, both keys sign."""
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(key, webhook_id, timestamp, body) for key in keys),
    }
