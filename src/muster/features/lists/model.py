"""What lists of the console show: which rows are wanted, in which order, and where each stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from muster.features.catalog import Kind

ROWS = 50
"""Rows of a page."""
MOST_ROWS = 100_000
"""Rows that are exported, or changed by one errand, at most."""


class Wish(StrEnum):
    """Which invitations a list shows, by where they stand."""

    OPEN = "open"
    """Pending or started, and not expired."""
    PENDING = "pending"
    OPENED = "opened"
    """The link was followed, and nothing was started."""
    STARTED = "started"
    COMPLETED = "completed"
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LetterWish(StrEnum):
    """Which invitations a list shows, by what became of their letters."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    TROUBLE = "trouble"
    """Any of the three that follow."""
    BOUNCED = "bounced"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"

    @property
    def states(self) -> tuple[str, ...]:
        """Return the states of messages that are meant."""
        return _LETTERS[self]


_LETTERS = {
    LetterWish.WAITING: ("queued", "sending", "deferred", "unknown"),
    LetterWish.DELIVERED: ("accepted",),
    LetterWish.TROUBLE: ("bounced", "dead", "suppressed"),
    LetterWish.BOUNCED: ("bounced",),
    LetterWish.REFUSED: ("dead",),
    LetterWish.SUPPRESSED: ("suppressed",),
}


class Sort(StrEnum):
    """The order of a list of invitations."""

    NEWEST = "newest"
    ENDS = "ends"
    """Those that end soonest first; without another wish only such as can still be used."""
    LAST = "last"
    """Those of which something was heard last first."""
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invitations a list shows; what is None or empty asks for nothing."""

    words: str = ""
    """Parts of name and address, or the beginning of the caller's own reference."""
    activity: int | None = None
    """Row id."""
    wish: Wish | None = None
    letter: LetterWish | None = None
    invited_from: datetime | None = None
    invited_until: datetime | None = None
    ends_before: datetime | None = None
    sort: Sort = Sort.NEWEST
    names_only: bool = False
    """For whoever sees no addresses: the words are looked for in names alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of the page before: its id, and what it was sorted by."""

    row: int
    moment: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are in all: exactly, or at least."""

    number: int
    exact: bool


class Standing(StrEnum):
    """Where an invitation stands, in one word for whoever looks over many."""

    UNMAILED = "unmailed"
    """Nobody wrote a letter."""
    WAITING = "waiting"
    """Its letter is on the way."""
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    REFUSED = "refused"
    """No try of its letter was accepted."""
    SUPPRESSED = "suppressed"
    OPENED = "opened"
    STARTED = "started"
    REVIEW = "review"
    """Finished; a person has to rate or decide."""
    FINISHED = "finished"
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def of_letter(self) -> bool:
        """Tell whether it says what became of the letter, and nothing of the candidate yet."""
        return self in _BY_LETTER.values()


_BY_LETTER = {
    "queued": Standing.WAITING,
    "sending": Standing.WAITING,
    "deferred": Standing.WAITING,
    "unknown": Standing.WAITING,
    "accepted": Standing.DELIVERED,
    "bounced": Standing.BOUNCED,
    "dead": Standing.REFUSED,
    "suppressed": Standing.SUPPRESSED,
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a finished invitation came to; ``percent`` is None while points are missing."""

    report: UUID | None
    percent: float | None
    passed: bool | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The stage that somebody has reached in a track."""

    number: int
    title: str
    waits: bool
    """A person has to decide."""


@dataclass(frozen=True, slots=True)
class Line:
    """An invitation as a list shows it."""

    id: int
    uid: UUID
    candidate_uid: UUID
    name: str
    address: str
    activity_key: str
    activity_title: str
    kind: Kind
    state: str
    opens_at: datetime | None
    expires_at: datetime
    external_id: str | None
    round: int
    created_at: datetime
    opened_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None
    revoked_at: datetime | None
    updated_at: datetime
    letter: str | None
    letter_at: datetime | None
    result: Result | None
    step: Step | None

    def standing(self, now: datetime) -> Standing:
        """Return where it stands at an instant."""
        if self.state == "revoked":
            return Standing.REVOKED
        if self.state == "completed":
            return self._ending()
        if self.state == "started":
            return Standing.REVIEW if self.step and self.step.waits else Standing.STARTED
        if self.expires_at <= now:
            return Standing.EXPIRED
        by_letter = _BY_LETTER.get(self.letter or "", Standing.UNMAILED)
        if self.opened_at:
            return Standing.OPENED
        return by_letter

    def _ending(self) -> Standing:
        if self.result is None:
            return Standing.FINISHED
        if self.result.waiting:
            return Standing.REVIEW
        if self.result.passed is None:
            return Standing.FINISHED
        return Standing.PASSED if self.result.passed else Standing.FAILED

    def without_result(self) -> "Line":
        """Return it without what it came to, for whoever may not know yet."""
        if self.result is None:
            return self
        return replace(self, result=Result(None, None, None, self.result.waiting))

    def last(self, now: datetime) -> tuple[str, datetime]:
        """Return what was heard last and when: a word, an instant."""
        heard = [
            ("invited", self.created_at),
            (_LAST_OF_LETTER.get(self.letter or "", "letter"), self.letter_at),
            ("opened", self.opened_at),
            ("started", self.started_at),
            ("completed", self.completed_at),
            ("revoked", self.revoked_at),
        ]
        if self.state == "pending" and self.expires_at <= now:
            heard.append(("expired", self.expires_at))
        known = [(what, when) for what, when in heard if when is not None]
        # Of several at one moment the later word counts: a letter is queued with its invitation.
        return max(reversed(known), key=lambda one: one[1])


_LAST_OF_LETTER = {
    "accepted": "delivered",
    "bounced": "bounced",
    "dead": "refused",
    "suppressed": "suppressed",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next`` is None at its end."""

    lines: tuple[Line, ...]
    next: Place | None
    total: Total
