"""Plain forms: the fields that a question is answered by, and the value that they stand for.

The names of fields are those of ``templates/fields.html``; values have the shapes of
``attempts.Value``. Nothing here says whether an answer is good: ``attempts`` does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qs

from muster.features.attempts import Place, Value
from muster.features.catalog import (
    FileUpload,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Prompt,
    type_of,
)

Form: TypeAlias = Mapping[str, Sequence[str]]
"""The fields of a form by name, each with its values in order."""

_MOST_FIELDS = 1000
_PAIR = "match-"
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a question's form says: which button was pressed, and with what in the fields."""

    go: str
    """``next``, ``previous``, ``review``, ``stay``, ``break``, ``clear``, ``open`` or a number."""
    epoch: int
    revision: int
    fields: Form

    @property
    def clears(self) -> bool:
        """Tell whether the candidate takes the answer back."""
        return self.go == "clear"


def parse(body: bytes) -> Form:
    """Return the fields of a form in ``application/x-www-form-urlencoded``; none when it is none."""
    try:
        text = body.decode("utf-8", "replace")
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return {}


def posted(form: Form) -> Posted:
    """Return what a question's form says; what is missing or odd becomes the harmless thing."""
    return Posted(
        go="stay" if first(form, "move") else first(form, "go") or "stay",
        epoch=_whole(first(form, "epoch")),
        revision=_whole(first(form, "revision")),
        fields=form,
    )


def first(form: Form, name: str) -> str:
    """Return a field's first value, or an empty text."""
    return next(iter(form.get(name, ())), "")


def kind_of(item: Item) -> str:
    """Return the name of a question's type for templates and scripts: that of activity files.

    A recorded answer is ``recorded``, whatever its medium.
    """
    return "recorded" if isinstance(item, Prompt) else type_of(item)


def saves(item: Item) -> bool:
    """Tell whether the question's own form holds its answer; files and recordings go by theirs."""
    return not isinstance(item, FileUpload | Prompt)


def value_of(place: Place, form: Form) -> Value:
    """Return the answer that a form's fields stand for, None when they are left empty."""
    item = place.item
    if isinstance(item, MultipleChoice):
        return [one for one in item.options if one in form.get("answer", ())] or None
    if isinstance(item, Ordering):
        order = moved(form.get("order", ()), first(form, "move"))
        settled = first(form, "settled") or first(form, "move")
        return list(order) if settled else None
    if isinstance(item, Matching):
        pairs = {key: first(form, _PAIR + key) for key in item.items}
        return {key: option for key, option in pairs.items() if option} or None
    return _text(first(form, "answer"))


def moved(order: Sequence[str], move: str) -> tuple[str, ...]:
    """Return an order after ``LETTER up`` or ``LETTER down``; any other move leaves it."""
    letters = list(order)
    letter, _, way = move.partition(" ")
    step = {"up": -1, "down": 1}.get(way, 0)
    if letter in letters:
        old = letters.index(letter)
        new = max(0, min(len(letters) - 1, old + step))
        letters.insert(new, letters.pop(old))
    return tuple(letters)


def _text(written: str) -> Value:
    # Forms send CR LF for what a script reads as LF (HTML, 4.10.21.4): one text is one answer.
    unified = written.replace("\r\n", "\n").replace("\r", "\n")
    return unified if unified.strip() else None


def is_number(written: str) -> bool:
    """Tell whether a text is a whole number of nine digits at most."""
    return _WHOLE.fullmatch(written) is not None


def _whole(written: str) -> int:
    return int(written) if is_number(written) else 0
