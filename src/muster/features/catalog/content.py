"""What a version holds: questions, prompts and stages, as the rest of the product reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """What a candidate can be invited to."""

    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    TRACK = "track"


class Medium(StrEnum):
    """How a candidate answers a prompt."""

    VIDEO = "video"
    AUDIO = "audio"


class Advance(StrEnum):
    """What opens the next stage of a track."""

    FINISHED = "finished"
    """The candidate submitted."""
    PASSED = "passed"
    """The candidate reached the activity's pass mark."""
    DECIDED = "decided"
    """A reviewer said so."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric: what a reviewer rates, and the most points that it earns."""

    criterion: str
    points: Decimal
    look_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What all questions and prompts share.

    ``id`` is unique in the version and names the item in answers, reports and statistics;
    ``time_limit_seconds`` is None where only the section's or the whole limit counts.
    """

    id: str
    prompt: str
    points: Decimal
    required: bool = False
    skill: str | None = None
    time_limit_seconds: int | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(Item):
    """One of several options is right; options are keyed by their letter."""

    options: Mapping[str, str]
    correct: str
    shuffle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(Item):
    """Some of the options are right."""

    options: Mapping[str, str]
    correct: frozenset[str]
    partial_credit: bool = False
    shuffle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText(Item):
    """A word or phrase, compared with every accepted answer."""

    accept: tuple[str, ...]
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText(Item):
    """Prose, rated by a person."""

    min_words: int | None = None
    max_words: int | None = None
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Item):
    """A number, right when it is at most ``tolerance`` off."""

    answer: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str | None = None


Question: TypeAlias = SingleChoice | MultipleChoice | ShortText | LongText | Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(Item):
    """A recorded answer: time to prepare, time to speak, number of takes."""

    answer_seconds: int
    preparation_seconds: int = 30
    takes: int = 1
    record: Medium = Medium.VIDEO
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that are taken together; ``title`` is empty when the file has no sections."""

    title: str
    questions: tuple[Question, ...]
    instructions: str = ""
    time_limit_minutes: int | None = None
    draw: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityStage:
    """A stage that the candidate takes; the activity is named by its key."""

    activity: str
    advance: Advance = Advance.FINISHED


@dataclass(frozen=True, slots=True)
class ReviewStage:
    """A stage in which a person decides."""

    title: str
    instructions: str = ""


Stage: TypeAlias = ActivityStage | ReviewStage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What a candidate is told about any activity; ``minutes`` is None when nobody can say."""

    title: str
    summary: str
    language: str | None
    instructions: str
    have_ready: tuple[str, ...]
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(_Content):
    """Questions in sections."""

    sections: tuple[Section, ...]
    time_limit_minutes: int | None = None
    pass_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview(_Content):
    """Prompts that are answered by recordings."""

    prompts: tuple[Prompt, ...]
    pass_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(_Content):
    """Stages in order."""

    stages: tuple[Stage, ...]


Content: TypeAlias = Assessment | Interview | Track
