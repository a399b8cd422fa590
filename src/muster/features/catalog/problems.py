"""What is wrong with activity files, said so that their author finds the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from muster.base.errors import InvalidError

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a file: field names and positions, which count from 0."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to correct.

    ``line`` counts from 1. ``field`` is dotted, and its positions count from 1, as authors do:
    ``sections[2].questions[5].correct``; it is empty when the whole file is meant.
    """

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        """Return one line in the form that editors turn into a link."""
        place = f"{self.file}:{self.line}: "
        return f"{place}{self.field}: {self.message}" if self.field else f"{place}{self.message}"


class ActivityFileError(InvalidError):
    """An activity file cannot be used.

    ``problems`` holds everything that was found, not only the first.
    """

    code = "invalid_activity"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take at least one problem; they are sorted by file and line."""
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)), field=self.problems[0].field or None)


def field_name(path: Path) -> str:
    """Return the path as people write it."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")
