"""What the native API gives about a question of a report: what was asked, given and right."""

from typing import Any

from pydantic import BaseModel, Field

from muster.edges.api.recordings import AnswerFile, Recording, file_json, recording_json
from muster.edges.api.score_shapes import (
    CriterionLine,
    GivenRating,
    given_json,
    mark_json,
    rubric_json,
)
from muster.edges.api.shapes import Json
from muster.features.catalog import (
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Question,
    ShortText,
    SingleChoice,
    type_of,
)
from muster.features.reports import QuestionView


class ReportQuestion(BaseModel):
    """A question of a report with its answer, its points and why it got them."""

    number: int = Field(description="Its place in the attempt, from 1.", examples=[7])
    question: str = Field(description="The question's id.", examples=["q7"])
    type: str = Field(description="As in activity files.", examples=["multiple_choice"])
    prompt: str = Field(description="Markdown.", examples=["Which of these may you promise?"])
    explanation: str = Field(description="Markdown; empty where the file has none.")
    skill: str | None = Field(examples=["Reading"])
    options: dict[str, str] = Field(
        description="Letters and texts; empty where there is nothing to choose.",
        examples=[{"a": "A refund", "b": "An exchange"}],
    )
    items: dict[str, str] = Field(description="Of a matching question: what options belong to.")
    shown: list[str] = Field(description="The options in the order that the candidate saw.")
    answer: Any = Field(
        description="As the candidate gave it; null when there is none.", examples=[["a", "b"]]
    )
    right: Any = Field(
        description="The right answer in the same shape; of a short text `accept` and `patterns`,"
        " of a number `answer` and `tolerance`; null where people rate.",
        examples=[["a", "b", "d"]],
    )
    points: float | None = Field(description="Rounded; null while it waits.", examples=[0.7])
    exact: str | None = Field(examples=["2/3"])
    of: float = Field(examples=[2.0])
    rule: str = Field(examples=["multiple_choice_partial"])
    line: str = Field(description="Why these points.", examples=["2 of 3 right options chosen"])
    late: bool = Field(description="It came after the end, within the grace of 30 seconds.")
    seconds_spent: int | None = Field(
        description="Of a question with a clock of its own; at most what everybody is given.",
        examples=[42],
    )
    criteria: list[CriterionLine]
    ratings: list[GivenRating] = Field(description="The present one of each reviewer.")
    recordings: list[Recording] = Field(description="All takes.")
    files: list[AnswerFile]


def question_view_json(view: QuestionView) -> Json:
    """Return a question of a report."""
    item = view.question
    return {
        "number": view.number,
        "question": item.id,
        "type": type_of(item),
        "prompt": item.prompt,
        "explanation": item.explanation,
        "skill": item.skill,
        "options": dict(getattr(item, "options", {})),
        "items": dict(getattr(item, "items", {})),
        "shown": list(view.shown),
        "answer": view.value,
        "right": right_of(item),
        **mark_json(view.mark),
        "late": view.late,
        "seconds_spent": view.seconds_spent,
        "criteria": rubric_json(item),
        "ratings": [given_json(one) for one in view.given],
        "recordings": [recording_json(take) for take in view.recordings],
        "files": [file_json(file) for file in view.files],
    }


def right_of(item: Question) -> Any:
    """Return the right answer; None where people rate."""
    if isinstance(item, ShortText):
        return {"accept": list(item.accept), "patterns": list(item.patterns)}
    if isinstance(item, Number):
        return {"answer": float(item.answer), "tolerance": float(item.tolerance)}
    if isinstance(item, MultipleChoice):
        return sorted(item.correct)
    if isinstance(item, SingleChoice | Ordering | Matching):
        return item.correct
    return None
