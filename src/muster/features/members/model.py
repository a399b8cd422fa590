"""Members, their roles and rights, and the sessions in which they work."""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from muster.base.errors import ForbiddenError, MusterError
from muster.base.ids import to_typeid
from muster.features.organizations import Organization

SESSION = timedelta(hours=12)
"""How long a session lasts, whatever is done in it."""
CONFIRMED = timedelta(minutes=10)
"""How long after showing who one is keys, exports and erasure may be touched."""
_SECRET_BYTES = 32
# 256 bits in unpadded base64url. Anything else was not ours, and asks no database.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class NotSignedInError(MusterError):
    """You are not signed in, or your session has ended."""

    code = "not_signed_in"


class RightError(ForbiddenError):
    """Your role does not allow this; ask an owner of your organization."""

    code = "missing_right"


class ConfirmationError(ForbiddenError):
    """Show once more who you are before you do this."""

    code = "confirmation_needed"


class Way(StrEnum):
    """How somebody showed who they are."""

    LINK = "link"
    """A first link: printed by a command, or in a letter that invites a member."""
    MAIL = "mail"
    """A link that they asked for by mail."""
    PASSKEY = "passkey"
    PROVIDER = "provider"
    """The organization's own sign-in service (OpenID Connect)."""


class MemberRole(StrEnum):
    """What a member is in the organization."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a page or an action of the console asks for."""

    READ = "read"
    """See the pages of candidates, invitations, activities and reports."""
    ADDRESSES = "addresses"
    """See people's addresses, and the letters to them."""
    INVITE = "invite"
    """Invite, resend, extend, revoke; grant more time."""
    EDIT = "edit"
    """Import, edit, publish, archive activities."""
    REVIEW = "review"
    """Rate and comment."""
    DECIDE = "decide"
    """Decide about candidates, move them along a track, share reports."""
    EXPORT = "export"
    """Take lists, reports and copies of people out of the house."""
    ERASE = "erase"
    """Erase people, place and lift legal holds."""
    MANAGE = "manage"
    """Change settings, members, keys, webhooks."""
    AUDIT = "audit"
    """Read the audit log, settings and members."""


_RECRUITING = frozenset(
    {
        Right.READ,
        Right.ADDRESSES,
        Right.INVITE,
        Right.EDIT,
        Right.REVIEW,
        Right.DECIDE,
        Right.EXPORT,
    }
)
RIGHTS: Mapping[MemberRole, frozenset[Right]] = {
    MemberRole.OWNER: frozenset(Right),
    MemberRole.RECRUITER: _RECRUITING,
    MemberRole.REVIEWER: frozenset({Right.READ, Right.REVIEW}),
    MemberRole.AUDITOR: frozenset({Right.READ, Right.ADDRESSES, Right.AUDIT}),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person of an organization. ``locale`` is the member's own language, if said."""

    organization_id: int
    id: int
    uid: UUID
    email: str
    name: str
    role: MemberRole
    locale: str | None
    invited_at: datetime
    joined_at: datetime | None
    removed_at: datetime | None
    seen_at: datetime | None = None

    @property
    def shown_name(self) -> str:
        """Return the name, or the address of one who gave none."""
        return self.name or self.email

    @property
    def actor(self) -> str:
        """Return the name that events carry."""
        return f"member:{to_typeid('mem', self.uid)}"

    def may(self, right: Right) -> bool:
        """Tell whether the member's role has a right."""
        return right in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in one of the organizations that they are a member of."""

    member: Member
    organization: Organization


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person who shall become a member."""

    email: str
    role: MemberRole
    name: str = ""
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which a member works."""

    uid: UUID
    member: Member
    organization: Organization
    browser: str
    begun_at: datetime
    confirmed_at: datetime
    seen_at: datetime
    expires_at: datetime

    @property
    def actor(self) -> str:
        """Return the name that events carry."""
        return self.member.actor

    def may(self, right: Right) -> bool:
        """Tell whether the member may do this."""
        return self.member.may(right)

    def require(self, right: Right) -> None:
        """Check that the member may do this.

        Raises:
            RightError: the role does not allow it.
        """
        if not self.may(right):
            raise RightError

    def confirmed(self, now: datetime) -> bool:
        """Tell whether the member showed who they are a short time ago."""
        return now - self.confirmed_at <= CONFIRMED

    def require_confirmed(self, now: datetime) -> None:
        """Check the same.

        Raises:
            ConfirmationError: it was too long ago.
        """
        if not self.confirmed(now):
            raise ConfirmationError


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser of a member, as the member's account lists it."""

    uid: UUID
    browser: str
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime


def new_secret() -> str:
    """Return the secret of a new session, for its cookie."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SECRET_BYTES)).decode().rstrip("=")


def is_secret(text: str) -> bool:
    """Tell whether this can be the secret of a session."""
    return _SECRET.fullmatch(text) is not None


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 that a session is kept under."""
    return hashlib.sha256(secret.encode()).digest()
