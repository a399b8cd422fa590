"""Documents to content.

A *document* is the file's fields after ``reading`` has checked and tidied them; it is also what
the database keeps of a version. ``content_of`` trusts it: what was frozen under today's rules
must stay readable under tomorrow's.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from muster.features.catalog.content import (
    ActivityStage,
    Advance,
    Assessment,
    Content,
    Interview,
    Kind,
    ReviewStage,
    Section,
    Stage,
    Track,
)
from muster.features.catalog.question_documents import Document, prompt_of, question_of
from muster.features.catalog.questions import LongText, Prompt


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
        prompts = tuple(map(prompt_of, document["prompts"], count(1)))
        return Interview(
            **_shared(document, _interview_minutes(prompts)),
            prompts=prompts,
            pass_percent=_optional_decimal(document, "pass_percent"),
        )
    return Track(**_shared(document, None), stages=tuple(map(stage_of, document["stages"])))


def _shared(document: Document, minutes: int | None) -> dict[str, Any]:
    return {
        "title": document["title"],
        "summary": document.get("summary", ""),
        "language": document.get("language"),
        "instructions": document.get("instructions", ""),
        "have_ready": tuple(document.get("have_ready", ())),
        "minutes": document.get("minutes", minutes),
        "images": document.get("images", {}),
    }


def _assessment_minutes(document: Document, sections: Sequence[Section]) -> int | None:
    """The limit says how long it takes: of the whole, else of all sections together."""
    if "time_limit_minutes" in document:
        return int(document["time_limit_minutes"])
    limits = [section.time_limit_minutes for section in sections]
    return sum(limit for limit in limits if limit) if all(limits) else None


def _interview_minutes(prompts: Sequence[Prompt | LongText]) -> int | None:
    """Preparing and answering each prompt once, rounded up; writing without a limit: unknown."""
    seconds = [
        prompt.preparation_seconds + prompt.answer_seconds
        if isinstance(prompt, Prompt)
        else prompt.time_limit_seconds
        for prompt in prompts
    ]
    return -(-sum(part for part in seconds if part) // 60) if all(seconds) else None


def _sections(document: Document) -> tuple[Section, ...]:
    numbers = count(1)
    parts = document.get("sections") or [{"title": "", "questions": document["questions"]}]
    return tuple(_section(part, numbers) for part in parts)


def _section(part: Document, numbers: Iterator[int]) -> Section:
    return Section(
        title=part["title"],
        questions=tuple(question_of(question, next(numbers)) for question in part["questions"]),
        instructions=part.get("instructions", ""),
        time_limit_minutes=part.get("time_limit_minutes"),
        draw=part.get("draw"),
        shuffle=part.get("shuffle", False),
    )


def stage_of(part: Document) -> Stage:
    """Build a stage of a track."""
    if "review" in part:
        return ReviewStage(part["review"], part.get("instructions", ""))
    return ActivityStage(part["activity"], Advance(part.get("advance", Advance.FINISHED)))


def _optional_decimal(document: Document, name: str) -> Decimal | None:
    return Decimal(document[name]) if name in document else None
