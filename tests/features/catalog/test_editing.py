"""Changing the document of a draft, what differs then, and writing it as a file."""

import pytest

from muster.features import catalog
from muster.features.catalog import Kind, SourceFile, Step, Thing, UnknownPartError

QUIZ = {
    "key": "sums",
    "kind": "assessment",
    "title": "Sums",
    "questions": [
        {"type": "number", "prompt": "3 × 4?", "answer": 12},
        {"type": "number", "id": "half", "prompt": "1 : 2?", "answer": "0.5", "points": "2.5"},
    ],
}


def ids(document):
    return [part["id"] for part in catalog.item_parts(document)]


@pytest.fixture
def quiz():
    return catalog.new_document(Kind.ASSESSMENT, "quiz", "Quiz")


def grown(document, *words):
    for word in words:
        document, _ = catalog.add_item(document, 0, word)
    return document


def test_questions_are_added_moved_copied_and_removed(quiz):
    document = grown(quiz, "single_choice", "number", "file")
    assert ids(document) == ["q1", "q2", "q3"]
    document, twin = catalog.duplicate_item(document, "q2")
    assert twin == "q4"
    assert ids(document) == ["q1", "q2", "q4", "q3"]
    document = catalog.shift_item(document, "q4", 1)
    assert ids(document) == ["q1", "q2", "q3", "q4"]
    assert ids(catalog.shift_item(document, "q4", 1)) == ids(document)
    document = catalog.move_item(document, "q4", 0, 0)
    assert ids(document) == ["q4", "q1", "q2", "q3"]
    document, removed = catalog.remove_item(document, "q1")
    assert ids(document) == ["q4", "q2", "q3"]
    assert removed.name == "q1"
    assert catalog.add_item(document, 0, "number")[1] == "q5"
    with pytest.raises(UnknownPartError):
        catalog.remove_item(document, "q1")
    assert quiz["questions"] == []  # nothing is changed in place


def test_sections_keep_their_questions(quiz):
    document = grown(quiz, "number", "number")
    document = catalog.add_section(document, "Second", "First")
    assert [part["title"] for part in catalog.section_parts(document)] == ["First", "Second"]
    document = catalog.shift_item(document, "q2", 1)
    assert [len(part["questions"]) for part in catalog.section_parts(document)] == [1, 1]
    document = catalog.replace_section(document, 1, {"title": "Last", "draw": "1"})
    assert document["sections"][1]["draw"] == "1"
    assert ids(document) == ["q1", "q2"]
    document = catalog.shift_section(document, 1, -1)
    assert ids(document) == ["q2", "q1"]
    document, _ = catalog.remove_section(document, 0)
    assert ids(document) == ["q1"]
    assert ids(catalog.shift_item(document, "q1", -1)) == ["q1"]


def test_what_the_editor_does_not_know_stays(quiz):
    document = catalog.replace_item(
        grown(quiz, "number"), "q1", {"type": "number", "prompt": "?", "newer": {"a": 1}}
    )
    document = catalog.shift_item(grown(document, "file"), "q1", 1)
    assert catalog.item_part(document, "q1")["newer"] == {"a": 1}


def test_a_draft_is_checked_by_the_rules_of_files():
    checked = catalog.check(QUIZ)
    assert checked.problems == ()
    assert checked.file.key == "sums"
    wrong = {**QUIZ, "pass_percent": "lots", "questions": [{"type": "number", "prompt": "?"}]}
    found = {problem.field: problem.message for problem in catalog.check(wrong).problems}
    assert set(found) == {"pass_percent", "questions[1].answer"}
    assert catalog.path_of("sections[2].questions[5].options.a") == (
        *("sections", 1, "questions", 4, "options", "a"),
    )


def test_a_sketch_is_shown_while_much_is_missing(quiz):
    half = catalog.replace_item(
        grown(quiz, "single_choice", "number"),
        "q2",
        {"type": "number", "prompt": "?", "answer": "2"},
    )
    sketch = catalog.sketch_of(half | {"time_limit_minutes": "long"})
    assert sketch.left_out == 1
    assert [one.id for one in sketch.content.sections[0].questions] == ["q2"]
    assert catalog.sketch_of(catalog.new_document(Kind.TRACK, "way", "")).content.stages == ()


def test_differences_are_said_by_question():
    before = catalog.tidy(QUIZ)
    after, added = catalog.add_item(catalog.tidy(QUIZ) | {"time_limit_minutes": 5}, 0, "long_text")
    after = catalog.replace_item(
        after, "half", {"type": "number", "prompt": "1 : 2?", "answer": "0.25", "required": False}
    )
    after = catalog.replace_item(after, added, {"type": "long_text", "prompt": "Why?\nSay more."})
    found = catalog.differences(before, after)
    assert [(one.step, one.thing, one.name) for one in found] == [
        (Step.CHANGED, Thing.ACTIVITY, "Sums"),
        (Step.CHANGED, Thing.ITEM, "1 : 2?"),
        (Step.ADDED, Thing.ITEM, "Why?"),
    ]
    assert {(one.name, one.before, one.after) for one in found[1].fields} == {
        ("answer", "0.5", "0.25"),
        ("points", "2.5", None),
    }
    assert catalog.differences(before, before) == ()


def test_only_what_moved_is_said_to_have_moved(quiz):
    document = grown(quiz, *["number"] * 5)
    found = catalog.differences(document, catalog.move_item(document, "q1", 0, 4))
    assert [one.step for one in found] == [Step.MOVED]


async def test_every_example_comes_back_from_its_yaml_as_it_was():
    for source in catalog.read_examples():
        file = catalog.read_file(source)
        text = catalog.to_yaml(file.tree.value)
        again = catalog.read_file(SourceFile("again.yaml", text, source.images))
        assert again.sha256 == file.sha256


def test_text_that_looks_like_something_else_is_quoted():
    title = {
        "key": "odd",
        "kind": "track",
        "title": "012",
        "have_ready": ["no", "~", "12:30", "09"],
    }
    document = title | {"summary": "one\n\n  two: # three", "stages": [{"activity": "a"}]}
    again = catalog.read_file(SourceFile("odd.yaml", catalog.to_yaml(document)))
    assert again.document["title"] == "012"
    assert again.document["have_ready"] == ["no", "~", "12:30", "09"]
    assert again.document["summary"] == document["summary"]
