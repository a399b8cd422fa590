"""Plain forms and values: pure."""

from decimal import Decimal

import pytest

from muster.edges.portal import forms
from muster.features.attempts import Place
from muster.features.catalog import (
    LongText,
    Matching,
    MultipleChoice,
    Ordering,
    SingleChoice,
)

ONE = Decimal(1)
OPTIONS = {"a": "Mix", "b": "Knead", "c": "Bake"}
CHOICE = SingleChoice(id="q", prompt="?", points=ONE, options=OPTIONS, correct="a")
SEVERAL = MultipleChoice(id="q", prompt="?", points=ONE, options=OPTIONS, correct=frozenset("ab"))
ORDER = Ordering(id="q", prompt="?", points=ONE, options=OPTIONS, correct=("a", "b", "c"))
PAIRS = Matching(
    id="q",
    prompt="?",
    points=ONE,
    items={"k": "1", "l": "2"},
    options=OPTIONS,
    correct={"k": "a", "l": "b"},
)
PROSE = LongText(id="q", prompt="?", points=ONE)


@pytest.mark.parametrize(
    ("item", "body", "value"),
    [
        (CHOICE, b"answer=b", "b"),
        (CHOICE, b"", None),
        (SEVERAL, b"answer=c&answer=a", ["a", "c"]),
        (SEVERAL, b"answer=z", None),
        (ORDER, b"order=c&order=a&order=b", None),
        (ORDER, b"order=c&order=a&order=b&settled=yes", ["c", "a", "b"]),
        (ORDER, b"order=c&order=a&order=b&move=b+up", ["c", "b", "a"]),
        (ORDER, b"order=c&order=a&order=b&move=c+up", ["c", "a", "b"]),
        (ORDER, b"order=c&order=a&order=b&move=x+down", ["c", "a", "b"]),
        (PAIRS, b"match-k=b&match-l=", {"k": "b"}),
        (PAIRS, b"match-k=&match-l=", None),
        (PROSE, b"answer=one%0D%0Atwo%0Dthree", "one\ntwo\nthree"),
        (PROSE, b"answer=+%0D%0A", None),
        (PROSE, b"\xff&&&", None),
    ],
)
def test_fields_stand_for_a_value(item, body, value):
    assert forms.value_of(Place(number=1, section=0, item=item), forms.parse(body)) == value


@pytest.mark.parametrize("epoch", ["", "-1", "x", "٣", "1" * 40])
def test_what_is_no_number_is_nought(epoch):
    assert forms.posted({"epoch": [epoch]}).epoch == 0


def test_moving_a_line_stays_on_the_page():
    assert forms.posted({"go": ["next"], "move": ["a up"]}).go == "stay"


def test_a_form_with_too_many_fields_has_none():
    assert forms.parse(b"&".join(b"a=1" for _ in range(5000))) == {}
