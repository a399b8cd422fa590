"""Candidates who need more time: who may ask, and what becomes of it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.features.catalog import Kind
from muster.features.invitations.model import State
from muster.features.invitations.views import InvitationView
from muster.features.organizations import MOST_DAYS

LAST_DAY = timedelta(days=1)
"""Before the end, more time can be asked for this long."""
LONGEST_SENTENCE = 500


class NoMoreTimeError(ConflictError):
    """More time cannot be asked for here: it is not yet short, or it is not given."""

    code = "no_more_time"


class AlreadyAskedError(ConflictError):
    """More time was asked for already; it can be asked for once."""

    code = "already_asked"


class UnknownRequestError(NotFoundError):
    """Nobody has asked for more time for this invitation."""

    code = "unknown_more_time_request"


class AlreadyAnsweredError(ConflictError):
    """This request for more time is answered."""

    code = "already_answered"


class DaysError(InvalidError):
    """More time is 1 to 30 days."""

    code = "bad_days"


class RequestState(StrEnum):
    """What became of asking."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class MoreTimeRequest:
    """A candidate's wish for more time; ``sentence`` is in their own words, perhaps empty.

    ``days`` is what was granted. ``answered_by`` is an actor, or ``rule``.
    """

    id: int
    uid: UUID
    view: InvitationView
    sentence: str
    state: RequestState
    days: int | None
    asked_at: datetime
    answered_at: datetime | None
    answered_by: str | None


def may_ask(view: InvitationView, now: datetime) -> bool:
    """Tell whether more time would help: not begun, and over or nearly so.

    A track that has begun is a row of stages, some of which may not have. Whoever is in an
    attempt has its clock, and accommodations for that.
    """
    invitation = view.invitation
    track = view.activity.kind is Kind.TRACK and invitation.stored_state is State.STARTED
    if invitation.stored_state is not State.PENDING and not track:
        return False
    return invitation.expires_at <= now + LAST_DAY


def new_end(expires_at: datetime, days: int, now: datetime) -> datetime:
    """Return the end with so many days more, from now if it has passed.

    Raises:
        DaysError: it is not 1 to 30 days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise DaysError(field="grant")
    return max(expires_at, now) + timedelta(days=days)


def tidy_sentence(text: str) -> str:
    """Return what a candidate wrote on one line, without what no line may hold, 500 at most."""
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    return " ".join(words).replace("=?", "= ?")[:LONGEST_SENTENCE].rstrip()
