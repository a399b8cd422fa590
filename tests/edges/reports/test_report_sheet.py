"""What a report says before it is drawn: answers beside the right ones, places, empty states."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_views
from muster.edges.reports.charts import columns, dial
from muster.edges.reports.sheet import Earned, Standing
from muster.edges.reports.writing import write
from muster.features.attempts import EndedBy, NotedSignal, SignalKind
from muster.features.catalog import Medium, Question
from muster.features.media import TakeState
from muster.features.reports import Mark, Rank, Rule
from run_samples import NOW, QUESTIONS, SPOKEN


def test_every_type_of_question_and_every_kind_of_signal_has_its_words():
    views = report_views.assessment().questions
    assert {type(one.question) for one in views} == set(get_args(Question))
    signals = tuple(NotedSignal(kind, NOW, NOW, None, None, None) for kind in SignalKind)
    assert len(write(report_views.assessment(signals=signals)).noticed) == len(SignalKind)


def asked(number: int):
    return write(report_views.assessment()).questions[number - 1]


def test_options_show_what_was_chosen_beside_what_is_right():
    rows = {row.label: (row.chosen, row.fits) for row in asked(2).answer.rows}
    assert rows == {"a": (True, True), "b": (False, True), "c": (False, False), "d": (True, True)}


def test_options_stand_as_the_candidate_saw_them():
    shown = report_views.question(1, QUESTIONS[0], "a", shown=("d", "b", "a", "c"))
    (one,) = write(report_views.view_of(("", [shown]))).questions
    assert "".join(row.label for row in one.answer.rows) == "dbac"


def test_an_order_stands_beside_the_right_one():
    rows = asked(5).answer.rows
    assert [row.fits for row in rows] == [True, False, False, True]
    assert rows[1].given.source == "Open the lines for calls"
    assert rows[1].right.source == "Answer what came in overnight, oldest first"


def test_a_pair_that_was_not_made_is_empty():
    rows = asked(6).answer.rows
    assert [(row.given and row.given.source, row.fits) for row in rows] == [
        ("Logistics", True),
        ("Accounting", True),
        (None, False),
    ]


def test_a_number_stands_beside_the_right_one_with_its_unit_and_tolerance():
    item = replace(QUESTIONS[3], tolerance=Decimal("0.5"))
    view = report_views.view_of(("", [report_views.question(1, item, "18,09")]))
    answer = write(view, "de").questions[0].answer
    assert (answer.text, answer.expected) == ("18,09", ("18,09 EUR ± 0,5",))


def test_patterns_are_told_as_such():
    item = replace(QUESTIONS[2], accept=("crust",), patterns=("crusts?",))
    view = report_views.view_of(("", [report_views.question(1, item, "rind")]))
    assert write(view).questions[0].answer.expected == (
        "crust",
        "anything that fits the pattern crusts?",
    )


@pytest.mark.parametrize(
    ("points", "rule", "earned"),
    [
        (Fraction(2), Rule.NUMBER, Earned.FULL),
        (Fraction(1, 3), Rule.MATCHING_PARTIAL, Earned.PART),
        (Fraction(0), Rule.NUMBER, Earned.NONE),
        (Fraction(0), Rule.UNANSWERED, Earned.UNANSWERED),
        (None, Rule.RUBRIC, Earned.WAITING),
        (None, Rule.ARRIVING, Earned.WAITING),
    ],
)
def test_what_a_question_earned(points, rule, earned):
    mark = Mark(points, Fraction(2), rule, "line")
    shown = report_views.question(1, QUESTIONS[3], "1", mark=mark)
    assert write(report_views.view_of(("", [shown]))).questions[0].earned is earned


def test_a_report_that_waits_has_no_share_and_names_the_questions():
    verdict = write(report_views.interview()).verdict
    assert (verdict.standing, verdict.share, verdict.percent) == (Standing.WAITING, None, "")
    assert verdict.points == "0 of 10 points so far"
    assert verdict.note.startswith("Questions 1 and 2 wait for their points.")


def test_nothing_answered_is_said_once():
    sheet = write(report_views.blank())
    assert sheet.verdict.note == "Nothing was answered."
    assert {one.earned for one in sheet.questions} == {Earned.UNANSWERED}
    assert sheet.questions[6].answer.form == "nothing"


def test_a_cut_off_that_was_missed_by_little_is_explained():
    # 3 of 5 points are 60 %; 2.998 of 5 are 59.96 %, which is shown as 60 %.
    mark = Mark(Fraction(2998, 1000), Fraction(5), Rule.PLAIN_POINTS, "line")
    shown = report_views.question(1, QUESTIONS[6], "x", mark=mark, given=())
    verdict = write(report_views.view_of(("", [shown]))).verdict
    assert (verdict.percent, verdict.standing) == ("60%", Standing.FAILED)
    assert verdict.note == "The cut-off was missed by less than is shown."


def test_ratings_have_their_criteria_and_who_gave_them():
    first, second = asked(7).ratings
    assert (first.who, first.points) == ("key:hiring", "4.5 of 5 points")
    assert [(line.label, line.text) for line in first.lines] == [
        ("Tone", "2 of 2 points"),
        ("Remedy", "1.5 of 2 points"),
        ("Spelling", "1 of 1 point"),
    ]
    assert (second.who, second.comment) == ("key:shift-lead", "")


def test_signals_are_counted_by_kind_and_say_where():
    noticed = write(report_views.assessment()).noticed
    assert [(one.kind, one.times, one.length, one.where) for one in noticed] == [
        ("Left the page", "2 times", "44 seconds", "4 and 6"),
        ("Pasted text", "1 time", "84 characters", "7"),
        ("Lost the network", "1 time", "2 minutes and 20 seconds", ""),
    ]


def test_the_take_that_is_the_answer_is_told_from_the_others():
    takes = asked(9).answer.takes
    assert [(one.take, one.counts, one.playable) for one in takes] == [
        ("Take 1", False, True),
        ("Take 2", True, True),
    ]
    assert takes[0].chapter.startswith("9 · Tell us about a day")


@pytest.mark.parametrize("state", [state for state in TakeState if not state.shown])
def test_a_recording_that_cannot_be_watched_says_why(state):
    item = replace(SPOKEN, record=Medium.AUDIO)
    shown = report_views.question(1, item, None, recordings=(report_views.take(1, state),))
    (one,) = write(report_views.view_of(("", [shown]))).questions[0].answer.takes
    assert not one.playable
    assert one.state


def test_an_end_by_time_is_told():
    view = report_views.assessment()
    view = replace(view, attempt=replace(view.attempt, ended_by=EndedBy.TIME))
    assert write(view).facts[0].aside == "when the time was up"


def test_nothing_tells_of_when_it_was_begun():
    """How long somebody took may tell of more time that they were given."""
    view = report_views.assessment()
    earlier = replace(view.attempt, started_at=view.attempt.started_at.replace(year=2020))
    assert write(replace(view, attempt=earlier)) == write(view)


def test_a_place_is_told_with_the_spread_of_all_results():
    placed = write(report_views.assessment()).placed
    assert placed.said == "Place 17 of 124"
    assert placed.here == 6  # 64 %
    assert (placed.steps[0], placed.steps[9]) == ("0–10%", "90–100%")
    assert sum(placed.spread) == 124


def test_a_full_score_is_in_the_last_step():
    shown = report_views.question(1, QUESTIONS[0], "a")
    rank = Rank(1, 20, 100, (0,) * 9 + (20,))
    assert write(report_views.view_of(("", [shown]), rank=rank)).placed.here == 9


@given(st.lists(st.integers(0, 10**6), min_size=10, max_size=10), st.integers(0, 9), st.booleans())
def test_columns_stay_in_their_frame_and_one_is_marked(spread, here, mirrored):
    drawn = columns(spread, here, mirrored=mirrored)
    assert [number for number, column in enumerate(drawn) if column.here] == [here]
    for count, column in zip(spread, drawn, strict=True):
        assert column.count == count
        assert 0 <= column.x <= column.x + column.width <= 320
        assert 12 <= column.y <= 100
        assert (column.height > 0) == (count > 0)
    across = [column.middle for column in drawn]
    assert across == sorted(across, reverse=mirrored)


@pytest.mark.parametrize(
    ("share", "cut", "filled", "tick"),
    [
        (None, None, False, False),
        (0, 0.6, False, True),
        (0.5, None, True, False),
        (1, 1, True, True),
    ],
)
def test_a_dial_is_filled_as_far_as_the_share(share, cut, filled, tick):
    drawn = dial(share, cut)
    assert (bool(drawn.filled), bool(drawn.cut)) == (filled, tick)


def test_a_full_dial_is_its_track():
    assert dial(1, None).filled == dial(1, None).track
