"""A recording as something that can be played again, each time for other people.

Arguments are understood by their values: serials of the request, ids that an earlier statement
of the same request returned (tables of a benchmark count from high numbers, which are found
again inside JSON, too), values that the caller names, instants relative to now, and new UUIDs.
All else is constant. What is left is the least that any program must do to have Muster's statements run.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import asyncpg

from bench.recording import Step
from muster.base.clock import SystemClock
from muster.base.ids import new_uid

FIRST_ID = 2_000_000_000
"""Ids of a benchmark's rows are at least this."""

_DIGITS = re.compile(r"(\d{10,})")
_HEX_UUID = re.compile(r"[0-9a-f]{32}")
_clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a performance is about: the first serial, or values that stand for the recorded ones."""

    serial: int = 0
    named: tuple[Any, ...] = ()


@dataclass(slots=True)
class Play:
    """One performance: about whom, when, and the rows so far, by step."""

    subject: Subject
    now: datetime
    rows: list[Sequence[Any]]


class Part(Protocol):
    """What becomes an argument, or a piece of one."""

    def of(self, play: Play) -> Any:
        """Return the value for this performance."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same every time."""

    value: Any

    def of(self, _: Play) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Serial:
    """A person of the request."""

    place: int

    def of(self, play: Play) -> int:
        return play.subject.serial + self.place


@dataclass(frozen=True, slots=True)
class Named:
    """A value that the caller named when he recorded, and names for each performance."""

    place: int

    def of(self, play: Play) -> Any:
        return play.subject.named[self.place]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new UUID."""

    def of(self, _: Play) -> UUID:
        return new_uid()


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, so long after the request began."""

    after: timedelta

    def of(self, play: Play) -> datetime:
        return play.now + self.after


@dataclass(frozen=True, slots=True)
class Returned:
    """A value that an earlier statement returned."""

    step: int
    row: int
    column: int

    def of(self, play: Play) -> Any:
        return play.rows[self.step][self.row][self.column]


@dataclass(frozen=True, slots=True)
class Column:
    """A value of every row that an earlier statement returned."""

    step: int
    column: int

    def of(self, play: Play) -> list[Any]:
        column = self.column
        return [row[column] for row in play.rows[self.step]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with serials or ids in it."""

    parts: tuple[Part, ...]

    def of(self, play: Play) -> str:
        return "".join([str(part.of(play)) for part in self.parts])


@dataclass(frozen=True, slots=True)
class Many:
    """An array."""

    parts: tuple[Part, ...]

    def of(self, play: Play) -> list[Any]:
        return [part.of(play) for part in self.parts]


_ANYBODY = Subject()


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with what becomes its arguments."""

    method: str
    statement: str
    arguments: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """All statements of a request, in order."""

    lines: tuple[Line, ...]

    async def play(self, connection: Any, subject: Subject = _ANYBODY) -> None:
        """Run the statements for somebody."""
        play = Play(subject, _clock.now(), [])
        for line in self.lines:
            values = [part.of(play) for part in line.arguments]
            result = await getattr(connection, line.method)(line.statement, *values)
            if line.method == "fetchrow":
                result = (result,)
            elif line.method == "fetchval":
                result = ((result,),)
            play.rows.append(result)


def write_script(
    steps: Sequence[Step], began: datetime, serials: range, named: Sequence[Any] = ()
) -> Script:
    """Return the script of a recording that began at an instant and was about some serials.

    ``named`` are values of the recording that each performance replaces by its subject's own.
    """
    reader = _Reader(began, serials, list(named))
    lines = []
    for step in steps:
        arguments = tuple(reader.read(value) for value in step.arguments)
        lines.append(Line(step.method, step.statement, arguments))
        reader.learn(step.rows)
    return Script(tuple(lines))


class _Reader:
    def __init__(self, began: datetime, serials: range, named: list[Any]) -> None:
        self._began = began
        self._serials = serials
        self._named = named
        self._returned: dict[Any, Returned] = {}
        self._steps = 0

    def learn(self, rows: Sequence[Sequence[Any]]) -> None:
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, UUID) or (isinstance(value, int) and value >= FIRST_ID):
                    self._returned.setdefault(value, Returned(self._steps, row, column))
        self._steps += 1

    def read(self, value: Any) -> Part:
        if value in self._named:
            return Named(self._named.index(value))
        if isinstance(value, list | tuple):
            return _array([self.read(one) for one in value])
        if isinstance(value, str):
            return self._read_text(value)
        if isinstance(value, datetime):
            return Moment(value - self._began)
        if isinstance(value, int | UUID) and not isinstance(value, bool):
            return self._read_id(value)
        return Constant(value)

    def _read_id(self, value: int | UUID) -> Part:
        if isinstance(value, int) and value in self._serials:
            return Serial(value - self._serials.start)
        if value in self._returned:
            return self._returned[value]
        return Fresh() if isinstance(value, UUID) else Constant(value)

    def _read_text(self, text: str) -> Part:
        if _HEX_UUID.fullmatch(text):
            return self._read_id(UUID(text))
        pieces = _DIGITS.split(text)
        parts = [
            self._read_id(int(piece)) if place % 2 else Constant(piece)
            for place, piece in enumerate(pieces)
        ]
        # Digits that mean nothing stay as they were written.
        parts = [
            Constant(piece) if isinstance(part, Constant) else part
            for part, piece in zip(parts, pieces, strict=True)
        ]
        return Constant(text) if _are_constant(parts) else Text(tuple(parts))


def _array(parts: list[Part]) -> Part:
    if _are_constant(parts):
        return Constant([part.value for part in parts if isinstance(part, Constant)])
    first = parts[0]
    if isinstance(first, Returned) and parts == [
        Returned(first.step, row, first.column) for row in range(len(parts))
    ]:
        return Column(first.step, first.column)
    return Many(tuple(parts))


def _are_constant(parts: Sequence[Part]) -> bool:
    return all(isinstance(part, Constant) for part in parts)


async def open_pool(url: str, size: int) -> "asyncpg.Pool[asyncpg.Record]":
    """Open a pool as Muster's own is opened."""
    return await asyncpg.create_pool(
        url, min_size=0, max_size=size, reset=_keep_nothing, statement_cache_size=1000
    )


async def _keep_nothing(_: Any) -> None:
    """Everything that the statements set is local to their transaction."""
