"""Each type of question, by example: the golden cases, and the line that explains them."""

from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from report_samples import (
    SAMPLES,
    long,
    matching,
    multiple,
    number,
    ordering,
    recording,
    short,
    single,
    upload,
)

from muster.features.catalog import Question
from muster.features.reports import Rating, Rule, is_rated_by_people, mark
from muster.features.reports.marking import _RULES, mark_arriving


def points(item, value) -> Fraction | None:
    return mark(item, value).points


def test_every_type_of_question_has_its_rule():
    assert set(_RULES) == set(get_args(Question))
    assert {type(item) for item in SAMPLES} == set(_RULES)


@pytest.mark.parametrize("item", SAMPLES, ids=lambda item: type(item).__name__)
@pytest.mark.parametrize("value", [None, "", " \n\u200b", [], {}, {"files": []}, {"a": ""}])
def test_no_answer_earns_nothing_by_a_rule_of_its_own(item, value):
    given = mark(item, value)
    assert (given.points, given.rule) == (0, Rule.UNANSWERED)
    assert given.line.startswith("Not answered: 0 of ")


def test_a_single_choice_is_right_or_not():
    assert mark(single(), "b").line == "Option b is right: 2 of 2 points"
    wrong = mark(single(), "a")
    assert (wrong.points, wrong.rule) == (0, Rule.SINGLE_CHOICE)
    assert wrong.line == "Option a was chosen, right is b: 0 of 2 points"


# The first three are the multiple choice of 1EdTech's QTI examples, with its own mapping of
# {H: 1, O: 1, Cl: -1, else: -2} from 0 to 2; that mapping is ours for two right options.
@pytest.mark.parametrize(
    ("correct", "chosen", "earned"),
    [
        ("ho", ["h", "o"], 2),
        ("ho", ["h", "o", "c"], 1),
        ("ho", ["h", "e"], 0),
        ("abc", ["a", "b", "f"], Fraction(2, 3)),
        ("abc", ["a"], Fraction(2, 3)),
        ("abc", ["d", "e", "f"], 0),
        ("abc", ["a", "b", "c", "d", "e", "f"], 0),
        ("abc", ["a", "a", "a"], Fraction(2, 3)),
    ],
)
def test_partial_credit_is_right_minus_wrong_and_never_below_zero(correct, chosen, earned):
    assert points(multiple(correct), chosen) == earned


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        (["a", "b", "d"], "2 of 3 right options chosen, 1 wrong: (2 \u2212 1) ÷ 3 of 2 points"),
        (["a", "b"], "2 of 3 right options chosen, none wrong: 2 ÷ 3 of 2 points"),
        (["a", "b", "c"], "3 of 3 right options chosen, none wrong: 2 of 2 points"),
        (["a", "d"], "1 of 3 right options chosen, 1 wrong, which leaves nothing: 0 of 2 points"),
    ],
)
def test_partial_credit_is_explained(chosen, line):
    assert mark(multiple(), chosen).line == line


@pytest.mark.parametrize(
    ("chosen", "earned"), [("abc", 2), ("cba", 2), ("ab", 0), ("abcd", 0), ("f", 0)]
)
def test_an_exact_choice_is_all_or_nothing_in_any_order(chosen, earned):
    given = mark(multiple(partial_credit=False), list(chosen))
    assert (given.points, given.rule) == (earned, Rule.MULTIPLE_CHOICE_EXACT)
    assert ("all or nothing" in given.line) == (not earned)


@pytest.mark.parametrize(
    "text",
    [
        "New York",
        "new york",
        "  NEW\u00a0 york\n",
        "\uff2e\uff45\uff57 York",
        "new\u00ad york",
        "n\u200bew York",
    ],
)
def test_a_short_text_is_compared_as_people_mean_it(text):
    given = mark(short("York", "New York"), text)
    assert given.points == 1
    assert "is an accepted answer" in given.line


@pytest.mark.parametrize(
    ("accepted", "text", "is_right"),
    [
        ("don't", "Don\u2019t", True),
        ("well-known", "well\u2010known", True),
        ('"quoted"', "\u201cquoted\u201d", True),
        ("Straße", "STRASSE", True),
        ("Ωμέγα", "ΩΜΈΓΑ", True),
        ("café", "cafe\u0301", True),
        ("café", "cafe", False),
        ("etc.", "etc", False),
        ("C#", "C", False),
        ("New York", "NewYork", False),
    ],
)
def test_case_and_typography_do_not_count_but_letters_and_punctuation_do(accepted, text, is_right):
    assert points(short(accepted), text) == is_right


# QTI's text entry gives half a point for the wrong case; ours asks whether case counts.
@pytest.mark.parametrize(("text", "earned"), [("York", 1), ("york", 0), (" York ", 1)])
def test_case_counts_where_the_question_says_so(text, earned):
    assert points(short("York", case_sensitive=True), text) == earned


@pytest.mark.parametrize(
    ("text", "case_sensitive", "earned"),
    [
        ("colour", False, 1),
        ("Color", False, 1),
        ("Color", True, 0),
        ("colours", False, 0),
        ("my color", False, 0),
    ],
)
def test_a_pattern_must_match_the_whole(text, case_sensitive, earned):
    item = short(patterns=("colou?r",), case_sensitive=case_sensitive)
    given = mark(item, text)
    assert given.points == earned
    assert ("fits the accepted pattern colou?r" in given.line) == bool(earned)


def test_a_hostile_text_takes_no_time():
    item = short(patterns=("(a+)+b",))
    assert points(item, "a" * 1000) == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("12,5", "“12,5” is read as 12.5, exactly right: 3 of 3 points"),
        ("12", "“12” is read as 12, 0.5 off 12.5, where 0.5 is allowed: 3 of 3 points"),
        ("13,01", "“13,01” is read as 13.01, 0.51 off 12.5, where 0.5 is allowed: 0 of 3 points"),
        ("a dozen", "“a dozen” cannot be read as a number: 0 of 3 points"),
    ],
)
def test_a_number_is_right_up_to_its_tolerance(text, line):
    assert mark(number(tolerance="0.5"), text).line == line


def test_the_tolerance_is_inclusive_and_exact_in_decimals():
    item = number("0.3", "0.1")  # in binary floats, 0.3 - 0.2 is less than 0.1 and 0.4 - 0.3 more
    assert [bool(points(item, text)) for text in ("0.2", "0.4", "0.1999999", "0.4000001")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["1234", "1.234"])
def test_of_two_readings_the_right_one_counts(answer):
    given = mark(number(answer), "1,234")
    assert given.points == 3
    assert "it could also be" in given.line


def test_the_order_is_right_or_not():
    item = ordering(("driver-c", "a", "b"), partial_credit=False)
    assert points(item, ["driver-c", "a", "b"]) == 2
    assert points(item, ["a", "driver-c", "b"]) == 0
    assert "Right is driver-c, a, b; all or nothing" in mark(item, ["b", "a"]).line


@pytest.mark.parametrize(
    ("given", "right"),
    [("abcd", 3), ("bacd", 2), ("bcda", 2), ("acbd", 2), ("dcba", 0), ("cdab", 2), ("ab", 1)],
)
def test_an_order_earns_a_share_for_each_pair_of_neighbours(given, right):
    assert points(ordering(), list(given)) == Fraction(right, 3) * 2


def test_a_partly_right_order_is_explained():
    line = mark(ordering(), list("acbd")).line
    assert line == "2 of 3 neighbours of the right order stand in that order: 2 ÷ 3 of 2 points"


@pytest.mark.parametrize(
    ("value", "partial", "exact"),
    [
        ({"a": "x", "b": "y", "c": "x"}, 2, 2),
        ({"a": "x", "b": "y", "c": "z"}, Fraction(4, 3), 0),
        ({"a": "x"}, Fraction(2, 3), 0),
        ({"a": "y", "b": "x"}, 0, 0),
        ({"a": "x", "b": "y", "c": "x", "d": "x"}, 2, 2),
    ],
)
def test_matching_earns_a_share_for_each_pair_or_all_or_nothing(value, partial, exact):
    assert points(matching(), value) == partial
    assert points(matching(partial_credit=False), value) == exact


@pytest.mark.parametrize(
    ("item", "value"),
    [(long(), "Dear …"), (upload(), {"files": ["f"]}), (recording(), {"take": "t"})],
)
def test_texts_files_and_recordings_wait_for_a_person(item, value):
    given = mark(item, value)
    assert is_rated_by_people(item)
    assert given.points is None
    assert given.line.startswith("Waits to be rated by ")


def test_ratings_count_by_their_exact_mean():
    given = [
        Rating({"Clarity": Decimal(clarity), "Tone": Decimal(tone)})
        for clarity, tone in (("1", "0.5"), ("2", "0"), ("2", "0.25"))
    ]
    rated = mark(long(), "Dear …", given)
    assert (rated.points, rated.rule) == (Fraction("5.75") / 3, Rule.RUBRIC)
    assert rated.line == (
        "Rated by 3 reviewers, their mean: Clarity 1.7 of 2, Tone 0.25 of 0.5: 1.9 of 2.5 points"
    )


def test_without_a_rubric_plain_points_are_given():
    rated = mark(upload(), {"files": ["f"]}, [Rating(points=Decimal(3))])
    assert (rated.points, rated.rule) == (3, Rule.PLAIN_POINTS)
    assert rated.line == "Rated by one reviewer: 3 of 4 points"


def test_a_recording_on_its_way_is_neither_missing_nor_ratable_yet():
    given = mark_arriving(recording())
    assert (given.points, given.rule) == (None, Rule.ARRIVING)


def test_a_line_quotes_neither_much_nor_what_a_database_refuses():
    line = mark(short("x"), "\0\ud800" + "y" * 1000).line
    assert len(line) < 120
    line.encode()
    assert "\0" not in line
