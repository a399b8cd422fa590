"""Where a candidate stands in an attempt: pure, on sample runs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from muster.edges.portal import standing
from run_samples import ATTEMPT, NOW, limited, own_clock, run

HOME = f"/attempt/{ATTEMPT.uid}"


@pytest.mark.parametrize(
    ("answered", "path"), [(0, "/1"), (3, "/4"), (6, "/section/2"), (7, "/8"), (8, "/review")]
)
def test_a_candidate_who_comes_back_goes_on_at_the_first_open_question(answered, path):
    assert standing.next_step(run(answered)) == HOME + path


@pytest.mark.parametrize(
    ("number", "go", "path"),
    [
        (1, "next", "/2"),
        (6, "next", "/section/2"),
        (8, "next", "/review"),
        (1, "previous", "/1"),
        (5, "previous", "/4"),
        (3, "review", "/review"),
        (3, "7", "/7"),
        (3, "stay", "/3"),
        (3, "javascript:", "/3"),
        (3, "break", ""),
    ],
)
def test_buttons_lead_where_they_say(number, go, path):
    whole = run(0)
    assert standing.onwards(whole, whole.place(number), go) == HOME + path


def test_a_section_with_a_clock_waits_for_its_button():
    waiting = limited(1, opened=False, answered=6)
    assert standing.reachable(waiting) == frozenset(range(1, 7))
    assert standing.next_step(waiting) == f"{HOME}/section/2"
    assert standing.after(waiting, waiting.place(6)) == f"{HOME}/section/2"


def test_while_a_section_runs_only_its_questions_can_be_gone_to():
    running = limited(0, opened=True)
    assert standing.reachable(running) == frozenset(range(1, 7))
    assert standing.after(running, running.place(6)) == f"{HOME}/section/1/end"


@pytest.mark.parametrize(
    ("whole", "numbers"),
    [
        (limited(1, opened=False, answered=6), {7, 8}),
        (limited(0, opened=True), {7, 8}),
        (limited(0, opened=True, answered=8), set()),
        (limited(1, opened=True), set(range(1, 7))),
        (run(2), set()),
        (replace(limited(1, opened=False), now=NOW + timedelta(minutes=3)), {7, 8}),
    ],
)
def test_sections_that_wait_are_told_apart_from_closed_ones(whole, numbers):
    assert standing.waiting(whole) == frozenset(numbers)


def test_a_last_section_ends_in_the_review():
    running = limited(1, opened=True, answered=8)
    sections = (replace(running.sections[0], closed=True), running.sections[1])
    assert standing.next_step(replace(running, sections=sections)) == f"{HOME}/review"


def test_a_section_that_is_over_cannot_be_gone_to():
    over = replace(limited(0, opened=True), now=NOW + timedelta(minutes=3))
    assert standing.reachable(over) == frozenset({7, 8})
    assert standing.next_step(over) == f"{HOME}/section/2"


@pytest.mark.parametrize(
    ("whole", "number", "part", "left", "over"),
    [
        (run(), 1, "attempt", 1471, ""),
        (limited(0, opened=True), 1, "section", 120, "/section/1"),
        (own_clock(opened=True), 1, "question", 75, "/1"),
    ],
)
def test_the_clock_that_ends_first_is_shown(whole, number, part, left, over):
    timer = standing.timer(whole, "/jobs", whole.place(number))
    assert (timer.part, timer.left) == (part, left)
    assert timer.over == f"/jobs{HOME}{over}"


def test_a_begun_second_counts_so_that_nobody_comes_before_the_end():
    whole = replace(run(), now=NOW + timedelta(seconds=0.3))
    assert standing.timer(whole, "", whole.place(1)).left == 1471


def test_without_a_limit_there_is_no_clock():
    untimed = run(attempt=replace(ATTEMPT, ends_at=None))
    assert standing.timer(untimed, "", untimed.place(1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"mine": False},
        {"now": ATTEMPT.closes_at},
        {"attempt": replace(ATTEMPT, paused_at=NOW)},
    ],
)
def test_no_question_is_shown_elsewhere_after_the_end_or_on_a_break(changes):
    assert not standing.must_stop(run())
    assert standing.must_stop(run(**changes))
