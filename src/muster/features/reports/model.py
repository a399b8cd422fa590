"""Reports: what answers earn, what people said of them, and what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar
from uuid import UUID

from muster.base import ids
from muster.base.errors import ConflictError, InvalidError
from muster.features.reports.rounding import out_of, rounded


class Rule(StrEnum):
    """By which rule a question got its points; docs/scoring.md explains each."""

    UNANSWERED = "unanswered"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE_EXACT = "multiple_choice_exact"
    MULTIPLE_CHOICE_PARTIAL = "multiple_choice_partial"
    SHORT_TEXT = "short_text"
    NUMBER = "number"
    ORDERING_EXACT = "ordering_exact"
    ORDERING_PARTIAL = "ordering_partial"
    MATCHING_EXACT = "matching_exact"
    MATCHING_PARTIAL = "matching_partial"
    RUBRIC = "rubric"
    """People rate each criterion."""
    PLAIN_POINTS = "plain_points"
    """People give points as they see fit."""
    ARRIVING = "arriving"
    """A recording is still on its way; nobody can say yet."""


class NotSubmittedError(ConflictError):
    """The attempt is not submitted; there is nothing to score yet."""

    code = "not_submitted"


class MarkedByRuleError(ConflictError):
    """This question is marked by a rule; people rate only texts, files and recordings."""

    code = "marked_by_rule"


class NothingToRateError(ConflictError):
    """The candidate gave no answer to this question, so that it earns nothing."""

    code = "nothing_to_rate"


class RatingChangedError(ConflictError):
    """This reviewer's rating has another revision by now; read it again.

    ``revision`` is the one that stands, 0 when there is none.
    """

    code = "rating_changed"

    def __init__(self, revision: int) -> None:
        """Take the revision that stands."""
        super().__init__(f"This reviewer's rating has revision {revision} by now; read it again")
        self.revision = revision


class UnknownCriterionError(InvalidError):
    """The question's rubric has no such criterion."""

    code = "unknown_criterion"


class UnratedCriterionError(InvalidError):
    """A rating names every criterion of the rubric."""

    code = "unrated_criterion"


class PointsError(InvalidError):
    """These points cannot be given."""

    code = "bad_points"


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of one question, and the line that explains them.

    ``points`` is None while a person has to rate the answer. ``line`` is plain English for
    reviewers: it names the right answer.
    """

    points: Fraction | None
    of: Fraction
    rule: Rule
    line: str


@dataclass(frozen=True, slots=True)
class Rating:
    """What one reviewer gives: points by the name of the criterion, or plain points without one."""

    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    points: Decimal | None = None
    comment: str = ""

    @property
    def total(self) -> Fraction:
        """Return all points together."""
        given = sum(map(Fraction, self.criteria.values()), Fraction(0))
        return given + Fraction(self.points or 0)


@dataclass(frozen=True, slots=True)
class Given:
    """A rating that was given: by whom, when; a reviewer's revisions count from 1.

    ``name`` is that of a member who rated in the console, empty where only ``reviewer`` is known.
    ``withdrawn`` says that the reviewer took it back with this revision.
    """

    item: str
    reviewer: str
    revision: int
    rating: Rating
    rated_at: datetime
    withdrawn: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A reviewer's wish: the rating of a question, and the revision that the reviewer saw.

    ``attempt`` is any name of the attempt; ``revision`` is 0 when the reviewer has not rated
    this question before.
    """

    attempt: str
    item: str
    reviewer: str
    revision: int
    rating: Rating


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A reviewer's wish to take back the own rating of a question, and the revision that they saw."""

    attempt: str
    item: str
    reviewer: str
    revision: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Points of several questions together; ``waiting`` counts those without their points."""

    points: Fraction
    of: Fraction
    waiting: int

    @property
    def complete(self) -> bool:
        """Tell whether every question has its points."""
        return not self.waiting

    @property
    def percent(self) -> Fraction | None:
        """Return the exact percentage; None while points are missing."""
        return self.points * 100 / self.of if self.complete and self.of else None


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """A question of the attempt with its mark; ``number`` and ``section`` as in its place."""

    number: int
    section: int
    section_title: str
    item: str
    skill: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class PartScore:
    """A section or a skill, by its name."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Score:
    """What an attempt earned: a question, a section, a skill at a time, and overall.

    ``pass_percent`` is the activity's cut-off, None where it has none.
    """

    questions: tuple[QuestionScore, ...]
    sections: tuple[PartScore, ...]
    skills: tuple[PartScore, ...]
    overall: Tally
    pass_percent: Decimal | None

    @property
    def complete(self) -> bool:
        """Tell whether every question has its points."""
        return self.overall.complete

    @property
    def passed(self) -> bool | None:
        """Compare with the cut-off, exactly.

        None without a cut-off, and while points are missing, even where those could not change
        the outcome: whoever takes part gets a report that is whole or none.
        """
        if self.pass_percent is None or not self.complete:
            return None
        return self.overall.points * 100 >= self.overall.of * Fraction(self.pass_percent)

    @property
    def line(self) -> str:
        """Return the outcome in plain English."""
        earned = out_of(self.overall.points, self.overall.of)
        percent = self.overall.percent
        if percent is None:
            return f"{earned} so far; {_questions(self.overall.waiting)} for points"
        if self.pass_percent is None:
            return f"{earned}, {rounded(percent)} %"
        outcome = "passed" if self.passed else "not passed"
        # Rounding half up may show what was missed by little as reached.
        hidden = not self.passed and rounded(percent) >= self.pass_percent
        little = ", missed by less than is shown" if hidden else ""
        return (
            f"{earned}, {rounded(percent)} % of at least {self.pass_percent} %: {outcome}{little}"
        )


def _questions(waiting: int) -> str:
    return "1 question waits" if waiting == 1 else f"{waiting} questions wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The scored result of an attempt.

    ``revision`` counts from 1 and grows whenever the score changes; ``changed_at`` is when a
    score that had been complete became another one, None if that never happened.
    """

    TYPE_PREFIX: ClassVar[str] = "rep"

    attempt_id: int
    attempt_uid: UUID
    uid: UUID
    revision: int
    score: Score
    settled_at: datetime
    completed_at: datetime | None
    changed_at: datetime | None

    @property
    def typeid(self) -> str:
        """The name in the native API: ``rep_…``."""
        return ids.to_typeid(self.TYPE_PREFIX, self.uid)
