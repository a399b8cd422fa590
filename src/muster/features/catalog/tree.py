"""YAML text to plain values that remember their lines.

The dialect is the part of YAML 1.2 that people mean: mappings, lists, text, numbers, true and
false. Tags, anchors and aliases are refused (an alias bomb needs them), so is a field that is
given twice. Only ``true`` and ``false`` are truth values and only plain decimal figures are
numbers: YAML 1.1, which PyYAML resolves by default, reads ``language: no`` as false, ``12:30``
as 750 and a date as an object.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias

import yaml

from muster.features.catalog.problems import ActivityFileError, Path, Problem, field_name

Value: TypeAlias = Any
"""dict, list, str, int, Decimal, bool or None."""

LARGEST_FILE = 1_000_000
"""Bytes; a hundred times the longest sensible activity."""
MOST_VALUES = 30_000
"""Names, values and containers; 500 long questions need 20,000. It bounds the time of reading."""
DEEPEST = 12
"""Containers inside containers; an activity needs seven."""

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# As many digits as ids have and Decimal keeps (28); no exponents, because an id such as 59e377
# is not meant as one.
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,12})?")
# Controls but tab and line feed, and unpaired surrogates: neither JSON columns nor mails take them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's content and the line on which each value begins."""

    file: str
    value: Value
    lines: Mapping[Path, int]

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at a path, on the line of the nearest part that the file has."""
        known = path
        while known not in self.lines:
            known = known[:-1]
        return Problem(self.file, self.lines[known], field_name(path), message)


@dataclass(slots=True)
class _Container:
    """A mapping or list that is still open; ``key`` is the field whose value comes next."""

    value: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None

    def next_path(self) -> Path:
        part = len(self.value) if isinstance(self.value, list) else self.key
        return (*self.path, "" if part is None else part)


def read_tree(file: str, text: str) -> Tree:
    """Read one YAML document; text comes back in NFC without outer white space.

    Raises:
        ActivityFileError: the text is too large, is not YAML, or uses what is refused above.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_FILE:
        message = f"is larger than {LARGEST_FILE:,} bytes"
        raise ActivityFileError([Problem(file, 1, "", message)])
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        builder.problems.append(_syntax_problem(file, text, error))
    if builder.problems:
        raise ActivityFileError(builder.problems)
    return Tree(file, builder.root, builder.lines)


def tree_of(name: str, document: Mapping[str, Value], numbers: frozenset[str]) -> Tree:
    """Return the tree of a document that no file holds, tidied as text of a file would be.

    The text of fields that are ``numbers`` is read as numbers where it is one. All lines are 1.

    Raises:
        ActivityFileError: the document holds control characters.
    """
    problems: list[Problem] = []

    def tidied(value: Value, path: Path) -> Value:
        if isinstance(value, Mapping):
            return {key: tidied(part, (*path, key)) for key, part in value.items()}
        if isinstance(value, list):
            return [tidied(part, (*path, place)) for place, part in enumerate(value)]
        if not isinstance(value, str):
            return value
        if _CONTROL.search(value):
            problems.append(Problem(name, 1, field_name(path), "contains control characters"))
        text = _tidy(value)
        return resolve(text) if path[-1] in numbers and _NUMBER.fullmatch(text) else text

    root = tidied(document, ())
    if problems:
        raise ActivityFileError(problems)
    return Tree(name, root, {(): 1})


@dataclass(slots=True)
class _Builder:
    """Takes parser events one by one: no recursion, so depth cannot exhaust the stack."""

    file: str
    root: Value = None
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    problems: list[Problem] = field(default_factory=list)
    _open: list[_Container] = field(default_factory=list)
    _documents: int = 0
    _values: int = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._place(self._open.pop().value)

    def _start_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "starts a second document; a file holds one activity")

    def _take_node(self, event: yaml.NodeEvent) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            self._stop(event, f"goes beyond {MOST_VALUES:,} values")
        self._refuse_tricks(event)
        container = self._open[-1] if self._open else None
        if container and isinstance(container.value, dict) and container.key is None:
            self._take_key(container, event)
            return
        path = container.next_path() if container else ()
        self.lines.setdefault(path, _line(event))
        if isinstance(event, yaml.CollectionStartEvent):
            self._open_container(event, path)
        else:
            self._place(self._scalar(event))

    def _refuse_tricks(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "uses an alias (*); write the value out")
        elif event.anchor is not None:
            self._refuse(event, "uses an anchor (&); write the value out")
        elif getattr(event, "tag", None) is not None:
            self._refuse(event, "uses a tag (!); write the plain value")

    def _take_key(self, container: _Container, event: yaml.NodeEvent) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._stop(event, "has a field whose name is not text")
        container.key = unicodedata.normalize("NFC", event.value)
        path = container.next_path()
        if container.key in container.value:
            first = self.lines[path]
            self._refuse(event, f"is given twice; the first is on line {first}", path)
        self.lines.setdefault(path, _line(event))

    def _open_container(self, event: yaml.CollectionStartEvent, path: Path) -> None:
        if len(self._open) == DEEPEST:
            self._stop(event, f"is nested more than {DEEPEST} levels deep")
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Container({} if mapping else [], path))

    def _scalar(self, event: yaml.NodeEvent) -> Value:
        if not isinstance(event, yaml.ScalarEvent):
            return None  # an alias, refused above
        if _CONTROL.search(event.value):
            self._refuse(event, "contains control characters")
        plain = event.style is None
        return resolve(event.value) if plain else _tidy(event.value)

    def _place(self, value: Value) -> None:
        if not self._open:
            self.root = value
            return
        container = self._open[-1]
        if isinstance(container.value, list):
            container.value.append(value)
        elif container.key is not None:
            container.value[container.key] = value
            container.key = None

    def _refuse(self, event: yaml.Event, message: str, path: Path | None = None) -> None:
        if path is None:
            path = self._open[-1].next_path() if self._open else ()
        self.problems.append(Problem(self.file, _line(event), field_name(path), message))

    def _stop(self, event: yaml.Event, message: str) -> NoReturn:
        """Refuse what leaves no way to go on reading."""
        self._refuse(event, message)
        raise ActivityFileError(self.problems)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def resolve(plain: str) -> Value:
    """Return what a scalar without quotes means: a word, a number, or text."""
    if plain in _WORDS:
        return _WORDS[plain]
    if not _NUMBER.fullmatch(plain):
        return _tidy(plain)
    number = Decimal(plain)
    return int(number) if number == number.to_integral_value() else number.normalize()


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _syntax_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(file, line, "", f"contains a character that YAML forbids ({error.reason})")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = ", ".join(_said(error))
    return Problem(file, mark.line + 1 if mark else 1, "", f"is not valid YAML: {said}")


def _said(error: yaml.YAMLError) -> Iterator[str]:
    for part in ("context", "problem"):
        if text := getattr(error, part, None):
            yield text
