"""What a reviewer may give."""

from decimal import Decimal

import pytest
from report_samples import RUBRIC, long, upload

from muster.features.catalog import Criterion
from muster.features.reports import (
    PointsError,
    Rating,
    UnknownCriterionError,
    UnratedCriterionError,
    criteria_of,
    mark,
)
from muster.features.reports.rating import check_rating


def criteria(**points) -> Rating:
    return Rating({name: Decimal(given) for name, given in points.items()})


@pytest.mark.parametrize(
    "rating", [criteria(Clarity="0", Tone="0"), criteria(Clarity="1.25", Tone="0.5")]
)
def test_whole_ratings_within_the_rubric_are_taken(rating):
    check_rating(long(), rating)


@pytest.mark.parametrize(
    ("rating", "error", "field"),
    [
        (criteria(Clarity="1", Tone="0", Humour="1"), UnknownCriterionError, "criteria"),
        (criteria(Clarity="1"), UnratedCriterionError, "criteria.Tone"),
        (criteria(Clarity="2.01", Tone="0"), PointsError, "criteria.Clarity"),
        (criteria(Clarity="-1", Tone="0"), PointsError, "criteria.Clarity"),
        (criteria(Clarity="NaN", Tone="0"), PointsError, "criteria.Clarity"),
        (criteria(Clarity="Infinity", Tone="0"), PointsError, "criteria.Clarity"),
        (criteria(Clarity="1.005", Tone="0"), PointsError, "criteria.Clarity"),
        (Rating(points=Decimal(1)), PointsError, "points"),
        (Rating(), UnratedCriterionError, "criteria.Clarity"),
    ],
)
def test_what_does_not_fit_a_rubric_is_refused_by_its_name(rating, error, field):
    with pytest.raises(error) as caught:
        check_rating(long(), rating)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("rating", "error"),
    [
        (Rating(), UnratedCriterionError),
        (Rating(points=Decimal("4.5")), PointsError),
        (criteria(Clarity="1"), UnknownCriterionError),
    ],
)
def test_a_question_without_rubric_takes_plain_points(rating, error):
    check_rating(upload(), Rating(points=Decimal("3.5")))
    with pytest.raises(error):
        check_rating(upload(), rating)


def test_the_most_is_said():
    with pytest.raises(PointsError, match=r"^Clarity earns at most 2, and got 3$"):
        check_rating(long(), criteria(Clarity="3", Tone="0"))


def test_a_criterion_that_stands_twice_has_two_names():
    item = long((*RUBRIC, Criterion("Tone", Decimal(1))))
    assert list(criteria_of(item)) == ["Clarity", "Tone", "Tone (2)"]


def test_ratings_never_add_up_to_more_than_the_question():
    item = long(points=Decimal(1))
    assert mark(item, "text", [criteria(Clarity="2", Tone="0.5")]).points == 1
