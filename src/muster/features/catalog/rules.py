"""What the schema cannot say: that the parts of an activity agree with each other.

Each rule looks only at parts whose shape is right, so a file with a misspelt field still gets
its other problems reported at once.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import TypeAlias

from muster.base.errors import InvalidError
from muster.base.text import clean_line
from muster.features.catalog.parts import items_of, lines_of, members_of, sections_of
from muster.features.catalog.patterns import pattern_problem
from muster.features.catalog.problems import Path, Problem
from muster.features.catalog.question_documents import Document, points_of
from muster.features.catalog.tree import Tree

Findings: TypeAlias = Iterator[tuple[Path, str]]
Sound: TypeAlias = Callable[[Path], bool]


def rule_problems(tree: Tree, misshapen: Sequence[Path]) -> list[Problem]:
    """Return what is wrong in the parts of a file that hold no misshapen path."""
    if not isinstance(tree.value, dict):
        return []
    unsound = {path[:length] for path in misshapen for length in range(len(path) + 1)}

    def sound(part: Path) -> bool:
        return part not in unsound

    findings = chain(
        _unsafe_lines(tree.value, sound),
        _repeated_ids(tree.value, sound),
        *(_item_findings(*item) for item in items_of(tree.value) if sound(item[0])),
        *(_pool_findings(*part) for part in sections_of(tree.value) if sound(part[0])),
        *((_time_findings(tree.value), _stage_findings(tree.value)) if sound(()) else ()),
    )
    return [tree.problem(path, message) for path, message in findings]


def _unsafe_lines(document: Document, sound: Sound) -> Findings:
    """Titles and the like travel in mail headers and page titles."""
    for path, line in lines_of(document):
        if isinstance(line, str) and sound(path):
            try:
                clean_line(line, field="it")
            except InvalidError as error:
                yield path, error.message


def _repeated_ids(document: Document, sound: Sound) -> Findings:
    """An id names one item; one without has the name of its place, ``q7``."""
    taken: set[str] = set()
    for number, (path, item) in enumerate(items_of(document), start=1):
        name = item.get("id", f"q{number}")
        if not isinstance(name, str) or not sound((*path, "id")):
            continue
        if name in taken:
            yield (*path, "id"), f"{name!r} names another item already"
        taken.add(name)


def _item_findings(path: Path, item: Document) -> Findings:
    for field in ("items", "options"):
        yield from _twin_findings((*path, field), item.get(field, {}))
    if "options" in item:
        yield from _key_findings((*path, "correct"), item)
    for place, pattern in enumerate(item.get("patterns", ())):
        if reason := pattern_problem(pattern):
            yield (*path, "patterns", place), f"is not a regular expression of RE2: {reason}"
    if "rubric" in item and "points" in item:
        total = sum(Decimal(line["points"]) for line in item["rubric"])
        if total != item["points"]:
            yield (*path, "points"), f"is {item['points']}, but the rubric adds up to {total}"
    fewest, most = item.get("min_words"), item.get("max_words")
    if fewest and most and fewest > most:
        yield (*path, "min_words"), "is more than max_words"


def _twin_findings(path: Path, options: Document) -> Findings:
    first: dict[str, str] = {}
    for letter, text in options.items():
        if (twin := first.setdefault(text, letter)) != letter:
            yield (*path, letter), f"says the same as {twin}"


def _key_findings(path: Path, question: Document) -> Findings:
    """The key to a question names only options; to some types, all that there is."""
    options, correct = question["options"], question["correct"]
    named = [correct] if isinstance(correct, str) else correct
    for letter in named.values() if isinstance(named, dict) else named:
        if letter not in options:
            yield path, f"names {letter!r}, but the options are {', '.join(options)}"
    if isinstance(correct, dict):
        yield from _pair_findings(path, question["items"], correct)
    elif question["type"] == "ordering" and (left := [x for x in options if x not in correct]):
        yield path, f"leaves out {', '.join(left)}; an order has all options"


def _pair_findings(path: Path, items: Document, correct: Document) -> Findings:
    for letter in correct:
        if letter not in items:
            yield (*path, letter), f"is not an item; the items are {', '.join(items)}"
    if left := [letter for letter in items if letter not in correct]:
        yield path, f"leaves out {', '.join(left)}; every item has its option"


def _pool_findings(path: Path, section: Document) -> Findings:
    """Whoever draws other questions must still be able to earn the same points."""
    draw, questions = section.get("draw"), section["questions"]
    if draw is None:
        return
    if draw > len(questions):
        yield (*path, "draw"), f"is {draw}, but the section has {len(questions)} questions"
    if len({points_of(question) for question in questions}) > 1:
        yield (*path, "draw"), "needs questions that are all worth the same points"


def _time_findings(document: Document) -> Findings:
    limit = document.get("time_limit_minutes")
    if limit is None:
        return
    if document.get("minutes", 0) > limit:
        yield ("minutes",), f"is more than time_limit_minutes, which is {limit}"
    total = sum(section.get("time_limit_minutes", 0) for _, section in sections_of(document))
    if total > limit:
        yield ("time_limit_minutes",), f"is {limit}, but the sections may take {total} together"


def _stage_findings(document: Document) -> Findings:
    taken = {document["key"]: "is the track itself"}
    for path, stage in members_of(document, (), "stages"):
        if "review" in stage and path[-1] == 0:
            yield path, "is a review, but there is nothing to review yet"
        key = stage.get("activity")
        if key in taken:
            yield (*path, "activity"), f"{key!r} {taken[key]}"
        elif key:
            taken[key] = "is a stage of this track already"
