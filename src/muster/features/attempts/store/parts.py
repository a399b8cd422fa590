"""SQL of sections and places: what was drawn, and the clocks that some of them have."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import LiteralString

from asyncpg import Record

from muster.features.attempts.plan import Drawn
from muster.storage.postgres import Connection

INSERT_PARTS: LiteralString = """
-- All sections and questions of a new attempt.
with section as (
    insert into attempt_section (organization_id, attempt_id, number, limit_seconds)
    select $1, $2, limited.number - 1, limited.seconds
    from unnest($3::integer[]) with ordinality as limited (seconds, number)
)
insert into place (organization_id, attempt_id, item, number, section, shown, limit_seconds)
select $1, $2, drawn.item, drawn.number, drawn.section, drawn.shown, drawn.seconds
from jsonb_to_recordset($4::jsonb)
    as drawn (item text, number integer, section integer, shown text[], seconds integer)"""

SELECT_SECTIONS: LiteralString = """
-- The sections of an attempt, in order.
select number, limit_seconds, opened_at, ends_at, closed_at from attempt_section
where organization_id = $1 and attempt_id = $2 order by number"""

SELECT_PLACES: LiteralString = """
-- The questions of an attempt with what stands as their answers, in order.
select item, number, section, shown, limit_seconds, opened_at, ends_at, revision, value, saved_at,
       late
from place where organization_id = $1 and attempt_id = $2 order by number"""

OPEN_SECTION: LiteralString = """
-- Begin a section's own clock, once.
update attempt_section set opened_at = $4, ends_at = $5
where organization_id = $1 and attempt_id = $2 and number = $3 and opened_at is null"""

CLOSE_SECTIONS: LiteralString = """
-- Whoever goes on to a section has left the others that have a clock, for good.
update attempt_section set closed_at = $4
where organization_id = $1 and attempt_id = $2 and number <> $3
  and limit_seconds is not null and opened_at is not null and closed_at is null"""

OPEN_PLACE: LiteralString = """
-- Begin a question's own clock, once.
update place set opened_at = $4, ends_at = $5
where organization_id = $1 and attempt_id = $2 and item = $3 and opened_at is null"""

WRITE_SECTION_ENDS: LiteralString = """
-- New ends of sections that are open.
update attempt_section set ends_at = moved.ends_at
from unnest($3::integer[], $4::timestamptz[]) as moved (number, ends_at)
where organization_id = $1 and attempt_id = $2 and attempt_section.number = moved.number"""

WRITE_PLACE_ENDS: LiteralString = """
-- New ends of questions whose own clock runs.
update place set ends_at = moved.ends_at
from unnest($3::integer[], $4::timestamptz[]) as moved (number, ends_at)
where organization_id = $1 and attempt_id = $2 and place.number = moved.number"""

SHIFT_PARTS: LiteralString = """
-- After a break every clock that stood still goes on where it was.
with shifted as (
    update attempt_section set ends_at = ends_at + $4::interval
    where organization_id = $1 and attempt_id = $2 and ends_at > $3 and closed_at is null
)
update place set ends_at = ends_at + $4::interval
where organization_id = $1 and attempt_id = $2 and ends_at > $3"""


async def insert_parts(
    connection: Connection,
    organization: int,
    attempt: int,
    limits: Sequence[int | None],
    drawn: Sequence[Drawn],
) -> None:
    """Write sections by their limits in seconds, and the questions that were drawn."""
    rows = [
        {
            "item": one.item.id,
            "number": one.number,
            "section": one.section,
            "shown": one.shown,
            "seconds": one.item.time_limit_seconds,
        }
        for one in drawn
    ]
    await connection.execute(INSERT_PARTS, organization, attempt, limits, json.dumps(rows))


async def select_sections(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return the sections of an attempt."""
    return await connection.fetch(SELECT_SECTIONS, organization, attempt)


async def select_places(connection: Connection, organization: int, attempt: int) -> list[Record]:
    """Return the questions of an attempt."""
    return await connection.fetch(SELECT_PLACES, organization, attempt)


async def open_section(
    connection: Connection,
    organization: int,
    section: tuple[int, int],
    now: datetime,
    ends_at: datetime | None,
) -> None:
    """Open (attempt, number), unless it was opened before."""
    await connection.execute(OPEN_SECTION, organization, *section, now, ends_at)


async def close_sections(
    connection: Connection, organization: int, section: tuple[int, int], now: datetime
) -> None:
    """Close the open sections with a clock of an attempt but (attempt, number)."""
    await connection.execute(CLOSE_SECTIONS, organization, *section, now)


async def open_place(
    connection: Connection,
    organization: int,
    place: tuple[int, str],
    now: datetime,
    ends_at: datetime | None,
) -> None:
    """Open the question (attempt, item), unless it was opened before."""
    await connection.execute(OPEN_PLACE, organization, *place, now, ends_at)


async def write_ends(
    connection: Connection,
    organization: int,
    attempt: int,
    sections: dict[int, datetime | None],
    places: dict[int, datetime | None],
) -> None:
    """Write new ends of sections and of questions, by their numbers."""
    for statement, ends in ((WRITE_SECTION_ENDS, sections), (WRITE_PLACE_ENDS, places)):
        if ends:
            await connection.execute(
                statement, organization, attempt, list(ends), list(ends.values())
            )


async def shift(
    connection: Connection,
    organization: int,
    attempt: int,
    paused_at: datetime,
    taken: timedelta,
) -> None:
    """Move the ends that lay ahead when the break began."""
    await connection.execute(SHIFT_PARTS, organization, attempt, paused_at, taken)
