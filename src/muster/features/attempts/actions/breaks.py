"""Breaks: an attempt's clocks stand still for as long as was granted, and go on by themselves."""

from datetime import datetime

from asyncpg import Record

from muster.features import journal
from muster.features.attempts import timing
from muster.features.attempts.facts import fact_of
from muster.features.attempts.model import NoBreakError
from muster.features.attempts.store import parts, rows
from muster.storage.postgres import Connection


async def begin_break(
    connection: Connection, organization: int, card: Record, now: datetime
) -> None:
    """Let the clocks stand still from now on; while they do, nothing more is done.

    Raises:
        NoBreakError: nothing is left of the breaks that were granted.
    """
    if card["paused_at"] is not None:
        return
    left = card["break_seconds_left"]
    if left <= 0:
        raise NoBreakError
    due_at = timing.due(card["ends_at"], card["expires_at"], now, left)
    await rows.write_clocks(
        connection, organization, card["id"], card["ends_at"], due_at, now, left
    )
    await _note(connection, organization, card, "attempt.paused", now)


async def end_break(connection: Connection, organization: int, card: Record, now: datetime) -> None:
    """Let the clocks go on where they stood; they did so by themselves when the break was up."""
    paused_at, left = card["paused_at"], card["break_seconds_left"]
    if paused_at is None:
        return
    taken = timing.break_taken(paused_at, left, now)
    ends_at = card["ends_at"] and card["ends_at"] + taken
    await rows.write_clocks(
        connection,
        organization,
        card["id"],
        ends_at,
        timing.due(ends_at, card["expires_at"]),
        None,
        left - timing.whole_seconds(taken),
    )
    await parts.shift(connection, organization, card["id"], paused_at, taken)
    await _note(connection, organization, card, "attempt.resumed", now)


async def _note(
    connection: Connection, organization: int, card: Record, what: str, now: datetime
) -> None:
    fact = fact_of(what, rows.to_attempt(card))
    await journal.record(connection, organization, [fact], actor=journal.CANDIDATE, now=now)
