"""What holds for every answer: bounds, monotony, independence of order, exactness."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import (
    LETTERS,
    RUBRIC,
    SAMPLES,
    letters,
    long,
    matching,
    multiple,
    number,
    ordering,
    values,
)

from muster.features.reports import Rating, Rule, mark
from muster.features.reports.phrases import folded, tidied

worths = st.decimals("0.01", 1000, places=2)
hundredths = st.integers(0, 200).map(lambda cents: Decimal(cents) / 100)
ratings = st.builds(
    lambda clarity, tone: Rating({"Clarity": clarity, "Tone": min(tone, RUBRIC[1].points)}),
    hundredths,
    hundredths,
)


def points(item, value, given=()) -> Fraction:
    return mark(item, value, given).points


@pytest.mark.parametrize("item", SAMPLES, ids=lambda item: type(item).__name__)
@given(value=values)
def test_whatever_is_answered_earns_between_nothing_and_all(item, value):
    given = mark(item, value)
    assert given.of == Fraction(item.points)
    assert given.points is None or 0 <= given.points <= given.of
    assert given.rule in set(Rule)
    json.dumps(given.line).encode()
    assert "\0" not in given.line


@given(given_ones=st.lists(ratings, min_size=1, max_size=5))
def test_a_mean_of_ratings_is_exact_in_any_order_and_never_more_than_the_best(given_ones):
    totals = [rating.total for rating in given_ones]
    assert points(long(), "text", given_ones) == sum(totals, Fraction(0)) / len(totals)
    assert points(long(), "text", given_ones[::-1]) == points(long(), "text", given_ones)
    assert min(totals) <= points(long(), "text", given_ones) <= max(totals)


@given(st.sets(st.sampled_from(LETTERS)), st.sets(st.sampled_from(LETTERS), min_size=1), worths)
def test_another_right_option_never_costs_and_a_wrong_one_never_helps(chosen, correct, worth):
    item = multiple(correct, points=worth)
    before = points(item, sorted(chosen))
    for letter in set(LETTERS) - chosen:
        after = points(item, sorted(chosen | {letter}))
        assert after >= before if letter in correct else after <= before


@given(st.sets(st.sampled_from(LETTERS), min_size=1), worths)
def test_only_exactly_the_right_options_earn_everything(correct, worth):
    item = multiple(correct, points=worth)
    exact = multiple(correct, points=worth, partial_credit=False)
    for chosen in ({*correct}, set(LETTERS), set(LETTERS) - correct, {min(correct)}):
        is_right = chosen == correct
        assert (points(item, sorted(chosen)) == Fraction(worth)) == is_right
        assert points(exact, sorted(chosen)) == (Fraction(worth) if is_right else 0)


@given(letters, st.randoms(use_true_random=False))
def test_the_order_of_chosen_options_does_not_count(chosen, random):
    shuffled = random.sample(chosen, len(chosen))
    assert points(multiple(), chosen) == points(multiple(), shuffled)


@given(st.permutations(LETTERS), st.integers(0, len(LETTERS) - 2))
def test_putting_two_neighbours_right_never_costs(order, place):
    item = ordering(LETTERS)
    swapped = [*order]
    swapped[place], swapped[place + 1] = sorted(swapped[place : place + 2])
    assert points(item, swapped) >= points(item, order)


@given(st.permutations(LETTERS))
def test_only_the_right_order_earns_everything(order):
    is_right = "".join(order) == LETTERS
    assert (points(ordering(LETTERS), order) == 2) == is_right
    assert points(ordering(LETTERS, partial_credit=False), order) == 2 * is_right


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")), st.sampled_from("abc"))
def test_another_right_pair_never_costs(value, letter):
    item = matching()
    better = value | {letter: item.correct[letter]}
    assert points(item, better) >= points(item, value)
    assert points(item, dict(reversed(value.items()))) == points(item, value)


@given(
    st.decimals(-1000, 1000, places=3),
    st.decimals(0, 10, places=3),
    st.decimals(-20, 20, places=3),
)
def test_a_number_is_right_exactly_within_its_tolerance(answer, tolerance, off):
    typed = f"{answer + off:.3f}".replace("-", "\u2212") + "0"  # four decimals: no thousands
    item = number(str(answer), str(tolerance))
    assert points(item, typed) == (3 if abs(off) <= tolerance else 0)


@given(st.text())
def test_tidying_and_folding_once_is_enough(text):
    assert tidied(tidied(text)) == tidied(text)
    assert folded(folded(text)) == folded(text)
    assert folded(tidied(text)) == folded(text)
