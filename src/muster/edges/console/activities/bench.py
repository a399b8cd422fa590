"""What the editor shows around its form: the outline of a draft, and what is still to be done."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muster.edges.console.activities.fields import type_word
from muster.edges.console.words import marked
from muster.features import catalog
from muster.features.catalog import Checked, Draft, Problem

_LISTS = frozenset({"questions", "prompts"})
_EMPTY: Mapping[str, str] = {
    "questions": marked("Add at least one question."),
    "prompts": marked("Add at least one question."),
    "stages": marked("Add at least one stage."),
    "options": marked("Give at least two answers to choose from."),
    "items": marked("Give at least two things to match."),
    "correct": marked("Say what is right."),
    "types": marked("Choose at least one type of file."),
    "activity": marked("Choose an activity."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right: where, by the address of its form, and what."""

    place: str
    """Below the draft's address: empty for settings, ``questions/q1``, ``sections/0``, ``stages/0``."""
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the outline: a question, a prompt or a stage."""

    place: str
    name: str
    number: int
    word: str
    title: str
    part: Mapping[str, Any]
    findings: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A section of the outline; a document without sections is one block without a title."""

    number: int
    title: str | None
    part: Mapping[str, Any]
    rows: Sequence[Row]
    findings: int = 0

    @property
    def place(self) -> str:
        """Return the address of its form."""
        return f"sections/{self.number}"


@dataclass(frozen=True, slots=True)
class Bench:
    """A draft as its editor shows it."""

    draft: Draft
    blocks: Sequence[Block]
    findings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def rows(self) -> list[Row]:
        """Return all lines of the outline in order."""
        return [row for block in self.blocks for row in block.rows]

    def at(self, place: str) -> dict[str, str]:
        """Return what is wrong at a place: the first message of each field."""
        found: dict[str, str] = {}
        for finding in self.findings:
            if finding.place == place:
                found.setdefault(finding.field, finding.message)
        return found


def bench_of(draft: Draft, checked: Checked) -> Bench:
    """Return what the editor shows of a draft that was checked."""
    findings = tuple(_finding(problem, draft) for problem in checked.problems)
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.place] = counts.get(finding.place, 0) + 1
    return Bench(draft, blocks_of(draft.document, counts), findings)


def digest_of(part: Mapping[str, Any]) -> str:
    """Return what tells whether a part is still the one that a form was filled from."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def first_line(text: object) -> str:
    """Return the first line of what a question asks, for lists."""
    lines = str(text or "").strip().splitlines()
    return lines[0] if lines else ""


def sentence(field: str, message: str) -> str:
    """Return a problem of the catalog as a sentence beside a field."""
    empty = message in {"is missing", "has no value"} or message.startswith("is too short")
    if empty:
        return _EMPTY.get(field, marked("Please fill this in."))
    if message.startswith("must have at least one of: accept"):
        return marked("Give at least one answer that is right, or a pattern.")
    if message.startswith(("names ", "leaves out ")):
        return _EMPTY["correct"]
    return f"This {message}."


def _finding(problem: Problem, draft: Draft) -> Finding:
    path = catalog.path_of(problem.field)
    place, rest = _place(path, draft)
    name = str(rest[0]) if rest else ""
    return Finding(place, name, sentence(name, problem.message))


def _place(path: Sequence[str | int], draft: Draft) -> tuple[str, Sequence[str | int]]:
    """Return which form has a path of the document, and the path in what the form shows."""
    head = path[:2]
    if len(head) < len(("name", 0)) or not isinstance(head[1], int):
        return "", path
    if head[0] == "stages":
        return f"stages/{head[1]}", path[2:]
    if head[0] in _LISTS:
        return _item_place(draft, 0, head[1]), path[2:]
    if head[0] == "sections":
        inner = path[2:4]
        if len(inner) == len(head) and inner[0] in _LISTS and isinstance(inner[1], int):
            return _item_place(draft, head[1], inner[1]), path[4:]
        return f"sections/{head[1]}", path[2:]
    return "", path


def _item_place(draft: Draft, section: int, place: int) -> str:
    part = catalog.section_parts(draft.document)[section]["questions"][place]
    return f"questions/{part.get('id', '')}"


def blocks_of(document: Mapping[str, Any], counts: Mapping[str, int] | None = None) -> list[Block]:
    """Return the outline of a document; ``counts`` are findings by place."""
    known = counts or {}
    if document["kind"] == "track":
        stages = document.get("stages", [])
        rows = [_stage_row(place, part, known) for place, part in enumerate(stages)]
        return [Block(0, None, {}, rows)]
    blocks, number = [], 0
    titled = "sections" in document
    for place, section in enumerate(catalog.section_parts(document)):
        rows = []
        for part in section["questions"]:
            number += 1
            rows.append(_row(number, part, known))
        title = str(section.get("title", "")) if titled else None
        found = known.get(f"sections/{place}", 0)
        blocks.append(Block(place, title, section, rows, found))
    return blocks


def _row(number: int, part: Mapping[str, Any], counts: Mapping[str, int]) -> Row:
    name = str(part.get("id", ""))
    place = f"questions/{name}"
    title = first_line(part.get("prompt"))
    return Row(place, name, number, type_word(part), title, part, counts.get(place, 0))


def _stage_row(place: int, part: Mapping[str, Any], counts: Mapping[str, int]) -> Row:
    address = f"stages/{place}"
    word = "review" if "review" in part else "stage"
    title = str(part.get("review") or part.get("activity", ""))
    return Row(address, str(place), place + 1, word, title, part, counts.get(address, 0))
