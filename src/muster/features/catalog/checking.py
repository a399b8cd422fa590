"""Whether a draft can be published: the rules of activity files, applied to a document."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.features.catalog.content import Content, Kind
from muster.features.catalog.documents import content_of, stage_of
from muster.features.catalog.images import missing_pictures, shown_names
from muster.features.catalog.problems import ActivityFileError, Path, Problem
from muster.features.catalog.question_documents import Document, prompt_of, question_of
from muster.features.catalog.reading import ActivityFile, file_of
from muster.features.catalog.rules import rule_problems
from muster.features.catalog.shape import shape_problems
from muster.features.catalog.tree import Tree, tree_of

_NAME = "draft"
_NUMBERS = frozenset(
    {
        *("minutes", "time_limit_minutes", "pass_percent", "retake_after_days", "draw", "points"),
        *("time_limit_seconds", "answer", "tolerance", "min_words", "max_words", "max_files"),
        *("max_megabytes", "preparation_seconds", "answer_seconds", "takes", "xobin"),
    }
)
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as the rules see it: the file that it makes, or what is in the way."""

    file: ActivityFile | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """The content of a draft as far as it can be shown; ``left_out`` counts what cannot yet."""

    content: Content
    left_out: int


def check(document: Mapping[str, Any]) -> Checked:
    """Apply the rules of activity files to a draft's document."""
    images = dict(document.get("images", {}))
    try:
        tree = _tree(document)
    except ActivityFileError as error:
        return Checked(None, error.problems)
    misshapen = shape_problems(tree)
    problems = [problem for _, problem in misshapen]
    problems += rule_problems(tree, [path for path, _ in misshapen])
    problems += missing_pictures(tree, images)
    if problems:
        return Checked(None, tuple(dict.fromkeys(problems)))
    return Checked(file_of(tree, {name: images[name] for name in sorted(shown_names(tree))}))


def tidy(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a draft's document with numbers as numbers, whatever else is wrong with it."""
    try:
        tidied: Mapping[str, Any] = _tree(document).value
    except ActivityFileError:
        return document
    return tidied


def sketch_of(document: Mapping[str, Any]) -> Sketch:
    """Return what can be shown of a draft already, whatever is missing."""
    whole = dict(tidy(document))
    left_out = 0
    for holder in (whole, *whole.get("sections", ())):
        for name, build in _BUILDERS.items():
            parts = holder.get(name, [])
            sound = [part for part in parts if _sound(part, build)]
            left_out += len(parts) - len(sound)
            if name in holder:
                holder[name] = sound
        for name in _NUMBERS:
            if isinstance(holder.get(name), str):
                del holder[name]
        holder.setdefault("title", "")
    if whole["kind"] == Kind.ASSESSMENT and "sections" not in whole:
        whole.setdefault("questions", [])
    whole["images"] = document.get("images", {})
    return Sketch(content_of(Kind(whole["kind"]), whole), left_out)


def _sound(part: Document, build: Callable[[Document, int], object]) -> bool:
    try:
        build(part, 1)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        return False
    return True


_BUILDERS: Mapping[str, Callable[[Document, int], object]] = {
    "questions": question_of,
    "prompts": prompt_of,
    "stages": lambda part, _: stage_of(part),
}


def path_of(field: str) -> Path:
    """Return the path that a problem's field writes: the reverse of ``problems.field_name``."""
    return tuple(int(number) - 1 if number else name for name, number in _STEP.findall(field))


def _tree(document: Mapping[str, Any]) -> Tree:
    fields = {name: part for name, part in document.items() if name != "images"}
    return tree_of(_NAME, fields, _NUMBERS)
