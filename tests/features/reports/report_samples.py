"""Questions to mark, one of each type, and the strategies that answer them."""

from decimal import Decimal

from hypothesis import strategies as st

from muster.features.catalog import (
    Criterion,
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

LETTERS = "abcdef"
OPTIONS = {letter: f"Option {letter}" for letter in LETTERS}
RUBRIC = (Criterion("Clarity", Decimal(2)), Criterion("Tone", Decimal("0.5")))


def single(**changes) -> SingleChoice:
    given = {"id": "q1", "prompt": "?", "points": Decimal(2), "options": OPTIONS, "correct": "b"}
    return SingleChoice(**given | changes)


def multiple(correct="abc", **changes) -> MultipleChoice:
    given = {"id": "q2", "prompt": "?", "points": Decimal(2), "options": OPTIONS}
    return MultipleChoice(
        **given | {"correct": frozenset(correct), "partial_credit": True} | changes
    )


def short(*accept, **changes) -> ShortText:
    given = {"id": "q3", "prompt": "?", "points": Decimal(1), "accept": accept}
    return ShortText(**given | changes)


def long(rubric=RUBRIC, **changes) -> LongText:
    given = {"id": "q4", "prompt": "?", "points": Decimal("2.5"), "rubric": rubric}
    return LongText(**given | changes)


def number(answer="12.5", tolerance="0", unit=None, **changes) -> Number:
    given = {"id": "q5", "prompt": "?", "points": Decimal(3)}
    exact = {"answer": Decimal(answer), "tolerance": Decimal(tolerance), "unit": unit}
    return Number(**given | exact | changes)


def ordering(correct="abcd", **changes) -> Ordering:
    given = {"id": "q6", "prompt": "?", "points": Decimal(2), "options": OPTIONS}
    return Ordering(**given | {"correct": tuple(correct), "partial_credit": True} | changes)


def matching(correct=None, **changes) -> Matching:
    correct = correct or {"a": "x", "b": "y", "c": "x"}
    given = {"id": "q7", "prompt": "?", "points": Decimal(2), "items": dict.fromkeys(correct, "-")}
    given |= {"options": {"x": "X", "y": "Y", "z": "Z"}, "correct": correct}
    return Matching(**given | {"partial_credit": True} | changes)


def upload(**changes) -> FileUpload:
    given = {"id": "q8", "prompt": "?", "points": Decimal(4), "types": ("pdf",)}
    return FileUpload(**given | changes)


def recording(**changes) -> Prompt:
    given = {"id": "q9", "prompt": "?", "points": Decimal(5), "answer_seconds": 60}
    return Prompt(**given | changes)


SAMPLES = (
    single(), multiple(), multiple(partial_credit=False), short("Paris"), long(), number(),
    ordering(), ordering(partial_credit=False), matching(), matching(partial_credit=False),
    upload(), recording(),
)  # fmt: skip

letters = st.lists(st.sampled_from(LETTERS), max_size=7)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
    max_leaves=8,
)
values = json_values | letters | st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))
