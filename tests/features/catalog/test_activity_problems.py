"""Activity files with mistakes: each is reported at its line, and all of them at once."""

import pytest
from activity_samples import ASSESSMENT, INTERVIEW, QUESTION, TRACK, problems

from muster.features.catalog import ActivityFileError, SourceFile, read_files
from muster.features.catalog.tree import DEEPEST, LARGEST_FILE, MOST_VALUES


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("", 1, "", "has no value; it must be a set of fields"),
        ("- a\n- b\n", 1, "", "must be a set of fields"),
        ("kind: quiz\n", 1, "kind", "must be one of: assessment, interview, track"),
        ("title: A\n", 1, "kind", "is missing"),
        ("a: [1, 2\nb: 3\n", 2, "", "is not valid YAML: while parsing a flow sequence"),
        ("a: 1\n\tb: 2\n", 2, "", "is not valid YAML"),
        ("a: b: c\n", 1, "", "is not valid YAML: mapping values are not allowed here"),
        ("a: 1\nb: \x07\n", 2, "", "contains a character that YAML forbids"),
        ('a:\n  - x\n  - "\\0"\n', 3, "a[2]", "contains control characters"),
        ('a: "\\uD800"\n', 1, "a", "contains control characters"),
        ("a: 1\n---\nb: 1\n", 2, "", "starts a second document"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4, "a.b", "is given twice; the first is on line 2"),
        ("a: &x 1\nb: 2\n", 1, "a", "uses an anchor (&)"),
        ("a: 1\nb: !!python/name:os.system ''\n", 2, "b", "uses a tag (!)"),
        ("a: !x 1\n", 1, "a", "uses a tag (!)"),
        ("? [a]\n: 1\n", 1, "", "has a field whose name is not text"),
        ("a:\n " + "[" * DEEPEST + "]" * DEEPEST, 2, None, "is nested more than 12 levels deep"),
        ("a:\n" + "- x\n" * MOST_VALUES, MOST_VALUES - 1, None, "goes beyond 30,000 values"),
        ("a: " + "x" * LARGEST_FILE, 1, "", "is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_activity_is_refused_with_its_line(text, line, field, message):
    found = problems(text)[0]
    assert found[0] == line
    assert field is None or found[1] == field
    assert message in found[2]


def test_an_alias_bomb_is_refused_before_it_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    found = problems("\n".join(lines))
    assert (2, "a1[1]", "uses an alias (*); write the value out") in found


MATCHING = "type: matching\nprompt: p\noptions: {c: x, d: y}"
QUESTION_PROBLEMS = [
    ("type: riddle", 0, "type", "must be one of: single_choice, "),
    ("prompt: p", 0, "type", "is missing"),
    ("type: number\nprompt: p", 0, "answer", "is missing"),
    ("type: number\nprompt:\nanswer: 1", 1, "prompt", "has no value; it must be text"),
    ("type: number\nprompt: 7\nanswer: 1", 1, "prompt", "must be text; put it in quotes"),
    ("type: number\nprompt: p\nanswer: 1e5", 2, "answer", "must be a number"),
    ("type: number\nprompt: p\nanswer: true", 2, "answer", "must be a number"),
    ("type: number\nprompt: p\nanswer: 1\ntolerance: -0.1", 3, "tolerance", "at least 0"),
    ("type: number\nprompt: p\nanswer: 1\npoints: 0", 3, "points", "must be more than 0"),
    ("type: number\nprompt: p\nanswer: 1\nanswers: 2", 3, "answers", "did you mean answer?"),
    ("type: number\nprompt: p\nanswer: 1\nrequired: 1", 3, "required", "true or false"),
    ("type: number\nprompt: p\nanswer: 1\nid: A b", 3, "id", "'A b' must be lower-case letters"),
    ("type: short_text\nprompt: p\naccept: []", 2, "accept", "is too short: it needs at least 1"),
    ("type: short_text\nprompt: p\naccept: [a, 1]", 2, "accept[2]", "must be text"),
    (
        "type: single_choice\nprompt: p\noptions: {a: x, b: y}\ncorrect: c",
        3,
        "correct",
        "names 'c'",
    ),
    ("type: single_choice\nprompt: p\noptions: {a: x}\ncorrect: a", 2, "options", "at least 2"),
    ("type: single_choice\nprompt: p\noptions: {A: x, b: y}\ncorrect: b", 2, "options", "'A' must"),
    (
        "type: multiple_choice\nprompt: p\noptions:\n  a: x\n  b: x\ncorrect: [a]",
        4,
        "options.b",
        "says the same as a",
    ),
    (
        "type: multiple_choice\nprompt: p\noptions: {a: x, b: y}\ncorrect: [a, a]",
        3,
        "correct",
        "names something twice",
    ),
    ("type: short_text\nprompt: p", 0, "", "must have at least one of: accept, patterns"),
    ("type: short_text\nprompt: p\npatterns: [a, (b]", 2, "patterns[2]", "missing ): (b"),
    ("type: short_text\nprompt: p\npatterns: ['(?=a)']", 2, "patterns[1]", "expression of RE2"),
    ("type: short_text\nprompt: p\npatterns: ['(a)\\1']", 2, "patterns[1]", "expression of RE2"),
    (
        "type: short_text\nprompt: p\npatterns: ['((a{99}){99}){99}']",
        2,
        "patterns[1]",
        "expression of RE2",
    ),
    (
        "type: single_choice\nprompt: p\noptions: {a: x, b: y}\ncorrect: ab",
        3,
        "correct",
        "names 'ab'",
    ),
    (
        "type: ordering\nprompt: p\noptions: {a: x, b: y, c: z}\ncorrect: [b, a]",
        3,
        "correct",
        "leaves out c; an order has all options",
    ),
    (
        "type: ordering\nprompt: p\noptions: {a: x, b: y}\ncorrect: [a, b, d]",
        3,
        "correct",
        "names 'd', but the options are a, b",
    ),
    (
        f"{MATCHING}\nitems: {{a: x, b: y}}\ncorrect:\n  a: c\n  b: a",
        4,
        "correct",
        "names 'a', but the options are c, d",
    ),
    (
        f"{MATCHING}\nitems: {{a: x, b: y, z: q}}\ncorrect: {{a: c, b: c}}",
        4,
        "correct",
        "leaves out z; every item has its option",
    ),
    (
        f"{MATCHING}\nitems: {{a: x, b: y}}\ncorrect:\n  a: c\n  b: c\n  c: d",
        7,
        "correct.c",
        "is not an item; the items are a, b",
    ),
    (
        f"{MATCHING}\nitems:\n  a: x\n  b: x\ncorrect: {{a: c, b: c}}",
        5,
        "items.b",
        "says the same as a",
    ),
    ("type: file\nprompt: p\ntypes: [exe]", 2, "types[1]", "must be one of: pdf, docx"),
    ("type: file\nprompt: p\ntypes: [pdf]\nmax_megabytes: 51", 3, "max_megabytes", "at most 50"),
    ("type: file\nprompt: p\ntypes: [pdf]\nmax_files: 6", 3, "max_files", "at most 5"),
    ("type: video\nprompt: p", 0, "answer_seconds", "is missing"),
    ("type: audio\nprompt: p\nanswer_seconds: 9\nrecord: video", 3, "record", "not a field here"),
    ("type: long_text\nprompt: p\nmin_words: 9\nmax_words: 8", 2, "min_words", "more than max"),
    (
        "type: long_text\nprompt: p\nrubric:\n  - {criterion: x, points: 2}\npoints: 3",
        4,
        "points",
        "is 3, but the rubric adds up to 2",
    ),
    ("type: long_text\nprompt: p\nrubric:\n  - points: 2", 3, "rubric[1].criterion", "is missing"),
]


@pytest.mark.parametrize(("question", "offset", "field", "message"), QUESTION_PROBLEMS)
def test_a_wrong_question_is_reported_at_its_line(question, offset, field, message):
    indented = question.replace("\n", "\n    ")
    found = problems(f"{ASSESSMENT}{QUESTION}  - {indented}\n")
    place = f"questions[2].{field}".removesuffix(".")
    assert [(line, name) for line, name, _ in found] == [(6 + offset, place)]
    assert message in found[0][2]


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        (ASSESSMENT, 1, "", "must have exactly one of: questions, sections"),
        (ASSESSMENT + QUESTION + "sections: []\n", 1, "", "must have exactly one of"),
        (ASSESSMENT + QUESTION + "prompts: []\n", 6, "prompts", "is not a field here"),
        (ASSESSMENT + QUESTION + "minutes: 2.5\n", 6, "minutes", "must be a whole number"),
        (ASSESSMENT + QUESTION + "pass_percent: 101\n", 6, "pass_percent", "at most 100"),
        (ASSESSMENT + QUESTION + "language: English\n", 6, "language", "must be a language tag"),
        (ASSESSMENT + QUESTION + "vendor_ids:\n  xobin: a1\n", 7, "vendor_ids.xobin", "whole"),
        (ASSESSMENT + QUESTION + "vendor_ids:\n  micro1: a1\n", 7, "vendor_ids.micro1", "UUID"),
        (ASSESSMENT + QUESTION + "vendor_ids:\n  micro2: a\n", 7, "vendor_ids.micro2", "micro1?"),
        (
            ASSESSMENT + QUESTION + "have_ready:\n  - Paper\n  - 'a =? b'\n",
            8,
            "have_ready[2]",
            "contains the sequence =?",
        ),
        (
            ASSESSMENT.replace("Sums", '"a\\u202Eb"') + QUESTION,
            3,
            "title",
            "contains control or direction characters",
        ),
        (
            ASSESSMENT + "minutes: 31\ntime_limit_minutes: 30\n" + QUESTION,
            4,
            "minutes",
            "is more than time_limit_minutes, which is 30",
        ),
        (
            ASSESSMENT
            + "time_limit_minutes: 5\nsections:\n"
            + "  - {title: A, time_limit_minutes: 6, questions: [{type: long_text, prompt: p}]}\n",
            4,
            "time_limit_minutes",
            "is 5, but the sections may take 6 together",
        ),
        (
            ASSESSMENT
            + "sections:\n  - title: A\n    draw: 2\n"
            + "    questions: [{type: long_text, prompt: p}]\n",
            6,
            "sections[1].draw",
            "is 2, but the section has 1 questions",
        ),
        (
            ASSESSMENT
            + "sections:\n  - title: A\n    draw: 1\n    questions:\n"
            + "      - {type: long_text, prompt: p}\n"
            + "      - {type: long_text, prompt: p, points: 2}\n",
            6,
            "sections[1].draw",
            "all worth the same points",
        ),
        (
            ASSESSMENT
            + "questions:\n  - {type: long_text, prompt: p, id: q2}\n"
            + "  - type: long_text\n    prompt: p\n",
            6,
            "questions[2].id",
            "'q2' names another item already",
        ),
        (INTERVIEW + "prompts:\n  - prompt: p\n", 5, "prompts[1].answer_seconds", "is missing"),
        (
            INTERVIEW + "prompts:\n  - prompt: p\n    answer_seconds: 9\n    takes: 0\n",
            7,
            "prompts[1].takes",
            "must be at least 1",
        ),
        (TRACK + "stages:\n  - name: x\n", 5, "stages[1]", "exactly one of: activity, review"),
        (TRACK + "stages:\n  - review: x\n", 5, "stages[1]", "nothing to review yet"),
        (TRACK + "stages:\n  - activity: way\n", 5, "stages[1].activity", "is the track itself"),
        (
            TRACK + "stages:\n  - activity: a\n  - activity: a\n",
            6,
            "stages[2].activity",
            "'a' is a stage of this track already",
        ),
        (
            TRACK + "stages:\n  - activity: a\n  - review: x\n    advance: passed\n",
            7,
            "stages[2].advance",
            "has a meaning only beside activity",
        ),
    ],
)
def test_a_wrong_part_is_reported_at_its_line(text, line, field, message):
    assert any(
        (found[0], found[1]) == (line, field) and message in found[2] for found in problems(text)
    ), problems(text)


def test_all_problems_of_a_file_are_reported_in_the_order_of_its_lines():
    found = problems(
        "key: Sums\nkind: assessment\n"
        "questions:\n"
        "  - {type: number, prompt: p}\n"
        "  - {type: single_choice, prompt: p, options: {a: x, b: y}, correct: c}\n"
    )
    assert [(line, field) for line, field, _ in found] == [
        (1, "key"),
        (1, "title"),
        (4, "questions[1].answer"),
        (5, "questions[2].correct"),
    ]


def test_all_problems_of_all_files_are_reported_together():
    with pytest.raises(ActivityFileError) as caught:
        read_files(
            [
                SourceFile("b.yaml", "kind: quiz"),
                SourceFile("good.yaml", ASSESSMENT + QUESTION),
                SourceFile("a.yaml", "a: [\n"),
            ]
        )
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("a.yaml", 2),
        ("b.yaml", 1),
    ]
    assert caught.value.code == "invalid_activity"
    assert "b.yaml:1: kind: must be one of" in caught.value.message
