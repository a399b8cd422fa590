"""Invitations: one candidate, one activity, one window of time; and calls to make them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from muster.base.errors import ConflictError, InvalidError, MusterError, NotFoundError
from muster.base.ids import to_object_id
from muster.base.signing import LinkClaim, LinkKind
from muster.features.catalog import Activity

MOST_PEOPLE = 5000
"""People in one call at most; edges may allow fewer."""


class State(StrEnum):
    """Where an invitation stands. ``expired`` is never stored: it follows from the clock."""

    PENDING = "pending"
    STARTED = "started"
    COMPLETED = "completed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Outcome(StrEnum):
    """What a call did with one row."""

    CREATED = "created"
    RENEWED = "renewed"
    """It was pending; its window was counted anew."""
    REVIVED = "revived"
    """It was expired or revoked and is pending again."""
    UNCHANGED = "unchanged"
    """The candidate has started."""
    COMPLETED = "already_completed"
    NEW_ATTEMPT = "new_attempt"
    REFUSED = "refused"
    """The row was bad; nothing was written and nobody mailed."""


class OnCompleted(StrEnum):
    """What a call wants for those who have completed the activity."""

    RETURN = "return"
    NEW_ATTEMPT = "new_attempt"


class UnknownInvitationError(NotFoundError):
    """There is no such invitation in this organization."""

    code = "unknown_invitation"


class WindowError(InvalidError):
    """The window of the invitation cannot be used."""

    code = "bad_window"


class FinishedError(ConflictError):
    """The invitation is completed; it cannot be changed any more."""

    code = "already_completed"


class RevokedError(ConflictError):
    """The invitation is revoked; inviting again revives it with a new link."""

    code = "revoked"


class StageOfTrackError(ConflictError):
    """This invitation is a stage of a track; change the track's invitation instead."""

    code = "stage_of_track"


class LinksUsedUpError(ConflictError):
    """The link of this invitation was rotated 65,535 times."""

    code = "links_used_up"


class IdempotencyMismatchError(InvalidError):
    """This Idempotency-Key was used with another request."""

    code = "idempotency_mismatch"


class IdempotencyBusyError(ConflictError):
    """A request with this Idempotency-Key is still running; try again in a second."""

    code = "idempotency_busy"


@dataclass(frozen=True, slots=True)
class Window:
    """When an invitation can be opened and until when; None leaves the choice to Muster."""

    opens_at: datetime | None = None
    expires_at: datetime | None = None

    def over(self, other: "Window") -> "Window":
        """Return this window with what it leaves open taken from another one."""
        if self.opens_at is None and self.expires_at is None:
            return other
        return Window(self.opens_at or other.opens_at, self.expires_at or other.expires_at)

    def check(self, now: datetime) -> None:
        """Check that the window is still ahead and has a length.

        Raises:
            WindowError: it ended, or ends before it opens.
        """
        if self.expires_at is not None and self.expires_at <= now:
            raise WindowError("The expiry date has passed", field="expires_at")
        if self.opens_at and self.expires_at and self.opens_at >= self.expires_at:
            raise WindowError("The invitation would expire before it opens", field="opens_at")


@dataclass(frozen=True, slots=True)
class Guest:
    """One row of a call as it came in: nothing in it has been checked."""

    email: str
    name: str
    external_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    locale: str | None = None
    redirect_url: str | None = None
    window: Window = field(default_factory=Window)
    time_zone: str | None = None
    """IANA name of the candidate's zone; letters and reminders keep to it."""
    remind_before: tuple[timedelta, ...] | None = None
    """When reminders come before the end; None is as the organization says, empty is never."""
    faults: tuple["Problem", ...] = ()
    """What the edge could not even read of the row; it is refused with these."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The caller's Idempotency-Key, the route, and a SHA-256 over body and relevant query."""

    key: str
    route: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """One request to invite: every guest to every activity."""

    activities: tuple[Activity, ...]
    guests: tuple[Guest, ...]
    send: bool
    actor: str
    window: Window = field(default_factory=Window)
    on_completed: OnCompleted = OnCompleted.RETURN
    together: bool = False
    """One letter and one link for all activities of a guest, to the candidate's home."""
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was refused: code of the error, field, and a sentence without personal data."""

    code: str
    field: str | None
    message: str

    @classmethod
    def of(cls, error: MusterError) -> "Problem":
        """Describe an error of a row."""
        return cls(error.code, getattr(error, "field", None), error.message)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One candidate, one activity, one window of time."""

    id: int
    uid: UUID
    activity_id: int
    candidate_id: int
    parent_id: int | None
    round: int
    stored_state: State
    opens_at: datetime | None
    expires_at: datetime
    link_version: int
    external_id: str | None
    metadata: Mapping[str, Any]
    redirect_url: str | None
    locale: str | None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    revoked_at: datetime | None
    time_zone: str | None = None
    remind_before: tuple[timedelta, ...] | None = None
    wake_at: datetime | None = None
    """When the worker looks at it next: to remind, or to note that it has expired."""
    reminders_sent: int = 0
    reminders_stopped_at: datetime | None = None
    calendar_sequence: int = 0
    """How often its window has changed, or it was taken back (SEQUENCE of RFC 5545)."""

    @property
    def object_id(self) -> str:
        """Return the 24-hex name."""
        return to_object_id(self.created_at, self.id)

    def state(self, now: datetime) -> State:
        """Return where the invitation stands at an instant."""
        if self.stored_state is State.PENDING and self.expires_at <= now:
            return State.EXPIRED
        return self.stored_state

    def can_be_mailed(self, now: datetime) -> bool:
        """Tell whether a letter about it makes sense: not finished, and its time has not passed."""
        return self.stored_state in {State.PENDING, State.STARTED} and now < self.expires_at

    @property
    def reminder_at(self) -> datetime | None:
        """Return when the next reminder comes; None if none does, or until it is planned."""
        if self.wake_at is None or not self.updated_at < self.wake_at < self.expires_at:
            return None
        return self.wake_at

    def claim(self, organization: int) -> LinkClaim:
        """Return what its personal link says."""
        return LinkClaim(LinkKind.INVITATION, organization, self.id, self.link_version)
