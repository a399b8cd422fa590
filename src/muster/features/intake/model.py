"""Intakes: lists of people who are to be invited, and what becomes of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from muster.base.addresses import AddressError, parse_address
from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import to_typeid
from muster.features.catalog import Activity
from muster.features.invitations import Guest, OnCompleted, Outcome, Problem, Window

MOST_ROWS = 5000
"""People on one list at most."""
MOST_BYTES = 4 * 1024 * 1024
"""Of a file, at most."""
BATCH = 500
"""Rows that are invited in one transaction."""
KEPT = timedelta(days=30)
"""How long rows are kept after they were invited, or came and were not."""
DUPLICATE = "duplicate"
"""What becomes of a row whose address stands in an earlier one."""
LEFT_OUT = "left_out"


class UnknownIntakeError(NotFoundError):
    """There is no such list of people in this organization."""

    code = "unknown_intake"


class UnknownRowError(NotFoundError):
    """The list has no such row."""

    code = "unknown_row"


class IntakeBegunError(ConflictError):
    """The people on this list are being invited already, or were."""

    code = "intake_begun"


class IntakeEmptiedError(ConflictError):
    """The rows of this list were deleted: they are kept for 30 days."""

    code = "intake_emptied"


class TooManyRowsError(InvalidError):
    """A list has 5,000 people at most; split it into several."""

    code = "too_many_rows"


class ColumnsError(InvalidError):
    """Say which column has the mail address, and no meaning twice."""

    code = "bad_columns"


class NobodyToInviteError(InvalidError):
    """Nobody on this list can be invited."""

    code = "nobody_to_invite"

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        """Take what is wrong with the first row."""
        super().__init__()
        self.problems = problems


class Source(StrEnum):
    """How a list came in."""

    LINES = "lines"
    """Pasted or typed."""
    FILE = "file"


class IntakeState(StrEnum):
    """How far a list is."""

    DRAFT = "draft"
    """Looked at and mended; nobody is invited."""
    SCHEDULED = "scheduled"
    """Waits for its time, or for a worker."""
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """It could not be carried out; ``problem`` says why."""
    CANCELLED = "cancelled"
    """Taken back before it began, or while it ran: who was invited by then is."""


ENDED = frozenset({IntakeState.DONE, IntakeState.STOPPED, IntakeState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as they stand on a list, with the line: nothing in it has been checked."""

    number: int
    name: str
    address: str
    locale: str | None = None
    external_id: str | None = None
    metadata: Mapping[str, str] | None = None

    @property
    def key(self) -> str | None:
        """Return what a candidate with the address is known by; None for a bad address."""
        try:
            return parse_address(self.address).key
        except AddressError:
            return None

    def guest(self, options: "Options") -> Guest:
        """Return the row of a call to invite."""
        return Guest(
            self.address,
            self.name,
            external_id=self.external_id,
            metadata=self.metadata,
            locale=self.locale or options.locale,
            remind_before=None if options.remind else (),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and what became of it."""

    entry: Entry
    left_out: bool = False
    outcome: str | None = None
    problems: tuple[Problem, ...] = ()
    invitation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How the people of a list are invited.

    ``days`` counts the window from the beginning, ``expires_at`` ends it; without both the
    organization's own window counts. ``locale`` is for rows that name none; without it letters
    follow what is known of the person, then the organization.
    """

    days: int | None = None
    expires_at: datetime | None = None
    opens_at: datetime | None = None
    locale: str | None = None
    remind: bool = True
    """By the organization's rule; otherwise never."""
    on_completed: OnCompleted = OnCompleted.RETURN
    skip_known: bool = False
    """Leave alone whoever was invited before, instead of counting their time anew."""
    send: bool = True
    together: bool = True
    """One letter with one link, when there are several activities."""
    begin_at: datetime | None = None

    def window(self, begins: datetime) -> Window:
        """Return the window of invitations that are made from an instant on."""
        if self.days is None:
            return Window(self.opens_at, self.expires_at)
        first = max(begins, self.opens_at or begins)
        return Window(self.opens_at, first + timedelta(days=self.days))


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is read: as what, separated by what, with which columns."""

    encoding: str = ""
    separator: str = ""
    has_header: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A list of people; ``counts`` are rows by outcome, complete once it has ended."""

    TYPE_PREFIX: ClassVar[str] = "int"

    id: int
    uid: UUID
    made_by: str
    source: Source
    file_name: str
    form: Form
    activity_ids: tuple[int, ...]
    options: Options
    state: IntakeState
    problem: str | None
    total: int
    """All rows, as of when it was scheduled; before that, as of when it was read."""
    created_at: datetime
    begin_at: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    emptied_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def typeid(self) -> str:
        """Return its name in addresses: ``int_…``."""
        return to_typeid(self.TYPE_PREFIX, self.uid)

    @property
    def done(self) -> int:
        """Return how many rows were dealt with: invited, refused or left out."""
        return sum(self.counts.values())

    @property
    def invited(self) -> int:
        """Return how many rows were invited, for the first time or again."""
        return sum(self.counts.get(outcome, 0) for outcome in _INVITED)

    @property
    def rows(self) -> int:
        """Return how many rows there are to deal with; whoever was erased meanwhile has none."""
        return self.done if self.state is IntakeState.DONE else self.total

    @property
    def of_one(self) -> bool:
        """Tell whether it is one person, typed, and no list to whoever made it."""
        return self.source is Source.LINES and self.total == 1

    @property
    def goes_on(self) -> bool:
        """Tell whether the worker has still to do with it."""
        return self.state in {IntakeState.SCHEDULED, IntakeState.RUNNING}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new list: whose, from where, for what."""

    source: Source
    activities: tuple[Activity, ...]
    actor: str
    file_name: str = ""


_INVITED = (Outcome.CREATED, Outcome.NEW_ATTEMPT, Outcome.REVIVED, Outcome.RENEWED)
_WORTH = (
    Outcome.CREATED,
    Outcome.REVIVED,
    Outcome.NEW_ATTEMPT,
    Outcome.RENEWED,
    Outcome.UNCHANGED,
    Outcome.COMPLETED,
    Outcome.REFUSED,
)


def outcome_of(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Return the outcome that stands for a row with several activities: what changed most."""
    return min(outcomes, key=_WORTH.index)
