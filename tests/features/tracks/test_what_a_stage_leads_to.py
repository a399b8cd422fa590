"""The pure rules: what a finished stage leads to, and which decisions are the same press."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from muster.features.catalog import Advance, Kind
from muster.features.tracks import (
    Application,
    ApplicationEndedError,
    By,
    DecidedMeanwhileError,
    Decision,
    Outcome,
    Result,
    Stage,
    StageState,
    StageUnfinishedError,
    Verdict,
)
from muster.features.tracks.deciding import made_already
from muster.features.tracks.model import (
    Ruling,
    may_be_ruled,
    move,
    opens_until,
    rule_of,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ADVANCE, REJECT = Decision.ADVANCE, Decision.REJECT


def stage(number, state="ahead", advance="finished", **more) -> Stage:
    kind = Kind.ASSESSMENT
    return Stage(
        number, number, f"Stage {number}", kind, number, f"s{number}", 10,
        Advance(advance), StageState(state), **more,
    )  # fmt: skip


def application(*stages: Stage, current=1, outcome=None) -> Application:
    return Application(7, 1, 1, current, outcome, None, NOW, NOW, None, stages)


PASSED, FAILED, OPEN_ENDED = (
    Result(passed, complete=True, percent=None) for passed in (True, False, None)
)
UNRATED = Result(None, complete=False, percent=None)


@pytest.mark.parametrize(
    ("advance", "result", "said"),
    [
        ("finished", PASSED, ADVANCE),
        ("finished", FAILED, ADVANCE),
        ("finished", UNRATED, ADVANCE),
        ("passed", PASSED, ADVANCE),
        ("passed", FAILED, REJECT),
        ("passed", UNRATED, None),
        ("passed", OPEN_ENDED, None),  # the pass mark was taken away: nobody is sorted out by it
        ("decided", PASSED, None),
        ("decided", FAILED, None),
    ],
)
def test_the_rule_of_a_stage_decides_only_what_it_can_answer(advance, result, said):
    assert rule_of(Advance(advance), result) is said


def test_a_move_leaves_one_stage_and_opens_the_next_or_ends():
    rule, person = (Ruling(ADVANCE, by, "x") for by in (By.RULE, By.PERSON))
    two = application(stage(1, "open"), stage(2))
    step = move(two, rule, NOW)
    assert (step.left.state, step.left.ended_at, step.opens.number) == (StageState.DONE, NOW, 2)
    last = application(stage(1, "done"), stage(2, "open"), current=2)
    assert move(last, rule, NOW).outcome is Outcome.FINISHED
    assert move(last, person, NOW).outcome is Outcome.PASSED
    rated = application(stage(1, "open", advance="passed"))
    assert move(rated, rule, NOW).outcome is Outcome.PASSED
    out = move(two, Ruling(REJECT, By.PERSON, "key:a", "Too late"), NOW)
    assert (out.left.state, out.opens, out.outcome) == (
        StageState.REJECTED,
        None,
        Outcome.REJECTED,
    )
    assert (out.left.decided_by, out.left.reason) == ("key:a", "Too late")


def test_a_rule_never_overrules_a_person():
    assert may_be_ruled(stage(1, "open"))
    assert may_be_ruled(stage(1, "waiting"))
    assert may_be_ruled(stage(1, "rejected", by=By.RULE))
    assert not may_be_ruled(stage(1, "rejected", by=By.PERSON))
    assert not may_be_ruled(stage(1, "done", by=By.RULE))


def test_who_waited_for_a_person_has_three_days_at_least():
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(days=9)
    assert opens_until(soon, waited=False, now=NOW) == soon
    assert opens_until(soon, waited=True, now=NOW) == NOW + timedelta(days=3)
    assert opens_until(late, waited=True, now=NOW) == late


LATER = NOW + timedelta(seconds=10)
LEFT = {"by": By.PERSON, "ended_at": NOW}


def test_a_second_press_moves_nothing():
    before = application(stage(1, "waiting"), stage(2), stage(3))
    moved = application(stage(1, "done", **LEFT), stage(2, "waiting"), stage(3), current=2)
    press = Verdict("7", ADVANCE)
    assert not made_already(before, before, press, NOW)
    assert made_already(moved, before, press, LATER)  # the other recruiter was quicker
    assert made_already(moved, moved, press, NOW + timedelta(seconds=9))  # a double click
    assert not made_already(moved, moved, press, LATER)
    assert made_already(moved, moved, replace(press, stage=1), NOW + timedelta(days=1))
    assert not made_already(moved, moved, replace(press, stage=2), NOW)
    with pytest.raises(StageUnfinishedError):
        made_already(moved, moved, replace(press, stage=3), NOW)


def test_a_stage_that_the_rule_has_left_is_no_press():
    left = {"by": By.RULE, "ended_at": NOW}
    moved = application(stage(1, "done", **left), stage(2, "waiting"), current=2)
    assert not made_already(moved, moved, Verdict("7", ADVANCE), NOW)


def test_another_decision_about_the_same_stage_is_a_conflict():
    before = application(stage(1, "waiting"), stage(2))
    moved = application(stage(1, "done", **LEFT), stage(2, "open"), current=2)
    rejected = application(stage(1, "rejected", **LEFT), stage(2), outcome=Outcome.REJECTED)
    for application_now, seen, verdict in (
        (moved, before, Verdict("7", REJECT)),
        (moved, moved, Verdict("7", REJECT)),
        (moved, moved, Verdict("7", REJECT, stage=1)),
        (rejected, before, Verdict("7", ADVANCE)),
        (rejected, rejected, Verdict("7", ADVANCE)),
    ):
        with pytest.raises(DecidedMeanwhileError):
            made_already(application_now, seen, verdict, NOW)
    assert not made_already(moved, moved, Verdict("7", REJECT), LATER)
    assert not made_already(moved, moved, Verdict("7", REJECT, stage=2), NOW)
    assert not made_already(rejected, rejected, Verdict("7", ADVANCE), LATER)  # overruled
    assert not made_already(rejected, rejected, Verdict("7", ADVANCE, stage=1), NOW)


def test_an_end_is_the_same_end_or_too_late():
    before = application(stage(1, "waiting"))
    rejected = application(stage(1, "rejected", **LEFT), outcome=Outcome.REJECTED)
    passed = application(stage(1, "done", **LEFT), outcome=Outcome.PASSED)
    assert made_already(rejected, before, Verdict("7", REJECT), NOW)
    assert made_already(passed, before, Verdict("7", ADVANCE), NOW)
    assert made_already(passed, passed, Verdict("7", ADVANCE), LATER)
    for seen in (before, passed):
        with pytest.raises(ApplicationEndedError):
            made_already(passed, seen, Verdict("7", REJECT), LATER)
