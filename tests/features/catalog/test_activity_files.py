"""Reading activity files: what they become."""

from decimal import Decimal
from time import process_time

import pytest
from activity_samples import ASSESSMENT, INTERVIEW, QUESTION, TRACK, problems, read

from muster.features.catalog import (
    ActivityStage,
    Advance,
    Dialect,
    FileUpload,
    LongText,
    Matching,
    Medium,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    ReviewStage,
    Section,
    ShortText,
    SingleChoice,
    matches_whole,
    sections_of,
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


def test_every_type_that_is_more_than_a_word_or_a_choice_is_read():
    file = read(
        ASSESSMENT
        + """
questions:
  - {type: short_text, prompt: p, patterns: ['\\d+ kg']}
  - {type: ordering, prompt: p, options: {b: two, a: one}, correct: [b, a]}
  - {type: matching, prompt: p, items: {b: x, a: y}, options: {d: z, c: q}, correct: {b: c, a: c}}
  - {type: file, prompt: p, types: [pdf, csv], rubric: [{criterion: clear, points: 2}]}
  - {type: video, prompt: p, answer_seconds: 60}
  - {type: audio, prompt: p, answer_seconds: 30, takes: 3, preparation_seconds: 0, required: true}
"""
    )
    (section,) = file.content.sections
    short, order, pairs, upload, video, audio = section.questions
    assert (short.accept, short.patterns) == ((), ("\\d+ kg",))
    assert isinstance(order, Ordering)
    assert (list(order.options), order.correct) == (["a", "b"], ("b", "a"))
    assert isinstance(pairs, Matching)
    assert (list(pairs.items), list(pairs.options)) == (["a", "b"], ["c", "d"])
    assert pairs.correct == {"a": "c", "b": "c"}
    assert isinstance(upload, FileUpload)
    assert (upload.types, upload.max_megabytes, upload.max_files) == (("pdf", "csv"), 10, 1)
    assert upload.points == Decimal(2)
    assert isinstance(video, Prompt)
    assert (video.record, video.preparation_seconds, video.takes) == (Medium.VIDEO, 30, 1)
    assert (audio.record, audio.preparation_seconds, audio.takes) == (Medium.AUDIO, 0, 3)
    assert (audio.id, audio.required) == ("q6", True)


def test_every_kind_has_sections_of_questions_or_none():
    quiz = read(
        ASSESSMENT
        + "sections: [{title: S, shuffle: true, questions: [{type: long_text, prompt: p}]}]"
    )
    (section,) = sections_of(quiz.content)
    assert (section.title, section.shuffle, section.draw) == ("S", True, None)
    talk = read(INTERVIEW + "prompts: [{prompt: a, answer_seconds: 90}]").content
    assert sections_of(talk) == (Section("", talk.prompts),)
    assert sections_of(read(TRACK + "stages: [{activity: sums}]").content) == ()


@pytest.mark.parametrize(
    ("pattern", "text", "case_sensitive", "matches"),
    [
        (r"\d+ kg", "12 kg", False, True),
        (r"\d+ kg", "12 kg or so", False, False),
        (r"\d+ kg", "about 12 kg", False, False),
        ("kg|kgs", "kgs", False, True),
        ("ÄPFEL|Birnen", "äpfel", False, True),
        ("ÄPFEL|Birnen", "äpfel", True, False),
        ("a.c", "a\nc", False, False),
        ("a.c", "a\ud800c", False, False),
        ("(a*)*(a|aa)+b", "a" * 100_000, False, False),
    ],
)
def test_a_pattern_matches_the_whole_answer_in_no_time(pattern, text, case_sensitive, matches):
    begun = process_time()
    assert matches_whole(pattern, text, case_sensitive=case_sensitive) is matches
    assert process_time() - begun < 0.5


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
