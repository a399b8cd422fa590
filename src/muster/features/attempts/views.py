"""What attempts look like to those who take them and to those who read them."""

from dataclasses import dataclass, field
from datetime import datetime

from muster.features.attempts.model import (
    Accommodation,
    Answer,
    Attempt,
    Revision,
    UnknownQuestionError,
)
from muster.features.attempts.timing import clock_shows
from muster.features.catalog import Content, Kind, Medium, Question
from muster.features.invitations import Awaiting
from muster.features.organizations import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question of one attempt; ``number`` counts from 1 over all sections.

    ``order`` are the options' letters as this candidate sees them, empty where there are none.
    ``opened_at`` and ``ends_at`` are set for a question with a clock of its own, once opened.
    """

    number: int
    section: int
    item: Question
    order: tuple[str, ...] = ()
    answer: Answer | None = None
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    limit_seconds: int | None = None
    """Its own limit, accommodation counted in; None when it has none for this candidate."""
    history: tuple[Revision, ...] = ()
    """What was sent for it, oldest first; filled for reviewers who ask."""

    @property
    def answered(self) -> bool:
        """Tell whether there is an answer that is not empty."""
        return self.answer is not None and self.answer.value is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRun:
    """A section of one attempt; ``number`` counts from 0.

    One with a limit is taken once: opened by ``open_section``, closed when left or over.
    """

    number: int
    title: str
    instructions: str
    places: tuple[Place, ...]
    limit_seconds: int | None
    """Accommodation counted in; None when it has no limit for this candidate."""
    opened_at: datetime | None
    ends_at: datetime | None
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An attempt as its candidate sees it at the instant ``now``."""

    attempt: Attempt
    organization: Organization
    candidate_name: str
    locale: str | None
    """The candidate's language as far as it is known; the organization's comes next."""
    title: str
    kind: Kind
    content: Content
    redirect_url: str | None
    sections: tuple[SectionRun, ...]
    mine: bool
    """This browser holds the seat: what it saves is taken."""
    now: datetime
    accommodation: Accommodation = field(default_factory=Accommodation)
    """What the times of a recording are multiplied by; counted into all other limits already."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Return all questions in order."""
        return tuple(place for section in self.sections for place in section.places)

    @property
    def unanswered(self) -> tuple[Place, ...]:
        """Return what has no answer, required questions first."""
        missing = [place for place in self.places if not place.answered]
        return tuple(sorted(missing, key=lambda place: not place.item.required))

    def place(self, number: int) -> Place:
        """Return the question of a number.

        Raises:
            UnknownQuestionError: there is none.
        """
        for place in self.places:
            if place.number == number:
                return place
        raise UnknownQuestionError

    def place_of(self, item: str) -> Place:
        """Return the question of an item's id.

        Raises:
            UnknownQuestionError: this attempt has none.
        """
        for place in self.places:
            if place.item.id == item:
                return place
        raise UnknownQuestionError

    @property
    def seconds_left(self) -> float | None:
        """Return how long the attempt's own limit still runs; None when it has none."""
        return self.seconds_to(self.attempt.ends_at)

    def seconds_to(self, end: datetime | None) -> float | None:
        """Return the seconds to an end of this run, 0 when it has passed, None when there is none.

        During a break they do not become fewer.
        """
        if end is None:
            return None
        attempt = self.attempt
        shown = clock_shows(attempt.paused_at, attempt.break_seconds_left, self.now)
        return max(0.0, (end - shown).total_seconds())


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A section before Start: its limit is in seconds, accommodation counted in."""

    title: str
    question_count: int
    limit_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a candidate reads before Start; reading it starts nothing."""

    organization: Organization
    candidate_name: str
    locale: str | None
    invitation: Awaiting
    content: Content
    sections: tuple[SectionOutline, ...]
    total_seconds: int | None
    """The limit of the whole, accommodation counted in; None when there is none."""
    records: frozenset[Medium]
    accommodation: Accommodation
    attempt: Attempt | None
    asked_for_accommodation: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A question that may be answered now, by whom, locked until the transaction ends.

    ``late`` says that its time is up and the grace runs.
    """

    organization: int
    attempt_id: int
    place: Place
    epoch: int
    now: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class NotedSignal:
    """A signal of the journal as a reviewer reads it."""

    kind: str
    at: datetime
    """When it happened by the browser's account, never later than when it was told."""
    noted_at: datetime
    seconds: float | None
    item: str | None
    length: int | None


@dataclass(frozen=True, slots=True)
class AccommodationRequest:
    """What a candidate asked for, in their own words."""

    id: int
    candidate_id: int
    candidate_name: str
    invitation_id: int
    text: str
    asked_at: datetime
    answered_at: datetime | None
    """When an accommodation was set for the candidate after this; None while it waits."""
