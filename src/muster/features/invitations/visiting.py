"""A candidate's browser: the secret of its session, and what that lets it see."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from muster.base.signing import LinkClaim
from muster.features.invitations.model import Invitation

_SECRET_BYTES = 32
_SECRET_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever has a session: what it was let in by, newest first. Links may be void by now."""

    secret_sha256: bytes
    claims: tuple[LinkClaim, ...]
    device: UUID | None
    """The browser's device at the attempt that was asked for, if it has a seat there."""

    @property
    def organizations(self) -> tuple[int, ...]:
        """Return the organizations whose links it followed, the latest first."""
        return tuple(dict.fromkeys(claim.organization for claim in self.claims))

    def claims_of(self, organization: int) -> tuple[LinkClaim, ...]:
        """Return what it was let in by in one organization."""
        return tuple(claim for claim in self.claims if claim.organization == organization)


@dataclass(frozen=True, slots=True)
class Admission:
    """An invitation that a session may use, and the link that lets it."""

    invitation: Invitation
    claim: LinkClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A session's seat at an attempt, with the link that it came by."""

    organization: int
    attempt_id: int
    attempt_uid: UUID
    activity_uid: UUID
    version: int
    device: UUID
    claim: LinkClaim


def new_secret() -> str:
    """Return the secret of a new session, for its cookie."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SECRET_BYTES)).decode().rstrip("=")


def is_secret(session: str) -> bool:
    """Tell whether this can be the secret of a session."""
    return len(session) == _SECRET_LENGTH and session.isascii()


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 that a session is kept under."""
    return hashlib.sha256(secret.encode()).digest()
