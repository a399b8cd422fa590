"""What differs between two documents of one activity, in an order in which people read it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from muster.features.catalog.content import Kind
from muster.features.catalog.editing import section_parts, with_ids

Document: TypeAlias = Mapping[str, Any]

_PARTS = frozenset({"questions", "prompts", "sections", "stages", "images", "id", "key", "kind"})


class Step(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Thing(StrEnum):
    """What a difference is about."""

    ACTIVITY = "activity"
    SECTION = "section"
    ITEM = "item"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that changed: its name, with what is below it, such as the letter of an option.

    A side is None where the field was not there; truth values are ``True`` and ``False``.
    """

    name: str
    part: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as before; ``name`` is a title, or what a question asks."""

    step: Step
    thing: Thing
    name: str
    fields: tuple[FieldDifference, ...] = ()


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Return what differs, in the order of the later document; removed things come last.

    Documents are tidy: as versions keep them, or as ``checking.tidy`` returns them.
    """
    old, new = with_ids(before), with_ids(after)
    found: list[Difference] = []
    if fields := tuple(_fields(_without(old), _without(new))):
        found.append(Difference(Step.CHANGED, Thing.ACTIVITY, str(new.get("title", "")), fields))
    found += _section_differences(old, new)
    found += _item_differences(old, new)
    found += _stage_differences(old, new)
    return tuple(found)


def _section_differences(old: Document, new: Document) -> Iterator[Difference]:
    if Kind.ASSESSMENT not in {old["kind"], new["kind"]}:
        return
    befores = [part for part in section_parts(old) if "title" in part]
    afters = [part for part in section_parts(new) if "title" in part]
    earlier = {str(part["title"]): part for part in befores}
    for part in afters:
        before = earlier.get(str(part["title"]))
        if before is None:
            yield Difference(Step.ADDED, Thing.SECTION, str(part["title"]))
        elif fields := tuple(_fields(_without(before), _without(part))):
            yield Difference(Step.CHANGED, Thing.SECTION, str(part["title"]), fields)
    left = {str(part["title"]) for part in afters}
    for title in earlier:
        if title not in left:
            yield Difference(Step.REMOVED, Thing.SECTION, title)


def _item_differences(old: Document, new: Document) -> Iterator[Difference]:
    befores, afters = _items(old), _items(new)
    stay = [name for name in befores if name in afters]
    moved = _moved(stay, [name for name in afters if name in befores])
    for name, (section, part) in afters.items():
        if name not in befores:
            yield Difference(Step.ADDED, Thing.ITEM, _asks(part))
            continue
        before_section, before = befores[name]
        if fields := tuple(_fields(_without(before), _without(part))):
            yield Difference(Step.CHANGED, Thing.ITEM, _asks(part), fields)
        if name in moved or (section != before_section and section and before_section):
            yield Difference(Step.MOVED, Thing.ITEM, _asks(part))
    for name, (_, part) in befores.items():
        if name not in afters:
            yield Difference(Step.REMOVED, Thing.ITEM, _asks(part))


def _items(document: Document) -> dict[str, tuple[str, Document]]:
    if document["kind"] == Kind.TRACK:
        return {}
    return {
        str(part["id"]): (str(section.get("title", "")), part)
        for section in section_parts(document)
        for part in section["questions"]
    }


def _stage_differences(old: Document, new: Document) -> Iterator[Difference]:
    befores, afters = _stages(old), _stages(new)
    moved = _moved([n for n in befores if n in afters], [n for n in afters if n in befores])
    for name, part in afters.items():
        if name not in befores:
            yield Difference(Step.ADDED, Thing.STAGE, name)
            continue
        if fields := tuple(_fields(befores[name], part)):
            yield Difference(Step.CHANGED, Thing.STAGE, name, fields)
        if name in moved:
            yield Difference(Step.MOVED, Thing.STAGE, name)
    for name in befores:
        if name not in afters:
            yield Difference(Step.REMOVED, Thing.STAGE, name)


def _stages(document: Document) -> dict[str, Document]:
    stages = document.get("stages", [])
    return {str(part.get("activity") or part.get("review", "")): part for part in stages}


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Return the fewest names that were moved: all but a longest run that kept its order."""
    places = {name: place for place, name in enumerate(before)}
    runs: list[list[str]] = []
    for name in after:
        fitting = [run for run in runs if places[run[-1]] < places[name]]
        runs.append([*_longest(fitting), name])
    return set(after) - set(_longest(runs))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []


def _asks(part: Document) -> str:
    lines = str(part.get("prompt", "")).strip().splitlines()
    return lines[0] if lines else ""


def _without(part: Document) -> Document:
    return {name: value for name, value in part.items() if name not in _PARTS}


def _fields(before: Document, after: Document) -> Iterator[FieldDifference]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            yield FieldDifference(*name, old.get(name), new.get(name))


def _leaves(part: Document) -> Iterator[tuple[tuple[str, str], str]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from (((name, str(key)), _text(one)) for key, one in sorted(value.items()))
        elif name == "rubric":
            yield from (((name, str(n)), _line(one)) for n, one in enumerate(value, start=1))
        elif isinstance(value, list):
            # Right options are a set, an order is not; both read well as they stand.
            yield (name, ""), ", ".join(_sorted(name, part, value))
        elif value is not False:
            yield (name, ""), _text(value)


def _sorted(name: str, part: Document, value: Iterable[Any]) -> list[str]:
    texts = [_text(one) for one in value]
    return sorted(texts) if name == "correct" and part.get("type") == "multiple_choice" else texts


def _line(criterion: Any) -> str:
    if not isinstance(criterion, Mapping):
        return _text(criterion)
    points = f" ({_text(criterion.get('points', ''))})"
    seen = f": {_text(criterion['look_for'])}" if criterion.get("look_for") else ""
    return f"{_text(criterion.get('criterion', ''))}{points}{seen}"


def _text(value: Any) -> str:
    return str(value)
