"""Attempts: one way through a version, from Start to Submit; and what is refused on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, TypeAlias
from uuid import UUID

from muster.base import ids
from muster.base.errors import ConflictError, InvalidError, NotFoundError

GRACE = timedelta(seconds=30)
"""After the end an answer is still taken, and marked late: it was on its way."""

Value: TypeAlias = str | Sequence[str] | Mapping[str, "str | Sequence[str]"] | None
"""An answer as JSON; its shape follows from the question's type (``check_value``)."""


class AttemptState(StrEnum):
    """Where an attempt stands; nothing leaves ``submitted``."""

    RUNNING = "running"
    SUBMITTED = "submitted"


class EndedBy(StrEnum):
    """Who submitted."""

    CANDIDATE = "candidate"
    TIME = "time"


class SignalKind(StrEnum):
    """What a browser noticed, or the server; context for a reviewer and never a verdict."""

    LEFT_TAB = "left_tab"
    PASTED = "pasted"
    NETWORK_GAP = "network_gap"
    SECOND_DEVICE = "second_device"
    """The server's own: another device took over. Browsers cannot send it."""


class NoSeatError(NotFoundError):
    """This browser was not let in to that; open the personal link again."""

    code = "no_seat"


class UnknownAttemptError(NotFoundError):
    """There is no such attempt in this organization."""

    code = "unknown_attempt"


class UnknownQuestionError(NotFoundError):
    """This attempt has no such question or section."""

    code = "unknown_question"


class NotOpenError(ConflictError):
    """The invitation cannot be started now: it is too early, over, revoked or completed."""

    code = "not_open"


class NotOpenedError(ConflictError):
    """This part has a clock of its own; open it before answering."""

    code = "not_opened"


class ConflictingSaveError(ConflictError):
    """The answer was changed elsewhere meanwhile; both texts are kept.

    ``current`` is the answer that stands.
    """

    code = "conflicting_save"

    def __init__(self, current: "Answer") -> None:
        """Take the answer that stands."""
        super().__init__()
        self.current = current


class SupersededError(ConflictError):
    """Another device has taken over; what was written here is kept beside the answer."""

    code = "superseded"


class OverError(ConflictError):
    """The time for this is up, or the attempt is submitted."""

    code = "over"


class PausedError(ConflictError):
    """The attempt is paused; go on first."""

    code = "paused"


class NoBreakError(ConflictError):
    """No break is left for this attempt."""

    code = "no_break"


class AnswerError(InvalidError):
    """This cannot be the answer to that question."""

    code = "bad_answer"


class AccommodationError(InvalidError):
    """This accommodation cannot be given."""

    code = "bad_accommodation"


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What a candidate is given in all their attempts; it is never shown in a report.

    ``time_factor`` multiplies every time limit: 1 to 10, two decimals. ``break_minutes`` are
    minutes of a whole attempt in which its clocks stand still, 0 to 240.
    """

    time_factor: Decimal = Decimal(1)
    untimed: bool = False
    break_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """What a candidate agreed to, word for word; kept by its content, with the time."""

    version: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way of a candidate through a version.

    ``ends_at`` is None when no limit of its own counts; ``closes_at`` is when the server ends it
    in any case: ``ends_at``, else the end of the invitation. ``epoch`` is raised by each claim,
    and only its holder may write. ``paused_at`` is set during a break.
    """

    TYPE_PREFIX: ClassVar[str] = "att"

    id: int
    uid: UUID
    invitation_id: int
    candidate_id: int
    activity_id: int
    version: int
    state: AttemptState
    epoch: int
    started_at: datetime
    ends_at: datetime | None
    closes_at: datetime
    submitted_at: datetime | None
    ended_by: EndedBy | None
    paused_at: datetime | None
    break_seconds_left: int

    @property
    def typeid(self) -> str:
        """The name in the native API: ``att_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)

    @property
    def running(self) -> bool:
        """Tell whether it is not submitted."""
        return self.state is AttemptState.RUNNING


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands as the answer to a question; revisions count from 1."""

    item: str
    revision: int
    value: Value
    saved_at: datetime
    late: bool
    """It came after the end, within the grace."""


class Side(StrEnum):
    """What became of a text that was sent."""

    SAVED = "saved"
    """It was the answer."""
    CONFLICT = "conflict"
    """Something else stood or another device wrote; it was kept beside the answer."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that was sent once. Of ``conflict`` ones, ``revision`` is what their writer saw."""

    revision: int
    side: Side
    value: Value
    saved_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Save:
    """A writer's wish: the value for a question, and the revision that the writer saw (0: none)."""

    session: str
    attempt_uid: UUID
    item: str
    epoch: int
    revision: int
    value: Value


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer stands, and is on disk."""

    revision: int
    saved_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """A session's wish to add something to the answer of a question, such as a recording."""

    session: str
    attempt_uid: UUID
    item: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session at an attempt; with an ``epoch`` it wants to write, with None to look."""

    session: str
    attempt_uid: UUID
    epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a session sits: its attempt may be over, and ``submitted_at`` says since when."""

    organization: int
    attempt_id: int
    submitted_at: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Put:
    """An answer whose right to be written was checked before, by ``hold``, when it began.

    ``late`` says that it began after the end. With ``only_if_empty`` a present answer stays; with
    a ``revision`` any other than that one stays.
    """

    attempt_id: int
    item: str
    value: Value
    late: bool = False
    only_if_empty: bool = False
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that happened around an attempt, at a time, for some seconds, at a question."""

    kind: SignalKind
    at: datetime
    seconds: float | None = None
    item: str | None = None
    length: int | None = None
    """Of what was pasted, in characters; the text itself is never sent."""
