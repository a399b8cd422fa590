"""Reading activity files: what they become."""

from decimal import Decimal

import pytest
from activity_samples import ASSESSMENT, INTERVIEW, QUESTION, TRACK, problems, read

from muster.features.catalog import (
    ActivityStage,
    Advance,
    Dialect,
    LongText,
    Medium,
    MultipleChoice,
    Number,
    ReviewStage,
    ShortText,
    SingleChoice,
)


def test_every_type_of_question_is_read():
    file = read(
        ASSESSMENT
        + """
questions:
  - {type: single_choice, prompt: p, options: {b: two, a: one}, correct: a}
  - {type: multiple_choice, prompt: p, options: {a: one, b: two}, correct: [b, a], shuffle: true}
  - {type: short_text, prompt: p, accept: [Zürich, Zurich], required: true}
  - {type: long_text, prompt: p, rubric: [{criterion: clear, points: 2}, {criterion: kind, points: 1.5}]}
  - {type: number, id: share, prompt: p, answer: 12.50, tolerance: 0.05, unit: EUR, points: 3}
"""
    )
    (section,) = file.content.sections
    single, several, short, long, number = section.questions
    assert isinstance(single, SingleChoice)
    assert list(single.options) == ["a", "b"]
    assert isinstance(several, MultipleChoice)
    assert several.correct == {"a", "b"}
    assert isinstance(short, ShortText)
    assert (short.id, short.accept, short.required) == ("q3", ("Zürich", "Zurich"), True)
    assert isinstance(long, LongText)
    assert long.points == Decimal("3.5")
    assert isinstance(number, Number)
    assert (number.id, number.answer, number.tolerance) == (
        "share",
        Decimal("12.5"),
        Decimal("0.05"),
    )


def test_an_interview_says_how_long_it_takes():
    file = read(
        INTERVIEW
        + "prompts:\n"
        + "  - {prompt: a, answer_seconds: 90}\n"
        + "  - {prompt: b, answer_seconds: 121, preparation_seconds: 0, takes: 2, record: audio}\n"
    )
    first, second = file.content.prompts
    assert (first.preparation_seconds, first.takes, first.record) == (30, 1, Medium.VIDEO)
    assert second.record is Medium.AUDIO
    assert file.content.minutes == 5  # 30 + 90 + 121 seconds, rounded up


def sections(*limits: int | None) -> str:
    lines = [
        f"  - {{title: S, {f'time_limit_minutes: {limit}, ' if limit else ''}"
        "questions: [{type: long_text, prompt: p}]}\n"
        for limit in limits
    ]
    return "sections:\n" + "".join(lines)


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        (QUESTION, None),
        ("time_limit_minutes: 20\n" + QUESTION, 20),
        ("time_limit_minutes: 20\nminutes: 15\n" + QUESTION, 15),
        (sections(7, 8), 15),
        (sections(7, None), None),
        ("time_limit_minutes: 20\n" + sections(7, None), 20),
    ],
)
def test_the_minutes_follow_from_the_limits(fields, minutes):
    assert read(ASSESSMENT + fields).content.minutes == minutes


def test_a_track_is_read():
    file = read(
        TRACK
        + "stages:\n"
        + "  - {activity: sums, advance: passed}\n  - activity: talk\n"
        + "  - {review: Decision, instructions: Two of us read it.}\n"
    )
    assert file.content.stages == (
        ActivityStage("sums", Advance.PASSED),
        ActivityStage("talk", Advance.FINISHED),
        ReviewStage("Decision", "Two of us read it."),
    )


def test_vendor_ids_are_text_in_lower_case():
    file = read(
        ASSESSMENT
        + "vendor_ids:\n  hiringbranch: 59BC377497C7AC0CBC1B69C7\n  xobin: 4711\n"
        + "  micro1: 123E4567-E89B-12D3-A456-426614174000\n"
        + QUESTION
    )
    assert file.vendor_ids == {
        Dialect.HIRINGBRANCH: "59bc377497c7ac0cbc1b69c7",
        Dialect.XOBIN: "4711",
        Dialect.MICRO1: "123e4567-e89b-12d3-a456-426614174000",
    }


def test_yaml_means_what_people_mean():
    file = read(
        ASSESSMENT.replace("Sums", '"  Cafe\N{COMBINING ACUTE ACCENT}  "')
        + "language: no\nsummary: 2026-03-02\ninstructions: 12:30\n"
        + QUESTION
    )
    assert file.content.title == "Café"
    assert file.content.language == "no"
    assert file.content.summary == "2026-03-02"
    assert file.content.instructions == "12:30"


def test_layout_and_comments_make_no_other_version():
    one = read(ASSESSMENT + QUESTION)
    other = read(
        f"# Sums\n{QUESTION}\n{ASSESSMENT}retake_after_days: 30\nvendor_ids: {{xobin: 1}}\n"
    )
    changed = read(ASSESSMENT + QUESTION.replace("answer: 4", "answer: 4.5"))
    same = read(ASSESSMENT + QUESTION.replace("answer: 4", "answer: 4.50"))
    assert one.sha256 == other.sha256
    assert one.sha256 != changed.sha256
    assert changed.sha256 == same.sha256


def test_files_of_windows_are_read():
    text = "\ufeff" + (ASSESSMENT + QUESTION).replace("\n", "\r\n")
    assert read(text).sha256 == read(ASSESSMENT + QUESTION).sha256
    assert problems(text.replace("answer", "answers"))[0][0] == 5
