"""What can be asked: the types of questions, as the rest of the product reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


class Medium(StrEnum):
    """How a candidate answers a prompt."""

    VIDEO = "video"
    AUDIO = "audio"


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
    """A word or phrase, right when it is an accepted answer or matches a pattern as a whole.

    ``patterns`` are regular expressions for ``patterns.matches_whole``. At least one of the two
    has a member.
    """

    accept: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(Item):
    """Options to put in order; ``correct`` holds all their letters, first to last.

    ``partial_credit`` gives a share of the points for a partly right order.
    """

    options: Mapping[str, str]
    correct: tuple[str, ...]
    partial_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(Item):
    """Items that each belong to one option; ``correct`` maps every item's letter to an option's.

    An option may belong to several items or to none.
    """

    items: Mapping[str, str]
    options: Mapping[str, str]
    correct: Mapping[str, str]
    partial_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpload(Item):
    """Files that the candidate hands in, rated by a person.

    ``types`` are names such as ``pdf`` (the schema lists them), known by content and not by the
    file's name; ``max_megabytes`` (1,000,000 bytes each) holds for every file.
    """

    types: tuple[str, ...]
    max_megabytes: int = 10
    max_files: int = 1
    rubric: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt(Item):
    """A recorded answer: time to prepare, time to speak, number of takes."""

    answer_seconds: int
    preparation_seconds: int = 30
    takes: int = 1
    record: Medium = Medium.VIDEO
    rubric: tuple[Criterion, ...] = ()


Question: TypeAlias = (
    SingleChoice
    | MultipleChoice
    | ShortText
    | LongText
    | Number
    | Ordering
    | Matching
    | FileUpload
    | Prompt
)

_WORDS: Mapping[type[Item], str] = {
    SingleChoice: "single_choice",
    MultipleChoice: "multiple_choice",
    ShortText: "short_text",
    LongText: "long_text",
    Number: "number",
    Ordering: "ordering",
    Matching: "matching",
    FileUpload: "file",
}


def type_of(item: Item) -> str:
    """Return what activity files call a question of this type."""
    return item.record.value if isinstance(item, Prompt) else _WORDS[type(item)]
