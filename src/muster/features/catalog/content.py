"""What a version holds: sections of questions, prompts and stages, as others read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from muster.features.catalog.questions import LongText, Prompt, Question


class Kind(StrEnum):
    """What a candidate can be invited to."""

    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    TRACK = "track"


class Advance(StrEnum):
    """What opens the next stage of a track."""

    FINISHED = "finished"
    """The candidate submitted."""
    PASSED = "passed"
    """The candidate reached the activity's pass mark."""
    DECIDED = "decided"
    """A reviewer said so."""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that are taken together; ``title`` is empty when the file has no sections.

    ``draw`` is how many of them each attempt gets, None for all; with ``shuffle`` each attempt
    gets them in an order of its own.
    """

    title: str
    questions: tuple[Question, ...]
    instructions: str = ""
    time_limit_minutes: int | None = None
    draw: int | None = None
    shuffle: bool = False


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
    """What a candidate is told about any activity; ``minutes`` is None when nobody can say.

    ``images`` maps the file names that the Markdown uses to hexadecimal SHA-256 digests.
    """

    title: str
    summary: str
    language: str | None
    instructions: str
    have_ready: tuple[str, ...]
    minutes: int | None
    images: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(_Content):
    """Questions in sections."""

    sections: tuple[Section, ...]
    time_limit_minutes: int | None = None
    pass_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview(_Content):
    """Prompts that are answered by recordings, or in writing."""

    prompts: tuple[Prompt | LongText, ...]
    pass_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(_Content):
    """Stages in order."""

    stages: tuple[Stage, ...]


Content: TypeAlias = Assessment | Interview | Track


def sections_of(content: Content) -> tuple[Section, ...]:
    """Return what a candidate answers: an interview is one untitled section, a track has none."""
    if isinstance(content, Assessment):
        return content.sections
    if isinstance(content, Interview):
        return (Section("", content.prompts),)
    return ()
