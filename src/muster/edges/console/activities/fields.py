"""Forms of the editor to parts of a document.

Only what a form has is changed; what it does not know of a part stays as it was. Whether values
are good is for the catalog to say: numbers stay the text that they were typed as.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from string import ascii_lowercase
from typing import Any, TypeAlias

from muster.edges.console.forms import Fields

Part: TypeAlias = dict[str, Any]

_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_SHARED_TEXTS = ("prompt", "explanation", "skill")
_SHARED_NUMBERS = ("points", "time_limit_seconds")
_RECORDED = ("preparation_seconds", "answer_seconds", "takes")
_NUMBERS: Mapping[str, Sequence[str]] = {
    "long_text": ("min_words", "max_words"),
    "number": ("answer", "tolerance"),
    "file": ("max_megabytes", "max_files"),
    "video": _RECORDED,
    "audio": _RECORDED,
}
_FLAGS: Mapping[str, Sequence[str]] = {
    "single_choice": ("shuffle",),
    "multiple_choice": ("partial_credit", "shuffle"),
    "short_text": ("case_sensitive",),
    "ordering": ("partial_credit",),
    "matching": ("partial_credit",),
}
_RATED = frozenset({"long_text", "file", "video", "audio"})


def type_word(part: Mapping[str, Any]) -> str:
    """Return the type of a question or prompt; a prompt without one is recorded."""
    return str(part.get("type") or part.get("record", "video"))


def question_from(fields: Fields, before: Mapping[str, Any]) -> Part:
    """Return a question as its form says."""
    part, word = dict(before), type_word(before)
    for name in _SHARED_TEXTS:
        _put(part, name, text(fields, name))
    for name in (*_SHARED_NUMBERS, *_NUMBERS.get(word, ())):
        _put(part, name, number(fields, name))
    for name in ("required", *_FLAGS.get(word, ())):
        _put(part, name, fields.has(name))
    if word in _RATED:
        _put(part, "rubric", _rubric(fields))
    _SPECIAL.get(word, lambda _, __: None)(fields, part)
    return part


def settings_from(fields: Fields, before: Mapping[str, Any], *, new: bool) -> Part:
    """Return a document with the settings of its form; the key changes only of a ``new`` one."""
    document = dict(before)
    for name in ("title", "summary", "language", "instructions"):
        _put(document, name, text(fields, name))
    document["title"] = text(fields, "title")
    for name in ("minutes", "retake_after_days"):
        _put(document, name, number(fields, name))
    if before["kind"] != "track":
        _put(document, "pass_percent", number(fields, "pass_percent"))
    if before["kind"] == "assessment":
        _put(document, "time_limit_minutes", number(fields, "time_limit_minutes"))
    _put(document, "have_ready", _lines(fields, "have_ready"))
    if new and fields.get("key"):
        document["key"] = text(fields, "key")
    return document


def section_from(fields: Fields, before: Mapping[str, Any]) -> Part:
    """Return the fields of a section, without its questions."""
    part = {name: value for name, value in before.items() if name != "questions"}
    for name in ("title", "instructions"):
        _put(part, name, text(fields, name))
    for name in ("time_limit_minutes", "draw"):
        _put(part, name, number(fields, name))
    _put(part, "shuffle", fields.has("shuffle"))
    return part


def stage_from(fields: Fields, before: Mapping[str, Any]) -> Part:
    """Return a stage as its form says: one that is taken, or a review."""
    part = dict(before)
    if "review" in before:
        part["review"] = text(fields, "review")
        _put(part, "instructions", text(fields, "instructions"))
        return part
    part["activity"] = text(fields, "activity")
    _put(part, "advance", text(fields, "advance"))
    return part


def text(fields: Fields, name: str) -> str:
    """Return the text of a field without what no document may hold."""
    return _FORBIDDEN.sub("", fields.raw(name)).strip()


def number(fields: Fields, name: str) -> str:
    """Return a number as it was typed; a comma before decimals becomes a point."""
    typed = text(fields, name)
    return typed.replace(",", ".") if _COMMA.fullmatch(typed) else typed


def free_letters(taken: Iterable[str]) -> Iterator[str]:
    """Yield the letters that no option has yet."""
    known = set(taken)
    return (letter for letter in ascii_lowercase if letter not in known)


def _put(part: Part, name: str, value: object) -> None:
    if value:
        part[name] = value
    else:
        part.pop(name, None)


def _texts(fields: Fields, name: str) -> list[str]:
    return [_FORBIDDEN.sub("", one).replace("\r", "").strip() for one in fields.all(name)]


def _lines(fields: Fields, name: str) -> list[str]:
    return [line.strip() for line in text(fields, name).splitlines() if line.strip()]


def _options(fields: Fields, name: str = "option") -> dict[str, str]:
    """Return options by letter; empty rows are none, and a row without a letter gets a free one."""
    letters, texts = _texts(fields, f"{name}_letter"), _texts(fields, name)
    free = free_letters(letters)
    found: dict[str, str] = {}
    for letter, words in zip_longest(letters, texts, fillvalue=""):
        mine = letter if re.fullmatch("[a-z]", letter) and letter not in found else next(free, "")
        if words and mine:
            found[mine] = words
    return found


def _single_choice(fields: Fields, part: Part) -> None:
    options = _options(fields)
    correct = fields.get("correct")
    _put(part, "options", options)
    _put(part, "correct", correct if correct in options else "")


def _multiple_choice(fields: Fields, part: Part) -> None:
    options = _options(fields)
    _put(part, "options", options)
    _put(part, "correct", sorted({one for one in fields.all("correct") if one in options}))


def _short_text(fields: Fields, part: Part) -> None:
    _put(part, "accept", _lines(fields, "accept"))
    _put(part, "patterns", _lines(fields, "patterns"))


def _number(fields: Fields, part: Part) -> None:
    _put(part, "unit", text(fields, "unit"))


def _ordering(fields: Fields, part: Part) -> None:
    """The rows stand in the right order; ``row_move`` says which row goes up or down without script."""
    options = _options(fields)
    order = list(options)
    moved = re.fullmatch(r"([0-9]{1,2}) (-?1)", fields.get("row_move"))
    if moved and int(moved[1]) < len(order):
        letter = order.pop(int(moved[1]))
        order.insert(max(0, int(moved[1]) + int(moved[2])), letter)
    _put(part, "options", dict(sorted(options.items())))
    _put(part, "correct", order)


def _matching(fields: Fields, part: Part) -> None:
    """Each row is an item with its option; rows without an item are options of none."""
    columns = ("item_letter", "item", "match_letter", "match")
    rows = list(zip_longest(*(_texts(fields, name) for name in columns), fillvalue=""))
    free_items = free_letters(row[0] for row in rows)
    free_options = free_letters(row[2] for row in rows)
    items: dict[str, str] = {}
    options: dict[str, str] = {}
    correct: dict[str, str] = {}
    for item_letter, item, option_letter, option in rows:
        letter = next((key for key, one in options.items() if one == option), "")
        if option and not letter:
            mine = option_letter and option_letter not in options
            letter = option_letter if mine else next(free_options, "z")
            options[letter] = option
        if item:
            name = item_letter or next(free_items, "z")
            items[name] = item
            if letter:
                correct[name] = letter
    for name, value in (("items", items), ("options", options), ("correct", correct)):
        _put(part, name, dict(sorted(value.items())))


def _file(fields: Fields, part: Part) -> None:
    _put(part, "types", list(dict.fromkeys(_texts(fields, "types"))))


def _rubric(fields: Fields) -> list[Part]:
    columns = ("criterion", "criterion_points", "look_for")
    rows = zip_longest(*(_texts(fields, name) for name in columns), fillvalue="")
    found = []
    for criterion, points, look_for in rows:
        if criterion or look_for:
            line: Part = {}
            _put(line, "criterion", criterion)
            _put(line, "points", points.replace(",", ".") if _COMMA.fullmatch(points) else points)
            _put(line, "look_for", look_for)
            found.append(line)
    return found


_SPECIAL = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "short_text": _short_text,
    "number": _number,
    "ordering": _ordering,
    "matching": _matching,
    "file": _file,
}
