"""Drawing an attempt's questions, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from muster.features.attempts.plan import draw
from muster.features.catalog import (
    LongText,
    Matching,
    MultipleChoice,
    Ordering,
    Section,
    SingleChoice,
)

LETTERS = {letter: letter.upper() for letter in "abcdef"}
seeds = st.integers(0, 2**63 - 1)


def prose(name: str) -> LongText:
    return LongText(id=name, prompt="?", points=Decimal(1))


def choice(kind=SingleChoice, **parts):
    correct = "a" if kind is SingleChoice else frozenset("ab")
    parts = {"correct": correct, **parts}
    return kind(id="c", prompt="?", points=Decimal(1), options=LETTERS, **parts)


@given(seeds, st.integers(1, 8), st.integers(0, 8), st.booleans())
def test_a_pool_gives_as_many_as_it_says_and_none_twice(seed, size, wanted, shuffle):
    pool = tuple(prose(f"q{number}") for number in range(size))
    sections = [Section("", (prose("first"),)), Section("", pool, draw=wanted, shuffle=shuffle)]
    drawn = draw(sections, seed)
    names = [one.item.id for one in drawn]
    assert len(names) == len(set(names)) == 1 + min(wanted, size)
    assert [one.number for one in drawn] == list(range(1, len(drawn) + 1))
    assert [one.section for one in drawn] == [0] + [1] * (len(drawn) - 1)
    if not shuffle:
        assert names[1:] == sorted(names[1:])
    assert draw(sections, seed) == drawn


@given(seeds, st.sampled_from([SingleChoice, MultipleChoice]))
def test_options_are_shuffled_only_where_the_file_says_so(seed, kind):
    plain, mixed = draw([Section("", (choice(kind), choice(kind, shuffle=True)))], seed)
    assert plain.shown == tuple(LETTERS)
    assert sorted(mixed.shown) == sorted(LETTERS)


@given(seeds)
def test_an_order_is_never_shown_solved(seed):
    (drawn,) = draw([Section("", (choice(Ordering, correct=tuple("abcdef")),))], seed)
    assert sorted(drawn.shown) == sorted(LETTERS)
    assert drawn.shown != drawn.item.correct


@given(seeds)
def test_the_options_of_a_matching_are_shuffled(seed):
    item = Matching(
        id="m", prompt="?", points=Decimal(1), items={"x": "X"}, options=LETTERS, correct={"x": "a"}
    )
    (drawn,) = draw([Section("", (item,))], seed)
    assert sorted(drawn.shown) == sorted(LETTERS)


def test_seeds_draw_differently():
    pool = tuple(prose(f"q{number}") for number in range(10))
    sections = [Section("", pool, draw=3, shuffle=True)]
    assert len({tuple(one.item.id for one in draw(sections, seed)) for seed in range(50)}) > 30


def test_prose_has_no_options():
    assert draw([Section("", (prose("q"),))], 1)[0].shown == ()
