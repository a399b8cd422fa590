"""Organizations, their keys and what a key may do."""

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from muster.base.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    MusterError,
    NotFoundError,
)
from muster.base.ids import to_typeid
from muster.features.organizations.logos import Logo
from muster.features.organizations.rules import MoreTimeRule, Reminding

PREFIX = "muster_live_"
KEY_ID_LENGTH = 8
_SECRET_LENGTH = 30  # of base 62: 178 bits
_CHECK_LENGTH = 6
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
KEY_LENGTH = len(PREFIX) + KEY_ID_LENGTH + _SECRET_LENGTH + _CHECK_LENGTH


class KeyRefusedError(MusterError):
    """The API key is missing or invalid."""

    code = "unauthorized"
    reason: ClassVar[str] = "unknown"


class MissingKeyError(KeyRefusedError):
    """No API key was sent; send it as X-API-Key, apiKey or Authorization: Bearer."""

    reason = "missing"


class MalformedKeyError(KeyRefusedError):
    """This is not a Muster API key, or a letter of it is wrong."""

    reason = "malformed"


class UnknownKeyError(KeyRefusedError):
    """No such API key."""


class EndedKeyError(KeyRefusedError):
    """This API key was revoked or has expired."""

    reason = "ended"


class ScopeError(ForbiddenError):
    """The API key may not do this."""

    code = "missing_scope"


class SlugTakenError(ConflictError):
    """An organization with this slug exists already."""

    code = "slug_taken"


class UnknownOrganizationError(NotFoundError):
    """There is no organization with this slug."""

    code = "unknown_organization"


class UnknownScopeError(InvalidError):
    """There is no such scope."""

    code = "unknown_scope"


class Scope(StrEnum):
    """What a key may do."""

    INVITATIONS_READ = "invitations:read"
    INVITATIONS_WRITE = "invitations:write"
    ACTIVITIES_READ = "activities:read"
    ACTIVITIES_WRITE = "activities:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    RECORDINGS_READ = "recordings:read"
    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    WEBHOOKS_MANAGE = "webhooks:manage"
    CANDIDATES_EXPORT = "candidates:export"
    CANDIDATES_ERASE = "candidates:erase"


ALL_BUT_ERASE = frozenset(Scope) - {Scope.CANDIDATES_ERASE}
"""What a key may do when nothing else was said."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An employer that uses this installation."""

    id: int
    uid: UUID
    slug: str
    name: str
    time_zone: str
    locale: str
    reply_to: str | None
    contact: str | None
    accent_color: str | None
    window_days: int
    fragment_links: bool
    created_at: datetime
    reminding: Reminding = field(default_factory=Reminding)
    more_time: MoreTimeRule = field(default_factory=MoreTimeRule)
    logo: Logo | None = None

    @property
    def logo_path(self) -> str | None:
        """Return where the logo is below our public address, None without one."""
        if self.logo is None:
            return None
        return f"/logo/{to_typeid('org', self.uid)}/{self.logo.sha256}"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it may be shown: without its secret."""

    key_id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    rolled_to: str | None
    last_used_at: datetime | None

    def ended(self, now: datetime) -> bool:
        """Tell whether the key stopped working."""
        return self.revoked_at is not None or (
            self.expires_at is not None and self.expires_at <= now
        )


@dataclass(frozen=True, slots=True)
class WantedKey:
    """A new key: what it may do, how it is called, and when it ends by itself."""

    scopes: frozenset[Scope]
    name: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request: a key and its organization."""

    organization: Organization
    key: ApiKey

    @property
    def actor(self) -> str:
        """Return the name that events carry."""
        return f"key:{self.key.key_id}"

    def may(self, scope: Scope) -> bool:
        """Tell whether the key has a scope."""
        return scope in self.key.scopes

    def require(self, scope: Scope) -> None:
        """Check that the key may do this.

        Raises:
            ScopeError: it may not; the message names the scope.
        """
        if not self.may(scope):
            raise ScopeError(f"The API key lacks the scope {scope.value}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment that its text exists."""

    text: str
    key_id: str
    secret_sha256: bytes


def check_slug(slug: str) -> str:
    """Return the slug.

    Raises:
        InvalidError: it is not made of lower-case letters, digits and hyphens, 63 at most.
    """
    if not _SLUG.fullmatch(slug):
        raise InvalidError(
            "A slug has lower-case letters, digits and hyphens, 63 at most", field="slug"
        )
    return slug


def generate_key() -> NewKey:
    """Return ``muster_live_`` + 8 of id + 30 of secret + 6 of CRC-32, all in base 62."""
    body = "".join(secrets.choice(_BASE62) for _ in range(KEY_ID_LENGTH + _SECRET_LENGTH))
    text = f"{PREFIX}{body}{_check(body)}"
    return NewKey(text, body[:KEY_ID_LENGTH], _hash(body[KEY_ID_LENGTH:]))


def read_key(text: str) -> tuple[str, bytes]:
    """Return the id of a key and the SHA-256 of its secret.

    Raises:
        MalformedKeyError: prefix, length, alphabet or checksum are wrong.
    """
    body, check = text[len(PREFIX) : -_CHECK_LENGTH], text[-_CHECK_LENGTH:]
    if len(text) != KEY_LENGTH or not text.startswith(PREFIX) or not text.isascii():
        raise MalformedKeyError
    if not hmac.compare_digest(check.encode(), _check(body).encode()):
        raise MalformedKeyError
    return body[:KEY_ID_LENGTH], _hash(body[KEY_ID_LENGTH:])


def key_id_of(text: str) -> str:
    """Return the public id of a well-formed key, which may still be no key of ours.

    Raises:
        MalformedKeyError: it is not well-formed.
    """
    return read_key(text)[0]


def parse_scopes(names: list[str]) -> frozenset[Scope]:
    """Return the scopes of their names; no name at all means everything but erasing.

    Raises:
        UnknownScopeError: a name is not a scope.
    """
    known = {scope.value for scope in Scope}
    for name in names:
        if name not in known:
            raise UnknownScopeError(f"{name} is not a scope; there are {', '.join(sorted(known))}")
    return frozenset(Scope(name) for name in names) or ALL_BUT_ERASE


def _check(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = []
    for _ in range(_CHECK_LENGTH):
        number, digit = divmod(number, len(_BASE62))
        digits.append(_BASE62[digit])
    return "".join(reversed(digits))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
