"""From questions to sections, skills and the whole; and the cut-off."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import long, multiple, number, recording, short, single

from muster.features.attempts import Answer, Place
from muster.features.reports import Rating, Rule, Taken, score
from muster.features.reports.documents import score_document, score_of
from muster.features.reports.rounding import in_points, rounded, shown, to_sort_by

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def place(number_, item, value=None, section=0) -> Place:
    answer = None if value is None else Answer(item.id, 1, value, NOON, late=False)
    return Place(number=number_, section=section, item=item, answer=answer)


def taken(*places, percent=None, **others) -> Taken:
    return Taken(places, ["Words", "Sums"], percent and Decimal(percent), **others)


MIXED = (
    place(1, multiple(skill="Reading"), ["a", "b", "d"]),
    place(2, short("York", skill="Spelling"), "york"),
    place(3, number(skill="Reading"), "12,5", section=1),
    place(4, single(), None, section=1),
)


def test_points_add_up_by_section_and_skill_and_overall():
    result = score(taken(*MIXED))
    parts = [(part.name, part.tally.points, part.tally.of) for part in result.sections]
    assert parts == [("Words", Fraction(5, 3), 3), ("Sums", 3, 5)]
    skills = [(part.name, part.tally.points, part.tally.of) for part in result.skills]
    assert skills == [("Reading", Fraction(11, 3), 5), ("Spelling", 1, 1)]
    assert (result.overall.points, result.overall.of) == (Fraction(14, 3), 8)
    assert result.overall.percent == Fraction(175, 3)
    assert (result.complete, result.passed) == (True, None)


def test_the_mark_of_each_question_says_what_it_is_of():
    result = score(taken(*MIXED))
    assert [question.number for question in result.questions] == [1, 2, 3, 4]
    assert result.questions[3].mark.rule is Rule.UNANSWERED


@pytest.mark.parametrize(("percent", "passed"), [("66.6", True), ("66.67", False), ("67", False)])
def test_the_cut_off_is_compared_exactly(percent, passed):
    two_thirds = taken(place(1, multiple("abc"), ["a", "b"]), percent=percent)
    assert score(two_thirds).passed is passed


def test_a_cut_off_that_is_just_reached_is_passed():
    three_of_four = [place(n, single(id=f"q{n}"), "b" if n < 4 else "a") for n in range(1, 5)]
    assert score(taken(*three_of_four, percent="75")).passed is True
    assert score(taken(*three_of_four, percent="75.000000000001")).passed is False


@pytest.mark.parametrize("value", ["b", "a"])
def test_nobody_passes_or_fails_while_a_person_has_to_rate(value):
    """Even where the ratings could not change it: 2 of 2.5 points or 0.5 of 100 at most."""
    sure = taken(
        place(1, single(points=Decimal(1000)), value), place(2, long(), "text"), percent="50"
    )
    result = score(sure)
    assert (result.complete, result.passed, result.overall.percent) == (False, None, None)
    assert result.overall.waiting == 1


def test_sections_and_skills_are_complete_on_their_own():
    result = score(
        taken(place(1, single(skill="Logic"), "b"), place(2, long(skill="Prose"), "x", section=1))
    )
    assert [part.tally.complete for part in result.sections] == [True, False]
    assert [part.tally.percent for part in result.skills] == [100, None]


def test_ratings_complete_a_score():
    ratings = {"q4": [Rating({"Clarity": Decimal(2), "Tone": Decimal(0)})]}
    result = score(taken(place(1, long(), "text"), percent="80", ratings=ratings))
    assert (result.complete, result.passed, result.overall.percent) == (True, True, 80)


def test_a_rating_of_what_was_not_answered_earns_nothing():
    ratings = {"q4": [Rating({"Clarity": Decimal(2), "Tone": Decimal(0)})]}
    assert score(taken(place(1, long()), ratings=ratings)).overall.points == 0


def test_a_recording_on_its_way_is_waited_for_until_it_is_there():
    on_its_way = taken(place(1, recording()), percent="1", arriving=frozenset({"q9"}))
    assert score(on_its_way).questions[0].mark.rule is Rule.ARRIVING
    assert score(on_its_way).passed is None
    arrived = taken(place(1, recording(), {"take": "t"}), arriving=frozenset({"q9"}))
    assert score(arrived).questions[0].mark.rule is Rule.PLAIN_POINTS


def test_two_sections_of_one_name_stay_two():
    result = score(
        Taken([place(1, single(), "b"), place(2, single(), "a", section=1)], ["Same", "Same"])
    )
    assert [part.tally.points for part in result.sections] == [2, 0]


answers = st.sampled_from([None, "b", "a", ["a"], ["a", "d"], "York", "12,5", "13"])
questions = st.sampled_from(
    [
        single(skill="Sums"),
        multiple(skill="Logic"),
        short("York"),
        number(skill="Sums"),
        long(skill="Logic"),
        recording(),
    ]
)


@given(st.lists(st.tuples(questions, answers), max_size=12), st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_order_and_come_back_from_a_document_exactly(pairs, random):
    places = [place(n, item, value, section=n % 2) for n, (item, value) in enumerate(pairs)]
    result = score(taken(*places, percent="33.3"))
    again = score(taken(*random.sample(places, len(places)), percent="33.3"))
    assert again.overall == result.overall
    assert again.skills == result.skills
    assert {part.name: part for part in again.sections} == {
        part.name: part for part in result.sections
    }
    assert 0 <= result.overall.points <= result.overall.of
    assert score_of(score_document(result)) == result


def test_the_document_keeps_fractions_as_text():
    document = score_document(score(taken(*MIXED)))
    assert document["overall"] == {"points": "14/3", "of": "8/1", "waiting": 0}
    assert document["questions"][0]["points"] == "2/3"


@pytest.mark.parametrize(
    ("exact", "display"),
    [("1/4", "0.3"), ("1/20", "0.1"), ("1/3", "0.3"), ("2/3", "0.7"), ("2", "2.0"), ("0", "0.0")],
)
def test_numbers_are_rounded_half_up_to_one_decimal_for_display(exact, display):
    assert str(rounded(Fraction(exact))) == display


@pytest.mark.parametrize(
    ("exact", "display"),
    [("1", "1 point"), ("5/2", "2.5 points"), ("1/4", "0.25 points"), ("1/3", "0.3 points")],
)
def test_points_stand_in_sentences_as_they_are_where_they_are_short(exact, display):
    assert in_points(Fraction(exact)) == display
    assert shown(Fraction(exact)) == display.split()[0]


def test_lists_are_sorted_by_six_decimals():
    assert to_sort_by(Fraction(200, 3)) == Decimal("66.666667")
    assert to_sort_by(None) is None
