"""What can be an answer, without a database."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.features import catalog
from muster.features.attempts import AnswerError, check_value
from muster.features.attempts.values import _CHECKS
from muster.features.catalog import (
    FileUpload,
    LongText,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    ShortText,
    SingleChoice,
)

BASE = {"id": "q", "prompt": "?", "points": Decimal(1)}
ABC = {"a": "A", "b": "B", "c": "C"}
UID = "01a1fa47-5d31-7b0e-9c64-2f1b8e0d7a95"
OTHER = "01a1fa47-5d31-7b0e-9c64-2f1b8e0d7a96"

ITEMS = {
    "single": SingleChoice(**BASE, options=ABC, correct="a"),
    "multiple": MultipleChoice(**BASE, options=ABC, correct=frozenset("a")),
    "short": ShortText(**BASE, accept=("x",)),
    "long": LongText(**BASE),
    "number": Number(**BASE, answer=Decimal(1)),
    "ordering": Ordering(**BASE, options=ABC, correct=tuple("abc")),
    "matching": Matching(**BASE, items={"x": "X", "y": "Y"}, options=ABC, correct={}),
    "file": FileUpload(**BASE, types=("pdf",), max_files=2),
    "prompt": Prompt(**BASE, answer_seconds=60),
}


@pytest.mark.parametrize(
    ("item", "value", "kept"),
    [
        ("single", "b", "b"),
        ("single", "", None),
        ("multiple", ["c", "a"], ["a", "c"]),
        ("multiple", [], None),
        ("short", " x ", " x "),
        ("short", "", None),
        ("long", " \r\n\t", None),
        ("long", "x" * 100_000, "x" * 100_000),
        ("number", "12,5", "12,5"),
        ("ordering", ["c", "a", "b"], ["c", "a", "b"]),
        ("ordering", [], None),
        ("matching", {"x": "a"}, {"x": "a"}),
        ("matching", {"x": "a", "y": ""}, {"x": "a"}),
        ("matching", {"x": None}, None),
        ("matching", {}, None),
        ("file", {"files": [UID, OTHER]}, {"files": [UID, OTHER]}),
        ("file", {"files": []}, None),
        ("prompt", {"take": UID}, {"take": UID}),
    ],
)
def test_an_answer_is_kept_as_it_came(item, value, kept):
    assert check_value(ITEMS[item], value) == kept


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("single", "d"),
        ("single", ["a"]),
        ("single", 1),
        ("multiple", "a"),
        ("multiple", ["a", "a"]),
        ("multiple", ["a", "d"]),
        ("multiple", [{"a": 1}]),
        ("short", "x" * 1001),
        ("short", 5),
        ("long", "x" * 100_001),
        ("long", "nul \x00"),
        ("long", "half \ud83d"),
        ("long", ["x"]),
        ("number", "1" * 101),
        ("number", 12),
        ("ordering", ["a", "b"]),
        ("ordering", ["a", "b", "b"]),
        ("ordering", "abc"),
        ("matching", {"z": "a"}),
        ("matching", {"x": "z"}),
        ("matching", {"x": ["a"]}),
        ("matching", ["x"]),
        ("file", {"files": ["x"]}),
        ("file", {"files": [UID, UID]}),
        ("file", {"files": [UID, OTHER, UID.replace("1", "2")]}),
        ("file", {"files": UID}),
        ("file", [UID]),
        ("prompt", {"take": "1"}),
        ("prompt", {"take": [UID]}),
        ("prompt", {"take": UID, "more": 1}),
    ],
)
def test_what_is_no_answer_is_refused_with_the_question_named(item, value):
    with pytest.raises(AnswerError) as caught:
        check_value(ITEMS[item], value)
    assert caught.value.field == "q"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(ITEMS)), json_values)
def test_anything_is_taken_or_refused_and_nothing_else_happens(item, value):
    try:
        kept = check_value(ITEMS[item], value)
    except AnswerError:
        return
    assert check_value(ITEMS[item], kept) == kept


def test_every_type_of_question_has_a_check():
    assert set(_CHECKS) == set(get_args(catalog.Question))
