"""Documents to questions: the part of ``documents`` that knows every type."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from muster.features.catalog.questions import (
    Criterion,
    FileUpload,
    LongText,
    Matching,
    Medium,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Question,
    ShortText,
    SingleChoice,
)

Document: TypeAlias = Mapping[str, Any]


def question_of(part: Document, number: int) -> Question:
    """Build a question of an assessment; ``number`` is its place in the file, from 1."""
    return _QUESTIONS[part["type"]](part, _item(part, number))


def prompt_of(part: Document, number: int) -> Prompt | LongText:
    """Build a prompt of an interview; one with a type is answered in writing."""
    if "type" in part:
        return _long_text(part, _item(part, number))
    return _prompt(part, _item(part, number), Medium(part.get("record", Medium.VIDEO)))


def _item(part: Document, number: int) -> dict[str, Any]:
    """Return what all items share; an item without an id is named after its place: ``q7``."""
    return {
        "id": part.get("id", f"q{number}"),
        "prompt": part["prompt"],
        "points": points_of(part),
        "required": part.get("required", False),
        "skill": part.get("skill"),
        "time_limit_seconds": part.get("time_limit_seconds"),
        "explanation": part.get("explanation", ""),
    }


def points_of(part: Document) -> Decimal:
    """Return what an item is worth: what it says, else the sum of its rubric, else 1."""
    rubric = part.get("rubric", [{"points": 1}])
    return Decimal(part.get("points", sum(Decimal(line["points"]) for line in rubric)))


def _single_choice(part: Document, shared: dict[str, Any]) -> SingleChoice:
    return SingleChoice(
        **shared,
        options=dict(sorted(part["options"].items())),
        correct=part["correct"],
        shuffle=part.get("shuffle", False),
    )


def _multiple_choice(part: Document, shared: dict[str, Any]) -> MultipleChoice:
    return MultipleChoice(
        **shared,
        options=dict(sorted(part["options"].items())),
        correct=frozenset(part["correct"]),
        partial_credit=part.get("partial_credit", False),
        shuffle=part.get("shuffle", False),
    )


def _short_text(part: Document, shared: dict[str, Any]) -> ShortText:
    return ShortText(
        **shared,
        accept=tuple(part.get("accept", ())),
        patterns=tuple(part.get("patterns", ())),
        case_sensitive=part.get("case_sensitive", False),
    )


def _long_text(part: Document, shared: dict[str, Any]) -> LongText:
    return LongText(
        **shared,
        min_words=part.get("min_words"),
        max_words=part.get("max_words"),
        rubric=_rubric(part),
    )


def _number(part: Document, shared: dict[str, Any]) -> Number:
    return Number(
        **shared,
        answer=Decimal(part["answer"]),
        tolerance=Decimal(part.get("tolerance", 0)),
        unit=part.get("unit"),
    )


def _ordering(part: Document, shared: dict[str, Any]) -> Ordering:
    return Ordering(
        **shared,
        options=dict(sorted(part["options"].items())),
        correct=tuple(part["correct"]),
        partial_credit=part.get("partial_credit", False),
    )


def _matching(part: Document, shared: dict[str, Any]) -> Matching:
    return Matching(
        **shared,
        items=dict(sorted(part["items"].items())),
        options=dict(sorted(part["options"].items())),
        correct=dict(sorted(part["correct"].items())),
        partial_credit=part.get("partial_credit", False),
    )


def _file(part: Document, shared: dict[str, Any]) -> FileUpload:
    return FileUpload(
        **shared,
        types=tuple(part["types"]),
        max_megabytes=part.get("max_megabytes", 10),
        max_files=part.get("max_files", 1),
        rubric=_rubric(part),
    )


def _prompt(part: Document, shared: dict[str, Any], record: Medium) -> Prompt:
    return Prompt(
        **shared,
        answer_seconds=part["answer_seconds"],
        preparation_seconds=part.get("preparation_seconds", 30),
        takes=part.get("takes", 1),
        record=record,
        rubric=_rubric(part),
    )


_QUESTIONS: Mapping[str, Callable[[Document, dict[str, Any]], Question]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "short_text": _short_text,
    "long_text": _long_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
    "file": _file,
    "video": partial(_prompt, record=Medium.VIDEO),
    "audio": partial(_prompt, record=Medium.AUDIO),
}


def _rubric(part: Document) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(line["criterion"], Decimal(line["points"]), line.get("look_for", ""))
        for line in part.get("rubric", ())
    )
