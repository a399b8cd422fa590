"""Putting an attempt together: what was drawn, what was answered, which clocks run. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from muster.features.attempts.model import Accommodation, Answer, Revision, Side, Value
from muster.features.attempts.timing import Clocked, limit_of
from muster.features.attempts.views import Place, SectionOutline, SectionRun
from muster.features.catalog import Content, Medium, Prompt, Question, Section, sections_of

Row = Mapping[str, Any]


def items_of(content: Content) -> dict[str, Question]:
    """Return the questions of a version by their ids."""
    return {item.id: item for section in sections_of(content) for item in section.questions}


def outline(content: Content, given: Accommodation) -> tuple[SectionOutline, ...]:
    """Return the sections as they are shown before Start."""
    return tuple(
        SectionOutline(
            section.title,
            len(section.questions) if section.draw is None else section.draw,
            limit_of(seconds_of(section.time_limit_minutes), given),
        )
        for section in sections_of(content)
    )


def seconds_of(minutes: int | None) -> int | None:
    """Return a limit in seconds."""
    return None if minutes is None else minutes * 60


def limit_seconds(content: Content) -> int | None:
    """Return the limit of a whole version, without any accommodation."""
    return seconds_of(getattr(content, "time_limit_minutes", None))


def media_of(content: Content) -> frozenset[Medium]:
    """Return what a version records of who takes it."""
    return frozenset(item.record for item in items_of(content).values() if isinstance(item, Prompt))


def answer_of(row: Row) -> Answer | None:
    """Return the answer that stands at a place; None when nothing was ever saved."""
    if not row["revision"]:
        return None
    return Answer(
        row["item"], row["revision"], value_of(row["value"]), row["saved_at"], row["late"]
    )


def place_of(row: Row, item: Question, given: Accommodation) -> Place:
    """Return a place without its history."""
    return Place(
        number=row["number"],
        section=row["section"],
        item=item,
        order=tuple(row["shown"]),
        answer=answer_of(row),
        opened_at=row["opened_at"],
        ends_at=row["ends_at"],
        limit_seconds=limit_of(row["limit_seconds"], given),
    )


def revision_of(row: Row) -> Revision:
    """Return one text that was sent."""
    return Revision(
        row["revision"], Side(row["side"]), value_of(row["value"]), row["saved_at"], row["late"]
    )


def sections_of_run(
    parts: tuple[Sequence[Row], Sequence[Place]],
    content: Content,
    given: Accommodation,
    now: datetime,
) -> tuple[SectionRun, ...]:
    """Return the sections of an attempt of (rows of sections, all its places)."""
    rows, places = parts
    return tuple(
        _section_run(row, section, given, now, places)
        for row, section in zip(rows, sections_of(content), strict=True)
    )


def _section_run(
    row: Row, section: Section, given: Accommodation, now: datetime, places: Sequence[Place]
) -> SectionRun:
    return SectionRun(
        number=row["number"],
        title=section.title,
        instructions=section.instructions,
        places=tuple(place for place in places if place.section == row["number"]),
        limit_seconds=limit_of(row["limit_seconds"], given),
        opened_at=row["opened_at"],
        ends_at=row["ends_at"],
        closed=section_clock(row).is_closed(now),
    )


def section_clock(row: Row, *, limited: bool = True) -> Clocked:
    """Return the clock of a section's row, which only a section with a limit has."""
    return Clocked(limited, row["opened_at"], row["ends_at"], row["closed_at"])


def value_of(text: str | None) -> Value:
    """Return the value of a column of JSON."""
    value: Value = None if text is None else json.loads(text)
    return value
