"""What a question looks like: its texts as HTML, its options in this candidate's order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from muster.edges.portal import forms
from muster.features.attempts import Place, Value
from muster.features.catalog import Item, Matching, Ordering, Prompt

_IMAGE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')


@dataclass(frozen=True, slots=True)
class Painter:
    """Turns an activity's Markdown into HTML: blocks, and lines for options and labels."""

    block: Callable[[str], Markup]
    line: Callable[[str], Markup]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: ``plain`` is its text where no markup can stand."""

    key: str
    text: Markup
    plain: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a matching question, with the option that was chosen for it."""

    key: str
    text: Markup
    chosen: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed in."""

    uid: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A question as its page draws it."""

    kind: str
    prompt: Markup
    value: Value
    revision: int
    choices: tuple[Choice, ...] = ()
    pairs: tuple[Pair, ...] = ()
    files: tuple[File, ...] = ()
    files_url: str = ""
    words: int = 0
    settled: bool = False
    wrong: bool = False
    saves: bool = True
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a candidate sent that could not be saved, to be shown again."""

    value: Value
    revision: int
    wrong: bool = False


def show(place: Place, painter: Painter, draft: Draft | None = None) -> Shown:
    """Return a question with the saved answer in its fields, or with a draft."""
    saved = place.answer
    value = draft.value if draft else saved.value if saved else None
    revision = draft.revision if draft else saved.revision if saved else 0
    return Shown(
        kind=forms.kind_of(place.item),
        prompt=painter.block(place.item.prompt),
        value=value,
        revision=revision,
        choices=_choices(place, value, painter),
        pairs=_pairs(place.item, value, painter),
        words=len(value.split()) if isinstance(value, str) else 0,
        settled=value is not None,
        wrong=draft is not None and draft.wrong,
        saves=forms.saves(place.item),
        recorded=isinstance(place.item, Prompt),
    )


def plain(text: Markup) -> str:
    """Return a line of HTML as text; an image is its description."""
    return Markup(_IMAGE.sub(r"\1", text)).striptags()  # noqa: S704 -- its tags are taken away


def in_words(item: Item, value: Value, painter: Painter) -> str:
    """Return an answer as text, for a candidate to compare it with another."""
    if isinstance(value, Mapping):
        options = getattr(item, "options", {})
        rows = getattr(item, "items", {})
        return "\n".join(
            f"{plain(painter.line(rows.get(key, key)))} – {plain(painter.line(options.get(one, '')))}"
            for key, one in value.items()
            if isinstance(one, str)
        )
    letters = [value] if isinstance(value, str) else value or ()
    options = getattr(item, "options", {})
    return "\n".join(
        plain(painter.line(options[one])) if one in options else one for one in letters
    )


def _choices(place: Place, value: Value, painter: Painter) -> tuple[Choice, ...]:
    options: Mapping[str, str] = getattr(place.item, "options", {})
    chosen = [value] if isinstance(value, str) else value or ()
    order: Sequence[str] = place.order or tuple(options)
    if isinstance(place.item, Ordering) and isinstance(value, tuple | list):
        order = value
    lines = ((key, painter.line(options[key])) for key in order)
    return tuple(Choice(key, text, plain(text), key in chosen) for key, text in lines)


def _pairs(item: Item, value: Value, painter: Painter) -> tuple[Pair, ...]:
    if not isinstance(item, Matching):
        return ()
    chosen = value if isinstance(value, Mapping) else {}
    return tuple(
        Pair(key, painter.line(text), str(chosen.get(key, ""))) for key, text in item.items.items()
    )
