"""The published JSON Schema and the reader: neither accepts what the other refuses."""

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from muster.features.catalog import (
    ActivityFileError,
    SourceFile,
    named_images,
    read_file,
    schema,
)

SAMPLES = {
    "assessment": """
key: all-types
kind: assessment
title: All types
summary: Everything once.
language: pt-BR
minutes: 20
instructions: Go on.
have_ready: [Paper]
vendor_ids: {hiringbranch: aaaaaaaaaaaaaaaaaaaaaaaa, xobin: 5}
retake_after_days: 30
time_limit_minutes: 30
pass_percent: 62.5
sections:
  - title: First
    instructions: Look.
    time_limit_minutes: 10
    draw: 1
    shuffle: true
    questions:
      - {type: single_choice, id: one, prompt: p, options: {a: x, b: y}, correct: a, shuffle: true}
      - {type: multiple_choice, prompt: p, options: {a: x, b: y}, correct: [a], partial_credit: true}
  - title: Second
    questions:
      - {type: short_text, prompt: p, accept: [x, y], case_sensitive: true, time_limit_seconds: 60}
      - type: long_text
        prompt: p
        min_words: 5
        max_words: 9
        points: 3
        rubric: [{criterion: c, points: 3, look_for: l}]
      - {type: number, prompt: p, answer: -1.5, tolerance: 0.5, unit: m, skill: s, explanation: e}
  - title: Third
    questions:
      - {type: short_text, prompt: p, patterns: ["x+", "y?"]}
      - {type: ordering, prompt: p, options: {a: x, b: y}, correct: [b, a], partial_credit: true}
      - type: matching
        prompt: p
        items: {a: x, b: y}
        options: {c: x, d: y}
        correct: {a: d, b: d}
        partial_credit: true
      - type: file
        prompt: p
        types: [pdf, zip]
        max_megabytes: 50
        max_files: 5
        rubric: [{criterion: c, points: 3}]
      - {type: video, prompt: p, answer_seconds: 60, preparation_seconds: 5, takes: 2, skill: s}
      - {type: audio, prompt: p, answer_seconds: 60, rubric: [{criterion: c, points: 3}]}
""",
    "interview": """
key: talk
kind: interview
title: Talk
pass_percent: 50
prompts:
  - prompt: p
    id: one
    record: audio
    preparation_seconds: 0
    answer_seconds: 60
    takes: 2
    points: 2
    required: true
    skill: s
    rubric: [{criterion: c, points: 2}]
""",
    "track": """
key: way
kind: track
title: Way
vendor_ids: {micro1: 123e4567-e89b-12d3-a456-426614174000}
stages:
  - {activity: all-types, advance: decided}
  - {review: r, instructions: i}
""",
}
OTHERS = [None, 0, "two\nlines", ["zz"], {"zz": 1}]
VALIDATOR = Draft202012Validator(schema())


def accepted(document) -> bool:
    try:
        read_file(SourceFile("sample.yaml", json.dumps(document)))
    except ActivityFileError:
        return False
    return True


def variations(document, others, path=()):
    """Yield the document with each of its parts replaced, left out, or joined by a stranger."""
    part = document
    for step in path:
        part = part[step]
    for other in others:
        yield replaced(document, path, other)
    members = part.items() if isinstance(part, dict) else enumerate(part)
    for step, member in members if isinstance(part, dict | list) else ():
        yield without(document, path, step)
        if isinstance(member, dict | list):
            yield from variations(document, others, (*path, step))
        else:
            yield from (replaced(document, (*path, step), other) for other in others)


def replaced(document, path, other):
    if not path:
        return other
    changed = deepcopy(document)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = other
    return changed


def without(document, path, step):
    changed = deepcopy(document)
    holder = changed
    for part in path:
        holder = holder[part]
    del holder[step]
    return changed


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_whole_activity_is_accepted_by_both(kind):
    document = yaml.safe_load(SAMPLES[kind])
    assert VALIDATOR.is_valid(document)
    assert accepted(document)


@pytest.mark.parametrize(
    ("kind", "others"),
    [
        ("assessment", OTHERS[-2:]),
        pytest.param("assessment", OTHERS, marks=pytest.mark.deep),
        ("interview", OTHERS),
        ("track", OTHERS),
    ],
)
def test_whatever_is_changed_the_reader_refuses_what_the_schema_refuses(kind, others):
    seen = {True: 0, False: 0}
    for document in variations(yaml.safe_load(SAMPLES[kind]), others):
        valid = VALIDATOR.is_valid(document)
        seen[valid] += 1
        if not valid:
            assert not accepted(document), document
        else:
            accepted(document)  # the rules may refuse it, but in words
    assert seen[True] > 5
    assert seen[False] > 50


def test_the_manual_names_every_field():
    manual = (Path(__file__).parents[3] / "docs" / "activities.md").read_text(encoding="utf-8")
    parts = schema()["$defs"].values()
    fields = {name for part in parts for name in part.get("properties", {})}
    fields |= set(schema()["$defs"]["rubric"]["items"]["properties"])
    assert "questions" in fields
    unnamed = [name for name in fields if not re.search(rf"`{name}[`:]", manual)]
    assert unnamed == []


def test_the_manual_names_every_type_of_question_and_of_file():
    manual = (Path(__file__).parents[3] / "docs" / "activities.md").read_text(encoding="utf-8")
    parts = schema()["$defs"]
    types = parts["question"]["properties"]["type"]["enum"]
    for name in [*types, *parts["file"]["properties"]["types"]["items"]["enum"]]:
        assert f"`{name}`" in manual, name


def test_the_manual_shows_every_type_in_samples_that_import():
    manual = (Path(__file__).parents[3] / "docs" / "activities.md").read_text(encoding="utf-8")
    samples = re.findall(r"```yaml\n(  - .*?)```", manual, re.DOTALL)
    shown = set()
    for sample in samples:
        text = f"key: sample\nkind: assessment\ntitle: Sample\nquestions:\n{sample}"
        images = dict.fromkeys(named_images(SourceFile("sample.yaml", text)), b"GIF89a")
        file = read_file(SourceFile("sample.yaml", text, images))
        shown |= {question["type"] for question in file.document["questions"]}
    assert shown == set(schema()["$defs"]["question"]["properties"]["type"]["enum"])


def test_the_manual_starts_with_an_activity_that_imports():
    manual = (Path(__file__).parents[3] / "docs" / "activities.md").read_text(encoding="utf-8")
    sample = manual.split("```yaml\n")[1].split("```")[0]
    assert read_file(SourceFile("sample.yaml", sample)).key == "warehouse-sums"


@settings(deadline=None)
@given(st.text())
def test_any_text_at_all_is_answered_in_words(text):
    with pytest.raises(ActivityFileError):
        read_file(SourceFile("any.yaml", text))


@settings(deadline=None)
@given(st.text(alphabet="ab:-[]{}'\"|>&*!%#?, \n\t\\0\u2028\ufeff\x85"))
def test_any_punctuation_is_answered_in_words(text):
    with pytest.raises(ActivityFileError):
        read_file(SourceFile("any.yaml", text))
