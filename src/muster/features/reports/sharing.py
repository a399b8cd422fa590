"""Rules of links that show a report: how long they live, why one ended, what is kept of a view."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from muster.base.errors import InvalidError, NotFoundError
from muster.base.signing import LinkClaim, LinkKind
from muster.features.reports.views import Share, ShareState

SHORTEST = timedelta(minutes=15)
BRIEFEST = timedelta(minutes=1)
"""What a vendor lets its clients ask for."""
LONGEST = timedelta(hours=24)
LINK_VERSION = 1
"""A share's link is never made anew: whoever revokes one makes another share."""
ONE_VIEW = timedelta(minutes=10)
"""Views of one kind of program that are less than this apart are one event."""

_PROGRAMS = {
    "bot": r"bot|crawl|spider|preview|scan|curl|wget|python|java/|go-http|headless",
    "edge": r"edg(e|a|ios)?/",
    "opera": r"opr/|opera",
    "firefox": r"firefox|fxios",
    "chrome": r"chrome|crios|chromium",
    "safari": r"safari",
}
_PHONE = re.compile(r"mobi|android|iphone|ipad", re.IGNORECASE)
_LONGEST_HEADER = 1000


class UnknownShareError(NotFoundError):
    """There is no such link to a report in this organization."""

    code = "unknown_share"


class ShareExpiredError(NotFoundError):
    """The link to this report has expired; ask its sender for another one."""

    code = "share_expired"


class ShareRevokedError(NotFoundError):
    """The link to this report was revoked; ask its sender for another one."""

    code = "share_revoked"


class LifetimeError(InvalidError):
    """A link to a report lives for 15 minutes to 24 hours."""

    code = "bad_lifetime"


@dataclass(frozen=True, slots=True)
class NewShare:
    """A share to be written."""

    uid: UUID
    created_at: datetime
    created_by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """That a link to a report works until an instant, and for which purpose, in a word."""

    purpose: str
    until: datetime


class Sight(StrEnum):
    """What somebody with the link looked at."""

    PAGE = "page"
    PDF = "pdf"
    RECORDING = "recording"
    FILE = "file"


def lifetime_of(minutes: int) -> timedelta:
    """Return minutes as a lifetime, which is not checked yet.

    Raises:
        LifetimeError: they are more than can be counted.
    """
    try:
        return timedelta(minutes=minutes)
    except OverflowError as error:
        raise LifetimeError(field="minutes") from error


def check_lifetime(lifetime: timedelta, shortest: timedelta = SHORTEST) -> timedelta:
    """Return the lifetime.

    Raises:
        LifetimeError: it is shorter than 15 minutes, or ``shortest``, or longer than 24 hours.
    """
    if not shortest <= lifetime <= LONGEST:
        raise LifetimeError(field="minutes")
    return lifetime


def check_open(share: Share, now: datetime) -> None:
    """Check that a share still shows its report.

    Raises:
        ShareRevokedError: somebody revoked it.
        ShareExpiredError: its time is over.
    """
    state = share.state(now)
    if state is ShareState.REVOKED:
        raise ShareRevokedError
    if state is ShareState.EXPIRED:
        raise ShareExpiredError


def claim_of(organization: int, share: int) -> LinkClaim:
    """Return what the link of a share says."""
    return LinkClaim(LinkKind.REPORT, organization, share, LINK_VERSION)


def agent_word(user_agent: str | None) -> str:
    """Return what kind of program a User-Agent names: ``firefox``, ``safari phone``, ``bot``.

    It is coarse on purpose: it tells a colleague from a mail scanner, and no two people apart.
    """
    text = (user_agent or "")[:_LONGEST_HEADER]
    word = next(
        (name for name, pattern in _PROGRAMS.items() if re.search(pattern, text, re.IGNORECASE)),
        "unknown",
    )
    return f"{word} phone" if word not in {"bot", "unknown"} and _PHONE.search(text) else word
