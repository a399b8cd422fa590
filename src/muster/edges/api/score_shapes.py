"""What the native API takes and gives about scores and ratings."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from muster.base.ids import to_typeid
from muster.edges.api.answers import ActivityLine, Stamp
from muster.edges.api.shapes import Json, activity_line_json, stamp
from muster.features.attempts import Attempt
from muster.features.catalog import Question
from muster.features.reports import (
    AttemptLine,
    Given,
    Mark,
    PartScore,
    QuestionScore,
    Report,
    Sheet,
    Tally,
    criteria_of,
    fraction_text,
    is_rated_by_people,
    rounded,
)

_EXACT = "The exact fraction; compute with this one."
_ROUNDED = "Rounded half up to one decimal."
_PERCENT = "Rounded half up to one decimal; null while a question waits."


class RateBody(BaseModel):
    """One reviewer's rating of one answer."""

    model_config = ConfigDict(extra="forbid")

    reviewer: str | None = Field(
        None,
        description="Who rates, in your words; each has one rating. Unless given it is the key "
        "itself, and the key that replaces it rates as somebody else.",
        examples=["ines"],
    )
    revision: int = Field(
        0, ge=0, description="Of this reviewer's rating as you read it; 0 for the first."
    )
    criteria: dict[str, Decimal] = Field(
        default_factory=dict,
        description="Points for every criterion of the rubric, by its name; two decimals at most.",
        examples=[{"Clarity": 2, "Tone": 0.5}],
    )
    points: Decimal | None = Field(None, description="Instead, for a question without rubric.")
    comment: str = ""


class AttemptRow(BaseModel):
    """One way of a candidate through an activity."""

    id: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    number: int = Field(examples=[42])
    state: Literal["running", "submitted"]
    ended_by: Literal["candidate", "time"] | None
    invitation: str = Field(examples=["inv_01jz8x4c6kefx8v1ta6d9m5w2r"])
    candidate: str = Field(examples=["cand_01jz8x4c6kefx8v1ta6d9m5w2r"])
    name: str = Field(description="The candidate's.", examples=["Amara Nwosu"])
    activity: ActivityLine
    version: int
    started_at: Stamp
    submitted_at: Stamp | None
    waiting: int | None = Field(
        description="Questions without points; null without a report.", examples=[0]
    )
    percent: float | None = Field(description=_PERCENT, examples=[58.3])
    passed: bool | None


class AttemptPage(BaseModel):
    """A page of attempts."""

    data: list[AttemptRow]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class QuestionMark(BaseModel):
    """The points of one question, and why."""

    number: int = Field(description="Its place in the attempt, from 1.")
    question: str = Field(description="The question's id.", examples=["q7"])
    section: str = Field(examples=["Reading a policy"])
    skill: str | None = Field(examples=["Reading"])
    points: float | None = Field(description=_ROUNDED, examples=[0.7])
    exact: str | None = Field(description=_EXACT, examples=["2/3"])
    of: float = Field(examples=[2.0])
    rule: str = Field(examples=["multiple_choice_partial"])
    line: str = Field(
        examples=["2 of 3 right options chosen, 1 wrong: (2 \u2212 1) \u00f7 3 of 2 points"]
    )


class Part(BaseModel):
    """A section or a skill."""

    name: str = Field(examples=["Reading"])
    points: float = Field(description=_ROUNDED, examples=[4.7])
    exact: str = Field(description=_EXACT, examples=["14/3"])
    of: float = Field(examples=[8.0])
    percent: float | None = Field(description=_PERCENT, examples=[58.3])
    waiting: int = Field(description="Questions that have no points yet.", examples=[0])


class Score(BaseModel):
    """What an attempt earned; for reviewers, because the lines name the right answers."""

    attempt: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    revision: int = Field(description="Grows whenever the score changes.")
    complete: bool = Field(description="Every question has its points.")
    waiting: int = Field(description="Questions that have no points yet.", examples=[0])
    points: float = Field(description=_ROUNDED, examples=[4.7])
    exact: str = Field(description=_EXACT, examples=["14/3"])
    of: float = Field(examples=[8.0])
    percent: float | None = Field(description=_PERCENT, examples=[58.3])
    pass_percent: float | None = Field(examples=[50.0])
    passed: bool | None = Field(
        description="Compared exactly; null without a cut-off and while a question waits."
    )
    line: str = Field(examples=["4.7 of 8 points, 58.3 % of at least 50 %: passed"])
    questions: list[QuestionMark]
    sections: list[Part]
    skills: list[Part]
    settled_at: Stamp
    completed_at: Stamp | None
    changed_at: Stamp | None = Field(
        description="When a score that had been complete became another one.", examples=[None]
    )


class CriterionLine(BaseModel):
    """One line of the rubric."""

    name: str = Field(examples=["Clarity"])
    points: float = Field(description="The most that it earns.", examples=[2.0])
    look_for: str = Field(examples=["Short sentences"])


class GivenRating(BaseModel):
    """What one reviewer gave."""

    reviewer: str = Field(examples=["ines"])
    revision: int
    criteria: dict[str, float] = Field(examples=[{"Clarity": 2.0, "Tone": 0.5}])
    points: float | None = Field(description="Of a question without rubric.", examples=[None])
    total: float = Field(examples=[2.5])
    comment: str = Field(examples=["Clear and kind."])
    rated_at: Stamp


class Ratings(BaseModel):
    """A question of an attempt with everything that reviewers gave for it."""

    attempt: str = Field(examples=["att_01jz8x4c6kefx8v1ta6d9m5w2r"])
    rated_by_people: bool = Field(description="False: a rule marks it, and nobody can rate it.")
    prompt: str = Field(examples=["Write the reply."])
    answer: Any = Field(
        description="As the candidate gave it; null when there is none.", examples=["Dear \u2026"]
    )
    criteria: list[CriterionLine]
    mark: QuestionMark
    ratings: list[GivenRating] = Field(description="The present one of each reviewer; all count.")
    earlier: list[GivenRating] = Field(description="Those that their reviewers replaced.")


def attempt_json(line: AttemptLine) -> Json:
    """Return an attempt of a list."""
    return {
        "id": to_typeid(Attempt.TYPE_PREFIX, line.uid),
        "number": line.id,
        "state": line.state.value,
        "ended_by": line.ended_by.value if line.ended_by else None,
        "invitation": to_typeid("inv", line.invitation_uid),
        "candidate": to_typeid("cand", line.candidate_uid),
        "name": line.candidate_name,
        "activity": activity_line_json(line.activity),
        "version": line.version,
        "started_at": stamp(line.started_at),
        "submitted_at": stamp(line.submitted_at),
        "waiting": line.waiting,
        "percent": None if line.percent is None else _shown(Fraction(line.percent)),
        "passed": line.passed,
    }


def score_json(report: Report) -> Json:
    """Return a score."""
    score = report.score
    percent = score.pass_percent
    return {
        "attempt": to_typeid(Attempt.TYPE_PREFIX, report.attempt_uid),
        "revision": report.revision,
        "complete": score.complete,
        **tally_json(score.overall),
        "pass_percent": None if percent is None else float(percent),
        "passed": score.passed,
        "line": score.line,
        "questions": [question_json(question) for question in score.questions],
        "sections": [part_json(part) for part in score.sections],
        "skills": [part_json(part) for part in score.skills],
        "settled_at": stamp(report.settled_at),
        "completed_at": stamp(report.completed_at),
        "changed_at": stamp(report.changed_at),
    }


def question_json(question: QuestionScore) -> Json:
    """Return a question with its mark."""
    return {
        "number": question.number,
        "question": question.item,
        "section": question.section_title,
        "skill": question.skill,
        **mark_json(question.mark),
    }


def mark_json(mark: Mark) -> Json:
    """Return the points of a question, and why it has them."""
    return {
        "points": None if mark.points is None else _shown(mark.points),
        "exact": None if mark.points is None else fraction_text(mark.points),
        "of": float(mark.of),
        "rule": mark.rule.value,
        "line": mark.line,
    }


def ratings_json(sheet: Sheet) -> Json:
    """Return a question with its ratings."""
    item = sheet.question
    return {
        "attempt": to_typeid(Attempt.TYPE_PREFIX, sheet.attempt_uid),
        "rated_by_people": is_rated_by_people(item),
        "prompt": item.prompt,
        "answer": sheet.value,
        "criteria": rubric_json(item),
        "mark": question_json(sheet.score),
        "ratings": [given_json(one) for one in sheet.given],
        "earlier": [given_json(one) for one in sheet.earlier],
    }


def rubric_json(item: Question) -> list[Json]:
    """Return what reviewers rate of a question; nothing where a rule marks it."""
    rubric = criteria_of(item) if is_rated_by_people(item) else {}
    return [
        {"name": name, "points": float(line.points), "look_for": line.look_for}
        for name, line in rubric.items()
    ]


def part_json(part: PartScore) -> Json:
    """Return a section or a skill."""
    return {"name": part.name, **tally_json(part.tally)}


def tally_json(tally: Tally) -> Json:
    """Return points of several questions together."""
    percent = tally.percent
    return {
        "points": _shown(tally.points),
        "exact": fraction_text(tally.points),
        "of": float(tally.of),
        "percent": None if percent is None else _shown(percent),
        "waiting": tally.waiting,
    }


def given_json(given: Given) -> Json:
    """Return what a reviewer gave."""
    rating = given.rating
    return {
        "reviewer": given.reviewer,
        "revision": given.revision,
        "criteria": {name: float(points) for name, points in rating.criteria.items()},
        "points": None if rating.points is None else float(rating.points),
        "total": float(rating.total),
        "comment": rating.comment,
        "rated_at": stamp(given.rated_at),
    }


def _shown(value: Fraction) -> float:
    return float(rounded(value))
