"""What invitations look like to those who read them: edges, pages, letters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.features import delivery
from muster.features.candidates import Candidate
from muster.features.catalog import Activity, Kind
from muster.features.invitations.model import Invitation, Outcome, Problem, State
from muster.features.organizations import Organization


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one guest and one activity of a call."""

    guest: int
    """Index of the guest in the call."""
    activity: Activity
    outcome: Outcome
    candidate: Candidate | None = None
    invitation: Invitation | None = None
    problems: tuple[Problem, ...] = ()
    letter: delivery.Queued | None = None
    """The letter that this call queued, or the one that was on its way already."""


@dataclass(frozen=True, slots=True)
class Invited:
    """The answer to a call: guests in order, the activities of each in order."""

    rows: tuple[Row, ...]
    replayed: bool = False
    """The call's Idempotency-Key was known and nothing was done again."""

    @property
    def good(self) -> tuple[Row, ...]:
        """Return the rows that have an invitation."""
        return tuple(row for row in self.rows if row.invitation is not None)

    @property
    def messages(self) -> frozenset[int]:
        """Return the letters of the call."""
        return frozenset(row.letter.id for row in self.rows if row.letter is not None)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What inviting would do to one guest of a call, now."""

    address_key: str | None
    """What the person is known by; None when the row cannot be used."""
    outcomes: tuple[Outcome, ...]
    """One for each activity of the call, in order."""
    problems: tuple[Problem, ...] = ()
    held_because: str | None = None
    """Why no letter leaves for the address; None when one does."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which invitations, or reports of them, a numbered page shows; None takes all.

    Activity and candidate are row ids. ``keyword`` is a part of the candidate's name or address
    or of the activity's title, in any case.
    """

    kind: Kind
    activity: int | None = None
    candidate: int | None = None
    keyword: str | None = None
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """As much of an activity as a list of invitations shows."""

    id: int
    uid: UUID
    key: str
    kind: Kind
    title: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation with whom and what it is for."""

    invitation: Invitation
    candidate: Candidate
    activity: ActivityLine | Activity


class Access(StrEnum):
    """What a candidate may do with an invitation now."""

    OPEN = "open"
    """Pending and within its window."""
    NOT_YET = "not_yet"
    """Pending; it opens later."""
    STARTED = "started"
    COMPLETED = "completed"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a track: an activity's title and kind, or a review (kind None)."""

    title: str
    kind: Kind | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One invitation as the candidate sees it."""

    id: int
    uid: UUID
    access: Access
    title: str
    kind: Kind
    summary: str | None
    minutes: int | None
    have_ready: tuple[str, ...]
    question_count: int | None
    stages: tuple[Stage, ...]
    opens_at: datetime | None
    expires_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Landing:
    """What a link leads to: who invites whom to what. Read-only to obtain."""

    organization: Organization
    candidate_name: str
    locale: str | None
    """The candidate's language as far as it is known; the organization's comes next."""
    invitations: tuple[Awaiting, ...]
    void: bool = False
    """The link was replaced or revoked; ``invitations`` is empty then."""


def access(invitation: Invitation, now: datetime) -> Access:
    """Return what the candidate may do with an invitation at an instant."""
    state = invitation.state(now)
    if state is State.PENDING:
        early = invitation.opens_at is not None and now < invitation.opens_at
        return Access.NOT_YET if early else Access.OPEN
    return Access(state.value)
