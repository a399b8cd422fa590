"""The parts of an activity file and where they are, whether its shape is right or not."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeAlias

from muster.features.catalog.problems import Path
from muster.features.catalog.question_documents import Document
from muster.features.catalog.tree import Value

Part: TypeAlias = tuple[Path, Document]

_RICH_FIELDS = ("instructions", "prompt", "explanation", "look_for")
_RICH_SETS = ("items", "options")


def members_of(part: Document, path: Path, name: str) -> Iterator[Part]:
    """Yield the members of a list that are sets of fields; nothing where it is no list."""
    value = part.get(name)
    for place, member in enumerate(value if isinstance(value, list) else ()):
        if isinstance(member, dict):
            yield (*path, name, place), member


def sections_of(document: Document) -> Iterator[Part]:
    """Yield the sections in the order of the file."""
    yield from members_of(document, (), "sections")


def items_of(document: Document) -> Iterator[Part]:
    """Yield every question and prompt in the order of the file."""
    yield from members_of(document, (), "questions")
    for path, section in sections_of(document):
        yield from members_of(section, path, "questions")
    yield from members_of(document, (), "prompts")


def lines_of(document: Document) -> Iterator[tuple[Path, Value]]:
    """Yield what must be one safe line, because it travels in mail headers and page titles."""
    yield ("title",), document.get("title")
    ready = document.get("have_ready")
    for place, line in enumerate(ready if isinstance(ready, list) else ()):
        yield ("have_ready", place), line
    for path, section in sections_of(document):
        yield (*path, "title"), section.get("title")
    for path, stage in members_of(document, (), "stages"):
        yield (*path, "review"), stage.get("review")


def rich_texts_of(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield every text that is Markdown."""
    yield from _texts((), document)
    for path, part in chain(
        sections_of(document), members_of(document, (), "stages"), items_of(document)
    ):
        yield from _texts(path, part)
        for place, criterion in members_of(part, path, "rubric"):
            yield from _texts(place, criterion)
        for name in _RICH_SETS:
            options = part.get(name)
            if isinstance(options, dict):
                yield from _texts((*path, name), options, options)


def _texts(
    path: Path, part: Document, names: Iterable[str] = _RICH_FIELDS
) -> Iterator[tuple[Path, str]]:
    for name in names:
        text = part.get(name)
        if isinstance(text, str):
            yield (*path, name), text
