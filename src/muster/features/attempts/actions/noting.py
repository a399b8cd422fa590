"""Signals: what happened around an attempt, noted as facts with times, never as a verdict."""

import math
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.errors import InvalidError
from muster.features import journal
from muster.features.attempts.actions.reaching import Reached, at_attempt
from muster.features.attempts.facts import fact_of
from muster.features.attempts.model import Attempt, Signal, SignalKind
from muster.features.attempts.store import signals as store
from muster.storage.postgres import Connection, Database

MOST_IN_CALL = 50
MOST_OF_ATTEMPT = 500
"""What comes after is not noted: a browser can send anything, as often as it likes."""
_LONGEST = 7 * 24 * 3600.0
_MOST_LENGTH = 10_000_000


async def note_signals(
    database: Database, session: str, attempt_uid: UUID, signals: Sequence[Signal], clock: Clock
) -> None:
    """Note what a browser noticed, as long as the attempt runs; later ones are dropped.

    Times are the browser's account, set right where they cannot be: nothing happened before
    Start or later than now.

    Raises:
        NoSeatError: no link that the session followed opens this attempt.
        InvalidError: there are more than 50, or one is the server's own.
    """
    if len(signals) > MOST_IN_CALL:
        raise InvalidError(f"At most {MOST_IN_CALL} signals in a call", field="signals")
    if any(signal.kind is SignalKind.SECOND_DEVICE for signal in signals):
        raise InvalidError("The server notes by itself who takes over", field="signals")

    async def work(connection: Connection, reached: Reached) -> None:
        if not signals or not reached.attempt.running:
            return
        organization, attempt = reached.organization, reached.attempt
        known = await store.count_signals(connection, organization, attempt.id)
        items = await store.select_items(connection, organization, attempt.id)
        facts = [
            fact_of(f"signal.{signal.kind}", attempt, **_data(signal, attempt, items, reached.now))
            for signal in signals[: max(0, MOST_OF_ATTEMPT - known)]
        ]
        await journal.record(
            connection, organization, facts, actor=journal.CANDIDATE, now=reached.now
        )

    await at_attempt(database, session, attempt_uid, clock, work, lock=False)


def _data(
    signal: Signal, attempt: Attempt, items: frozenset[str], now: datetime
) -> dict[str, object]:
    data: dict[str, object] = {"at": _between(attempt.started_at, signal.at, now).isoformat()}
    if signal.seconds is not None and math.isfinite(signal.seconds):
        data["seconds"] = round(min(max(signal.seconds, 0.0), _LONGEST), 1)
    if signal.item in items:
        data["question"] = signal.item
    if signal.length is not None:
        data["length"] = min(max(signal.length, 0), _MOST_LENGTH)
    return data


def _between(first: datetime, at: datetime, last: datetime) -> datetime:
    return max(first, min(at, last))
