"""Changing the document of a draft: pure, one step at a time, nothing else in it touched.

Items are named by their ids, sections by their places, which count from 0. A document without
sections has one of its own that no title names; an interview's prompts are such a section too.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from muster.base.errors import NotFoundError
from muster.features.catalog.content import Kind

Document: TypeAlias = Mapping[str, Any]
Part: TypeAlias = dict[str, Any]

MOST_REMOVED = 20
"""Parts that can be put back; the oldest are forgotten."""

_NUMBERED = re.compile(r"q([0-9]{1,6})")
_RECORDED = {"preparation_seconds": 30, "answer_seconds": 120}
_FRESH: Mapping[str, Part] = {"file": {"types": ["pdf"]}, "video": _RECORDED, "audio": _RECORDED}


class UnknownPartError(NotFoundError):
    """The draft has no such question or section; somebody may have deleted it."""

    code = "unknown_part"


@dataclass(frozen=True, slots=True)
class Removed:
    """A part that was taken out; a section or stage stood at ``section`` and has no ``place``."""

    section: int
    place: int | None
    part: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What the part is asked back by."""
        names = (self.part.get(name) for name in ("id", "title", "activity", "review"))
        return str(next(filter(None, names), ""))


def new_document(kind: Kind, key: str, title: str) -> Part:
    """Return the document of an activity that has nothing yet but a title."""
    empty: Mapping[Kind, Part] = {
        Kind.ASSESSMENT: {"questions": []},
        Kind.INTERVIEW: {"prompts": []},
        Kind.TRACK: {"stages": []},
    }
    return {"key": key, "kind": kind.value, "title": title} | deepcopy(empty[kind])


def section_parts(document: Document) -> list[Part]:
    """Return the sections, each with its ``questions``; what has none is one section itself."""
    if document["kind"] == Kind.INTERVIEW:
        return [{"questions": document.get("prompts", [])}]
    if "sections" in document:
        return [part | {"questions": part.get("questions", [])} for part in document["sections"]]
    return [{"questions": document.get("questions", [])}]


def item_parts(document: Document) -> Iterator[Part]:
    """Yield every question or prompt in order."""
    for section in section_parts(document):
        yield from section["questions"]


def item_part(document: Document, item: str) -> Part:
    """Return a question or prompt.

    Raises:
        UnknownPartError: there is none of this id.
    """
    found = next((part for part in item_parts(document) if part.get("id") == item), None)
    if found is None:
        raise UnknownPartError
    return found


def with_ids(document: Document) -> Part:
    """Return the document with the ids spelt out that its items have by their places."""
    after = _copy(document)
    for number, part in enumerate(item_parts(after), start=1):
        part.setdefault("id", f"q{number}")
    return after


def add_item(document: Document, section: int, word: str, after: str = "") -> tuple[Part, str]:
    """Add an empty question of a type, behind another or at the end; return its id, too.

    Raises:
        UnknownPartError: there is no such section.
    """
    changed = _copy(document)
    items = _items(changed, section)
    part: Part = {"id": _free_id(changed)} | deepcopy(dict(_FRESH.get(word, {})))
    if document["kind"] != Kind.INTERVIEW or word == "long_text":
        part["type"] = word
    else:
        part["record"] = word
    place = next((n for n, one in enumerate(items, start=1) if one.get("id") == after), len(items))
    items.insert(place, part)
    return changed, str(part["id"])


def replace_item(document: Document, item: str, part: Document) -> Part:
    """Put another part in the place of a question; it keeps its id.

    Raises:
        UnknownPartError: there is none of this id.
    """
    changed = _copy(document)
    items, place = _find(changed, item)
    items[place] = dict(part) | {"id": item}
    return changed


def duplicate_item(document: Document, item: str) -> tuple[Part, str]:
    """Put a copy behind a question; return its id, too.

    Raises:
        UnknownPartError: there is none of this id.
    """
    changed = _copy(document)
    items, place = _find(changed, item)
    twin = deepcopy(items[place]) | {"id": _free_id(changed)}
    items.insert(place + 1, twin)
    return changed, str(twin["id"])


def remove_item(document: Document, item: str) -> tuple[Part, Removed]:
    """Take a question out.

    Raises:
        UnknownPartError: there is none of this id.
    """
    changed = _copy(document)
    section, place = _place(changed, item)
    return changed, Removed(section, place, _lists(changed)[section].pop(place))


def move_item(document: Document, item: str, section: int, place: int) -> Part:
    """Move a question to a place of a section; a place beyond the end is the end.

    Raises:
        UnknownPartError: there is no such question or section.
    """
    changed = _copy(document)
    target = _items(changed, section)
    items, before = _find(changed, item)
    part = items.pop(before)
    target.insert(max(0, place), part)
    return changed


def shift_item(document: Document, item: str, by: int) -> Part:
    """Move a question one place up (-1) or down (1), over the edge of its section if need be.

    Raises:
        UnknownPartError: there is no such question.
    """
    lists = _lists(_copy(document))
    section, place = _place(document, item)
    place += by
    if place < 0 and section > 0:
        return move_item(document, item, section - 1, len(lists[section - 1]))
    if place >= len(lists[section]) and section < len(lists) - 1:
        return move_item(document, item, section + 1, 0)
    return move_item(document, item, section, place)


def add_section(document: Document, title: str, first: str = "") -> Part:
    """Add an empty section; what had none becomes the ``first``.

    Raises:
        UnknownPartError: it is no assessment.
    """
    changed = _copy(document)
    if changed["kind"] != Kind.ASSESSMENT:
        raise UnknownPartError
    if "sections" not in changed:
        questions = changed.pop("questions", [])
        changed["sections"] = [{"title": first, "questions": questions}] if questions else []
    changed["sections"].append({"title": title, "questions": []})
    return changed


def replace_section(document: Document, section: int, fields: Document) -> Part:
    """Give a section other fields; its questions stay.

    Raises:
        UnknownPartError: there is no such section.
    """
    changed = _copy(document)
    part = _section(changed, section)
    questions = part.get("questions", [])
    part.clear()
    part.update(deepcopy(dict(fields)), questions=questions)
    return changed


def shift_section(document: Document, section: int, by: int) -> Part:
    """Move a section one place up (-1) or down (1).

    Raises:
        UnknownPartError: there is no such section.
    """
    changed = _copy(document)
    part = _section(changed, section)
    parts = changed["sections"]
    parts.remove(part)
    parts.insert(max(0, section + by), part)
    return changed


def remove_section(document: Document, section: int) -> tuple[Part, Removed]:
    """Take a section out, with its questions; the last one leaves none.

    Raises:
        UnknownPartError: there is no such section.
    """
    changed = _copy(document)
    part = _section(changed, section)
    changed["sections"].pop(section)
    if not changed["sections"]:
        del changed["sections"]
        changed["questions"] = []
    return changed, Removed(section, None, part)


def put_back(document: Document, removed: Removed) -> Part:
    """Put a part that was taken out back to where it stood, or as near as there is."""
    changed = _copy(document)
    if document["kind"] == Kind.TRACK:
        changed.setdefault("stages", []).insert(removed.section, deepcopy(dict(removed.part)))
        return changed
    if removed.place is None:
        if "sections" not in changed and not changed.get("questions"):
            changed.pop("questions", None)
            changed["sections"] = []
        changed.setdefault("sections", []).insert(removed.section, deepcopy(dict(removed.part)))
        return changed
    lists = _lists(changed)
    lists[min(removed.section, len(lists) - 1)].insert(removed.place, deepcopy(dict(removed.part)))
    return changed


def _copy(document: Document) -> Part:
    return deepcopy(dict(document))


def _section(document: Part, section: int) -> Part:
    parts = document.get("sections", [])
    if not 0 <= section < len(parts):
        raise UnknownPartError
    found: Part = parts[section]
    return found


def _lists(document: Part) -> list[list[Part]]:
    """Return the lists of items themselves, so that what is done to them is done to the document."""
    if document["kind"] == Kind.INTERVIEW:
        return [document.setdefault("prompts", [])]
    if "sections" in document:
        return [section.setdefault("questions", []) for section in document["sections"]]
    return [document.setdefault("questions", [])]


def _items(document: Part, section: int) -> list[Part]:
    lists = _lists(document)
    if not 0 <= section < len(lists):
        raise UnknownPartError
    return lists[section]


def _place(document: Document, item: str) -> tuple[int, int]:
    """Return the section and the place in it where a question stands."""
    for number, section in enumerate(section_parts(document)):
        for place, part in enumerate(section["questions"]):
            if part.get("id") == item:
                return number, place
    raise UnknownPartError


def _find(document: Part, item: str) -> tuple[list[Part], int]:
    section, place = _place(document, item)
    return _lists(document)[section], place


def _free_id(document: Document) -> str:
    """Return an id that no item has; not one of a smaller number, which may have been deleted."""
    taken = {str(part.get("id", "")) for part in item_parts(document)}
    numbers = [int(found[1]) for name in taken if (found := _NUMBERED.fullmatch(name))]
    return f"q{max([*numbers, len(taken)]) + 1}"
