"""Changing many invitations at once: what may become of each, and by how much ends are moved. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from muster.base.errors import InvalidError
from muster.features.invitations.model import Invitation, State

MOST_TOGETHER = 500
"""Invitations that one transaction changes at most."""
LONGEST_EXTENSION = 365
"""Days."""


class Together(StrEnum):
    """What became of one of many."""

    DONE = "done"
    FINISHED = "finished"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SAME = "same"
    """It had this end already."""
    LATER = "later"
    """It has a later end, which is not shortened."""
    EARLY = "early"
    """It would end before it opens."""
    STAGE = "stage"
    """It is a stage of a track, which follows the track's invitation."""
    SUPPRESSED = "suppressed"
    """Its letter does not leave, because the address is suppressed."""
    GONE = "gone"


class UntilError(InvalidError):
    """Invitations are extended to an instant to come, or by 1 to 365 days."""

    code = "bad_extension"


@dataclass(frozen=True, slots=True)
class More:
    """By how much invitations are extended: to an instant, or by days from their ends or now."""

    until: datetime | None = None
    days: int | None = None

    def check(self, now: datetime) -> None:
        """Check that this can be an extension.

        Raises:
            UntilError: the instant has passed, or the days are not 1 to 365.
        """
        if self.until is not None and self.until <= now:
            raise UntilError("This date has passed", field="until")
        if self.until is None and not 1 <= (self.days or 0) <= LONGEST_EXTENSION:
            raise UntilError("Give 1 to 365 days", field="days")

    def end_of(self, invitation: Invitation, now: datetime) -> datetime:
        """Return the new end."""
        if self.until is not None:
            return self.until
        return max(invitation.expires_at, now) + timedelta(days=self.days or 0)


@dataclass(slots=True)
class Changes:
    """What became of each, by row id, and the ends that were changed as they were before."""

    outcomes: dict[int, Together] = field(default_factory=dict)
    former: dict[int, datetime] = field(default_factory=dict)


def refuse_ended(invitation: Invitation) -> Together | None:
    """Return why what is finished or revoked stays so; None if it is neither."""
    if invitation.stored_state is State.COMPLETED:
        return Together.FINISHED
    return Together.REVOKED if invitation.stored_state is State.REVOKED else None


def refuse_reviving(invitation: Invitation) -> Together | None:
    """Return why an invitation cannot be made valid again; None if it can."""
    if invitation.stored_state is State.COMPLETED:
        return Together.FINISHED
    return None if invitation.stored_state is State.REVOKED else Together.SAME


def refuse_end(invitation: Invitation, end: datetime) -> Together | None:
    """Return why an end is no extension; None if it is one."""
    if end == invitation.expires_at:
        return Together.SAME
    if end < invitation.expires_at:
        return Together.LATER
    if invitation.opens_at is not None and invitation.opens_at >= end:
        return Together.EARLY
    return None
