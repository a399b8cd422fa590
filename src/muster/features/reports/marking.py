"""Marking: from an answer to points, by a rule for each type of question.

Points are exact fractions; nothing earns less than zero or more than the question is worth.
A new type of question is one function and one line in ``_RULES``. An answer whose shape is
not that of its type counts as not given: no report fails because of one.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeGuard

from muster.features.attempts import Value
from muster.features.catalog import (
    FileUpload,
    Item,
    LongText,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    Prompt,
    Question,
    ShortText,
    SingleChoice,
    matches_whole,
)
from muster.features.reports.model import Mark, Rating, Rule
from muster.features.reports.numerals import readings
from muster.features.reports.phrases import folded, tidied
from muster.features.reports.rating import Rated, mark_rated
from muster.features.reports.rounding import in_points, out_of, written_out

_LONGEST_QUOTE = 60


def mark(item: Question, value: Value, ratings: Sequence[Rating] = ()) -> Mark:
    """Return the points of an answer; ``ratings`` are the present ones, one a reviewer."""
    rule = _RULES[type(item)]
    given = None if _is_blank(value) else rule(item, value, ratings)
    return given or _share(item, Fraction(0), Rule.UNANSWERED, "Not answered")


def mark_arriving(item: Question) -> Mark:
    """Return the mark of a question whose recording is still on its way."""
    line = f"The recording is still on its way: up to {in_points(Fraction(item.points))}"
    return Mark(None, Fraction(item.points), Rule.ARRIVING, line)


def is_rated_by_people(item: Item) -> TypeGuard[Rated]:
    """Tell whether a person has to rate the answers of a question."""
    return _RULES[type(item)] is mark_rated


def _is_blank(value: Value) -> bool:
    if isinstance(value, str):
        return not tidied(value)
    if isinstance(value, Mapping):
        return all(_is_blank(part) for part in value.values())
    return not value


def _single_choice(item: SingleChoice, value: Value, _: Sequence[Rating]) -> Mark | None:
    if not isinstance(value, str):
        return None
    if value == item.correct:
        return _share(item, Fraction(1), Rule.SINGLE_CHOICE, f"Option {value} is right")
    chosen = value if value in item.options else _quoted(value)
    line = f"Option {chosen} was chosen, right is {item.correct}"
    return _share(item, Fraction(0), Rule.SINGLE_CHOICE, line)


def _multiple_choice(item: MultipleChoice, value: Value, _: Sequence[Rating]) -> Mark | None:
    chosen = set(_letters(value))
    if not chosen:
        return None
    right, wrong = len(chosen & item.correct), len(chosen - item.correct)
    found = f"{right} of {len(item.correct)} right options chosen, {wrong or 'none'} wrong"
    if not item.partial_credit:
        return _all_or_nothing(item, chosen == item.correct, Rule.MULTIPLE_CHOICE_EXACT, found)
    if wrong >= right:
        line = f"{found}, which leaves nothing"
        return _share(item, Fraction(0), Rule.MULTIPLE_CHOICE_PARTIAL, line)
    return _some_of(
        item, (right, len(item.correct)), Rule.MULTIPLE_CHOICE_PARTIAL, found, minus=wrong
    )


def _short_text(item: ShortText, value: Value, _: Sequence[Rating]) -> Mark | None:
    if not isinstance(value, str):
        return None
    form = tidied if item.case_sensitive else folded
    text = _quoted(value)
    if form(value) in {form(accepted) for accepted in item.accept}:
        return _share(item, Fraction(1), Rule.SHORT_TEXT, f"{text} is an accepted answer")
    given = tidied(value)
    for pattern in item.patterns:
        if matches_whole(pattern, given, case_sensitive=item.case_sensitive):
            line = f"{text} fits the accepted pattern {pattern}"
            return _share(item, Fraction(1), Rule.SHORT_TEXT, line)
    return _share(item, Fraction(0), Rule.SHORT_TEXT, f"{text} is not an accepted answer")


def _number(item: Number, value: Value, _: Sequence[Rating]) -> Mark | None:
    if not isinstance(value, str):
        return None
    found = readings(value, item.unit)
    if not found:
        in_unit = f" in {item.unit}" if item.unit else ""
        line = f"{_quoted(value)} cannot be read as a number{in_unit}"
        return _share(item, Fraction(0), Rule.NUMBER, line)
    answer, tolerance = Fraction(item.answer), Fraction(item.tolerance)
    nearest = min(found, key=lambda reading: (abs(reading - answer), reading))
    off = abs(nearest - answer)
    others = " or ".join(sorted(_digits(other) for other in found - {nearest}))
    read = f"{_quoted(value)} is read as {_digits(nearest)}"
    read += f" (it could also be {others})" if others else ""
    away = f"{_digits(off)} off {_digits(answer)}" if off else "exactly right"
    allowed = f", where {_digits(tolerance)} is allowed" if off and tolerance else ""
    return _share(item, Fraction(off <= tolerance), Rule.NUMBER, f"{read}, {away}{allowed}")


def _ordering(item: Ordering, value: Value, _: Sequence[Rating]) -> Mark | None:
    given = list(dict.fromkeys(_letters(value)))
    if not given:
        return None
    if not item.partial_credit:
        is_right = tuple(given) == item.correct
        found = "The order is right" if is_right else f"Right is {', '.join(item.correct)}"
        return _all_or_nothing(item, is_right, Rule.ORDERING_EXACT, found)
    place = {letter: number for number, letter in enumerate(given)}
    pairs = list(zip(item.correct, item.correct[1:], strict=False))
    right = sum(
        first in place and second in place and place[first] < place[second]
        for first, second in pairs
    )
    found = f"{right} of {len(pairs)} neighbours of the right order stand in that order"
    return _some_of(item, (right, len(pairs)), Rule.ORDERING_PARTIAL, found)


def _matching(item: Matching, value: Value, _: Sequence[Rating]) -> Mark | None:
    if not isinstance(value, Mapping):
        return None
    right = sum(value.get(letter) == option for letter, option in item.correct.items())
    found = f"{right} of {len(item.correct)} matched right"
    if item.partial_credit:
        return _some_of(item, (right, len(item.correct)), Rule.MATCHING_PARTIAL, found)
    return _all_or_nothing(item, right == len(item.correct), Rule.MATCHING_EXACT, found)


# The one place that knows which type is marked how.
_RULES: Mapping[type[Item], Callable[[Any, Value, Sequence[Rating]], Mark | None]] = {
    SingleChoice: _single_choice,
    MultipleChoice: _multiple_choice,
    ShortText: _short_text,
    Number: _number,
    Ordering: _ordering,
    Matching: _matching,
    LongText: mark_rated,
    FileUpload: mark_rated,
    Prompt: mark_rated,
}


def _letters(value: Value) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [letter for letter in value if isinstance(letter, str)]


def _share(item: Item, share: Fraction, rule: Rule, found: str) -> Mark:
    worth = Fraction(item.points)
    points = share * worth
    return Mark(points, worth, rule, f"{found}: {out_of(points, worth)}")


def _some_of(item: Item, share: tuple[int, int], rule: Rule, found: str, *, minus: int = 0) -> Mark:
    right, total = share
    if minus == 0 and right in {0, total}:
        return _share(item, Fraction(right, total), rule, found)
    worth = Fraction(item.points)
    earned = f"({right} \u2212 {minus})" if minus else f"{right}"
    line = f"{found}: {earned} \u00f7 {total} of {in_points(worth)}"
    return Mark(Fraction(right - minus, total) * worth, worth, rule, line)


def _all_or_nothing(item: Item, is_right: bool, rule: Rule, found: str) -> Mark:
    return _share(item, Fraction(is_right), rule, found if is_right else f"{found}; all or nothing")


def _quoted(text: str) -> str:
    # Controls and unpaired surrogates, which a database would refuse, are shown as such.
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in tidied(text))
    short = line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}\u2026"
    return f"\u201c{short}\u201d"


def _digits(number: Fraction) -> str:
    text = written_out(number)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}\u2026"
