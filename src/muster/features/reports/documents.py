"""Scores and ratings as JSON documents, in which every fraction is text: ``7/3``.

JSON knows binary fractions only, and would round the thirds that partial credit makes.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from muster.features.reports.model import (
    Mark,
    PartScore,
    QuestionScore,
    Rating,
    Rule,
    Score,
    Tally,
)

Document: TypeAlias = dict[str, Any]


def fraction_text(value: Fraction) -> str:
    """Return ``n/d`` in lowest terms; whole numbers have a denominator too."""
    return f"{value.numerator}/{value.denominator}"


def score_document(score: Score) -> Document:
    """Return a score as a document; what follows from the rest is left out."""
    return {
        "questions": [_question_document(question) for question in score.questions],
        "sections": [_part_document(part) for part in score.sections],
        "skills": [_part_document(part) for part in score.skills],
        "overall": _tally_document(score.overall),
        "pass_percent": None if score.pass_percent is None else str(score.pass_percent),
    }


def score_of(document: Mapping[str, Any]) -> Score:
    """Return the score of a document."""
    percent = document["pass_percent"]
    return Score(
        questions=tuple(_question_of(part) for part in document["questions"]),
        sections=tuple(_part_of(part) for part in document["sections"]),
        skills=tuple(_part_of(part) for part in document["skills"]),
        overall=_tally_of(document["overall"]),
        pass_percent=None if percent is None else Decimal(percent),
    )


def rating_document(rating: Rating) -> Document:
    """Return the points of a rating; the comment has a column of its own."""
    return {
        "criteria": {name: str(points) for name, points in rating.criteria.items()},
        "points": None if rating.points is None else str(rating.points),
    }


def rating_of(document: Mapping[str, Any], comment: str) -> Rating:
    """Return the rating of a document."""
    points = document["points"]
    return Rating(
        criteria={name: Decimal(given) for name, given in document["criteria"].items()},
        points=None if points is None else Decimal(points),
        comment=comment,
    )


def _question_document(question: QuestionScore) -> Document:
    mark = question.mark
    return {
        "number": question.number,
        "section": question.section,
        "section_title": question.section_title,
        "item": question.item,
        "skill": question.skill,
        "points": None if mark.points is None else fraction_text(mark.points),
        "of": fraction_text(mark.of),
        "rule": mark.rule.value,
        "line": mark.line,
    }


def _question_of(part: Mapping[str, Any]) -> QuestionScore:
    points = part["points"]
    mark = Mark(
        None if points is None else _fraction_of(points),
        _fraction_of(part["of"]),
        Rule(part["rule"]),
        part["line"],
    )
    return QuestionScore(
        number=part["number"],
        section=part["section"],
        section_title=part["section_title"],
        item=part["item"],
        skill=part["skill"],
        mark=mark,
    )


def _part_document(part: PartScore) -> Document:
    return {"name": part.name, **_tally_document(part.tally)}


def _part_of(part: Mapping[str, Any]) -> PartScore:
    return PartScore(part["name"], _tally_of(part))


def _tally_document(tally: Tally) -> Document:
    return {
        "points": fraction_text(tally.points),
        "of": fraction_text(tally.of),
        "waiting": tally.waiting,
    }


def _tally_of(part: Mapping[str, Any]) -> Tally:
    return Tally(_fraction_of(part["points"]), _fraction_of(part["of"]), part["waiting"])


@lru_cache(maxsize=4096)
def _fraction_of(text: str) -> Fraction:
    # Reading one takes long, and those of most questions are the same few.
    return Fraction(text)
