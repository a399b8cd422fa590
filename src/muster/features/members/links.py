"""Links that let a member in once: what they are, how long they last, the letters that carry them."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from muster.base.addresses import parse_address
from muster.base.errors import ConflictError
from muster.base.signing import LinkClaim, LinkKind
from muster.features.delivery import Draft
from muster.features.members.model import Member, hash_secret
from muster.features.organizations import Organization

FIRST_LINK = timedelta(hours=24)
"""How long a link lasts that a command prints."""
INVITATION = timedelta(days=7)
"""How long the link in a letter lasts that invites a member."""
MAIL_LINK = timedelta(minutes=10)
"""How long a link lasts that somebody asked for (ASVS 5.0, 6.5.5)."""
WELCOME_KIND = "welcome"
SIGN_IN_KIND = "sign_in"


class LinkEndedError(ConflictError):
    """This link was used already, or its time is over."""

    code = "link_ended"


class LinkElsewhereError(ConflictError):
    """This link opens only in the browser in which it was asked for."""

    code = "link_elsewhere"


class Purpose(StrEnum):
    """What a link is for."""

    WELCOME = "welcome"
    """The first of a member; it opens in any browser."""
    MAIL = "mail"
    """Asked for by mail; it opens only in the browser that asked."""


@dataclass(frozen=True, slots=True)
class MemberLink:
    """A link of a member; without a member, whoever opens it becomes the first owner.

    ``next`` is the path of a page to go on to, "" for the first.
    """

    id: int
    organization: Organization
    member: Member | None
    purpose: Purpose
    browser_sha256: bytes | None
    next: str
    expires_at: datetime
    used_at: datetime | None

    def check(self, browser: str, now: datetime) -> None:
        """Check that the link opens in the browser that has a secret, "" for none.

        Raises:
            LinkEndedError: it was used, or its time is over.
            LinkElsewhereError: it belongs to another browser.
        """
        if self.used_at is not None or now >= self.expires_at:
            raise LinkEndedError
        ours = self.browser_sha256
        if ours is not None and not hmac.compare_digest(ours, hash_secret(browser)):
            raise LinkElsewhereError


def claim_of(organization: int, link: int) -> LinkClaim:
    """Return what the token of a link says."""
    return LinkClaim(LinkKind.MEMBER, organization, link, 0)


@dataclass(frozen=True, slots=True)
class Sending:
    """What both letters need: who writes to whom, and the link with its end."""

    organization: Organization
    member: Member
    link: int
    expires_at: datetime

    def welcome(self, inviter: str) -> Draft:
        """Return the letter that invites a member; ``inviter`` is who does, or ""."""
        facts = {"role": self.member.role.value, "inviter": inviter, "days": INVITATION.days}
        return self._draft(WELCOME_KIND, self.member.id, facts)

    def sign_in(self) -> Draft:
        """Return the letter with the link that somebody asked for."""
        return self._draft(SIGN_IN_KIND, self.link, {"minutes": MAIL_LINK.seconds // 60})

    def _draft(self, kind: str, reference: int, facts: Mapping[str, Any]) -> Draft:
        organization, address = self.organization, parse_address(self.member.email)
        return Draft(
            kind=kind,
            reference=reference,
            recipient=address.given,
            recipient_key=address.key,
            variables={
                "name": self.member.name,
                "organization": organization.name,
                "accent_color": organization.accent_color,
                "locale": self.member.locale or organization.locale,
                "link": {"kind": "member", "subject": self.link, "version": 0},
                "facts": facts,
            },
            template=f"{kind}.1",
            send_before=self.expires_at,
            bulk=False,
        )
