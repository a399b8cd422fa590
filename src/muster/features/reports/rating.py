"""Rating: what people may give for an answer, and what their ratings come to."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from muster.base.text import TextLengthError, UnsafeTextError, clean_line
from muster.features.catalog import Criterion, FileUpload, LongText, Prompt
from muster.features.reports.model import (
    Mark,
    PointsError,
    Rate,
    Rating,
    Rule,
    UnknownCriterionError,
    UnratedCriterionError,
)
from muster.features.reports.rounding import in_points, out_of, shown

Rated: TypeAlias = LongText | FileUpload | Prompt
_DECIMALS = 2
LONGEST_COMMENT = 10_000


def criteria_of(item: Rated) -> dict[str, Criterion]:
    """Return the rubric by names; a name that stands there again has its count behind it."""
    seen: Counter[str] = Counter()
    named = {}
    for line in item.rubric:
        seen[line.criterion] += 1
        again = f" ({seen[line.criterion]})" if seen[line.criterion] > 1 else ""
        named[line.criterion + again] = line
    return named


def clean_rate(wish: Rate) -> Rate:
    """Return the wish with the reviewer's name and the comment in NFC.

    Raises:
        InvalidError: one of them is too long, or holds characters that nobody can see.
    """
    comment = unicodedata.normalize("NFC", wish.rating.comment).strip()
    if len(comment) > LONGEST_COMMENT:
        raise TextLengthError(
            f"comment is longer than {LONGEST_COMMENT:,} characters", field="comment"
        )
    if any(
        unicodedata.category(letter) in {"Cc", "Cs"} for letter in comment if letter not in "\n\t\r"
    ):
        raise UnsafeTextError("comment contains control characters", field="comment")
    return replace(
        wish,
        reviewer=clean_line(wish.reviewer, field="reviewer"),
        rating=replace(wish.rating, comment=comment),
    )


def check_rating(item: Rated, rating: Rating) -> None:
    """See that a rating fits the question.

    Raises:
        UnknownCriterionError: it names something else than the rubric's criteria.
        UnratedCriterionError: it leaves one out, or the points of a question without rubric.
        PointsError: points are negative, more than allowed, or have over two decimals.
    """
    criteria = criteria_of(item)
    for name in rating.criteria:
        if name not in criteria:
            known = ", ".join(criteria) or "none, but plain points"
            raise UnknownCriterionError(
                f"There is no criterion {name!r}; the question has {known}", field="criteria"
            )
    if not criteria:
        _check_plain(item, rating.points)
    elif rating.points is not None:
        raise PointsError("The question has a rubric; rate its criteria", field="points")
    for name, criterion in criteria.items():
        if name not in rating.criteria:
            raise UnratedCriterionError(f"{name} is not rated", field=f"criteria.{name}")
        _check_points(rating.criteria[name], criterion.points, f"criteria.{name}")


def _check_plain(item: Rated, points: Decimal | None) -> None:
    if points is None:
        raise UnratedCriterionError("The question has no rubric; give points", field="points")
    _check_points(points, item.points, "points")


def _check_points(points: Decimal, most: Decimal, field: str) -> None:
    name = field.removeprefix("criteria.")
    if not points.is_finite() or points < 0:
        raise PointsError(f"{name} must be 0 or more", field=field)
    if points > most:
        worth = shown(Fraction(most))
        raise PointsError(f"{name} earns at most {worth}, and got {points}", field=field)
    if int(points.as_tuple().exponent) < -_DECIMALS:
        raise PointsError(f"{name} may have two decimals", field=field)


def mark_rated(item: Rated, _: object, ratings: Sequence[Rating]) -> Mark:
    """Return the mean of the reviewers' totals, exactly; no points while nobody has rated."""
    worth = Fraction(item.points)
    rule = Rule.RUBRIC if item.rubric else Rule.PLAIN_POINTS
    if not ratings:
        by = f"by {len(item.rubric)} criteria" if len(item.rubric) > 1 else "by a person"
        return Mark(None, worth, rule, f"Waits to be rated {by}: up to {in_points(worth)}")
    mean = sum((rating.total for rating in ratings), Fraction(0)) / len(ratings)
    points = min(max(mean, Fraction(0)), worth)
    return Mark(points, worth, rule, _line(item, ratings, points))


def _line(item: Rated, ratings: Sequence[Rating], points: Fraction) -> str:
    outcome = out_of(points, Fraction(item.points))
    by = "one reviewer" if len(ratings) == 1 else f"{len(ratings)} reviewers, their mean"
    parts = [
        f"{name} {shown(_mean_of(name, ratings))} of {shown(Fraction(criterion.points))}"
        for name, criterion in criteria_of(item).items()
    ]
    return f"Rated by {by}: {', '.join(parts)}: {outcome}" if parts else f"Rated by {by}: {outcome}"


def _mean_of(name: str, ratings: Sequence[Rating]) -> Fraction:
    given = (Fraction(rating.criteria.get(name, 0)) for rating in ratings)
    return sum(given, Fraction(0)) / len(ratings)
