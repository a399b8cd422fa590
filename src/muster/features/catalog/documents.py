"""Documents to content.

A *document* is the file's fields after ``reading`` has checked and tidied them; it is also what
the database keeps of a version. ``content_of`` trusts it: what was frozen under today's rules
must stay readable under tomorrow's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, TypeAlias

from muster.features.catalog.content import (
    ActivityStage,
    Advance,
    Assessment,
    Content,
    Criterion,
    Interview,
    Kind,
    LongText,
    Medium,
    MultipleChoice,
    Number,
    Prompt,
    Question,
    ReviewStage,
    Section,
    ShortText,
    SingleChoice,
    Stage,
    Track,
)

Document: TypeAlias = Mapping[str, Any]


def content_of(kind: Kind, document: Document) -> Content:
    """Build the content of a version from its document."""
    if kind is Kind.ASSESSMENT:
        sections = _sections(document)
        return Assessment(
            **_shared(document, _assessment_minutes(document, sections)),
            sections=sections,
            time_limit_minutes=document.get("time_limit_minutes"),
            pass_percent=_optional_decimal(document, "pass_percent"),
        )
    if kind is Kind.INTERVIEW:
        prompts = tuple(map(_prompt, document["prompts"], count(1)))
        return Interview(
            **_shared(document, _interview_minutes(prompts)),
            prompts=prompts,
            pass_percent=_optional_decimal(document, "pass_percent"),
        )
    return Track(**_shared(document, None), stages=tuple(map(_stage, document["stages"])))


def _shared(document: Document, minutes: int | None) -> dict[str, Any]:
    return {
        "title": document["title"],
        "summary": document.get("summary", ""),
        "language": document.get("language"),
        "instructions": document.get("instructions", ""),
        "have_ready": tuple(document.get("have_ready", ())),
        "minutes": document.get("minutes", minutes),
    }


def _assessment_minutes(document: Document, sections: Sequence[Section]) -> int | None:
    """The limit says how long it takes: of the whole, else of all sections together."""
    if "time_limit_minutes" in document:
        return int(document["time_limit_minutes"])
    limits = [section.time_limit_minutes for section in sections]
    return sum(limit for limit in limits if limit) if all(limits) else None


def _interview_minutes(prompts: Sequence[Prompt]) -> int:
    """Preparing and answering each prompt once, rounded up."""
    seconds = sum(prompt.preparation_seconds + prompt.answer_seconds for prompt in prompts)
    return -(-seconds // 60)


def _sections(document: Document) -> tuple[Section, ...]:
    numbers = count(1)
    parts = document.get("sections") or [{"title": "", "questions": document["questions"]}]
    return tuple(_section(part, numbers) for part in parts)


def _section(part: Document, numbers: Iterator[int]) -> Section:
    return Section(
        title=part["title"],
        questions=tuple(_question(question, next(numbers)) for question in part["questions"]),
        instructions=part.get("instructions", ""),
        time_limit_minutes=part.get("time_limit_minutes"),
        draw=part.get("draw"),
    )


def _question(part: Document, number: int) -> Question:
    return _QUESTIONS[part["type"]](part, _item(part, number))


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
        accept=tuple(part["accept"]),
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


_QUESTIONS: Mapping[str, Callable[[Document, dict[str, Any]], Question]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "short_text": _short_text,
    "long_text": _long_text,
    "number": _number,
}


def _prompt(part: Document, number: int) -> Prompt:
    return Prompt(
        **_item(part, number),
        answer_seconds=part["answer_seconds"],
        preparation_seconds=part.get("preparation_seconds", 30),
        takes=part.get("takes", 1),
        record=Medium(part.get("record", Medium.VIDEO)),
        rubric=_rubric(part),
    )


def _rubric(part: Document) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(line["criterion"], Decimal(line["points"]), line.get("look_for", ""))
        for line in part.get("rubric", ())
    )


def _stage(part: Document) -> Stage:
    if "review" in part:
        return ReviewStage(part["review"], part.get("instructions", ""))
    return ActivityStage(part["activity"], Advance(part.get("advance", Advance.FINISHED)))


def _optional_decimal(document: Document, name: str) -> Decimal | None:
    return Decimal(document[name]) if name in document else None
