"""Whether a draft can be published: the rules of activity files, applied to a document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.features.catalog.content import Content, Kind
from muster.features.catalog.documents import content_of
from muster.features.catalog.images import missing_pictures, shown_names
from muster.features.catalog.problems import ActivityFileError, Path, Problem
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


def sketch_of(document: Mapping[str, Any]) -> Content | None:
    """Return the content of a draft that cannot be published yet; None where too much is missing."""
    try:
        return content_of(
            Kind(document["kind"]), {**tidy(document), "images": document.get("images", {})}
        )
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None


def path_of(field: str) -> Path:
    """Return the path that a problem's field writes: the reverse of ``problems.field_name``."""
    return tuple(int(number) - 1 if number else name for name, number in _STEP.findall(field))


def _tree(document: Mapping[str, Any]) -> Tree:
    fields = {name: part for name, part in document.items() if name != "images"}
    return tree_of(_NAME, fields, _NUMBERS)
