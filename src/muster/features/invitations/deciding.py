"""What inviting means when there is an invitation already: the table of DESIGN 6. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from muster.base.signing import MAX_LINK_VERSION
from muster.features.invitations.model import (
    Invitation,
    LinksUsedUpError,
    OnCompleted,
    Outcome,
    State,
    Window,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one row of a call wants of its invitation."""

    window: Window
    default_window: timedelta
    on_completed: OnCompleted
    retake_after: timedelta | None
    external_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    redirect_url: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    remind_before: tuple[timedelta, ...] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the latest invitation, None for a new row, and how it is called."""

    outcome: Outcome
    invitation: Invitation | None
    next_round: int = 1

    @property
    def writes(self) -> bool:
        """Tell whether the row of the invitation changes."""
        return self.outcome in {Outcome.RENEWED, Outcome.REVIVED}

    @property
    def inserts(self) -> bool:
        """Tell whether a new row is written."""
        return self.outcome in {Outcome.CREATED, Outcome.NEW_ATTEMPT}


def decide(latest: Invitation | None, wish: Wish, now: datetime) -> Decision:  # noqa: PLR0911 -- a row of the table each
    """Return what inviting means when this is the latest invitation (DESIGN 6)."""
    if latest is None:
        return Decision(Outcome.CREATED, None)
    match latest.state(now):
        case State.STARTED:
            return Decision(Outcome.UNCHANGED, latest)
        case State.COMPLETED if not _may_retake(latest, wish, now):
            return Decision(Outcome.COMPLETED, latest)
        case State.COMPLETED:
            return Decision(Outcome.NEW_ATTEMPT, None, next_round=latest.round + 1)
        case State.PENDING:
            return Decision(Outcome.RENEWED, _renew(latest, wish, now))
        case State.EXPIRED:
            return Decision(Outcome.REVIVED, _renew(latest, wish, now))
    revived = replace(
        latest,
        stored_state=State.PENDING,
        revoked_at=None,
        link_version=raise_link_version(latest.link_version),
    )
    return Decision(Outcome.REVIVED, _renew(revived, wish, now))


def expiry(wish: Wish, now: datetime) -> datetime:
    """Return the end of a new window: the explicit date, else the organization's days from now.

    A window that opens later is counted from its opening.
    """
    if wish.window.expires_at is not None:
        return wish.window.expires_at
    return max(now, wish.window.opens_at or now) + wish.default_window


def days(number: int | None) -> timedelta | None:
    """Return so many days; None stays None."""
    return None if number is None else timedelta(days=number)


def raise_link_version(version: int) -> int:
    """Return the next version of a link.

    Raises:
        LinksUsedUpError: the token has no room for another one.
    """
    if version >= MAX_LINK_VERSION:
        raise LinksUsedUpError
    return version + 1


def _may_retake(latest: Invitation, wish: Wish, now: datetime) -> bool:
    if wish.on_completed is OnCompleted.NEW_ATTEMPT:
        return True
    if wish.retake_after is None or latest.completed_at is None:
        return False
    return latest.completed_at + wish.retake_after <= now


def _renew(latest: Invitation, wish: Wish, now: datetime) -> Invitation:
    end = expiry(wish, now)
    if wish.window.expires_at is None:
        end = max(end, latest.expires_at)
    opens_at = wish.window.opens_at or latest.opens_at
    return replace(
        latest,
        # An explicit end before an earlier call's opening means: from now.
        opens_at=opens_at if opens_at is not None and opens_at < end else None,
        expires_at=end,
        updated_at=now,
        external_id=wish.external_id or latest.external_id,
        metadata=latest.metadata if wish.metadata is None else wish.metadata,
        redirect_url=wish.redirect_url or latest.redirect_url,
        locale=wish.locale or latest.locale,
        time_zone=wish.time_zone or latest.time_zone,
        remind_before=latest.remind_before if wish.remind_before is None else wish.remind_before,
    )
