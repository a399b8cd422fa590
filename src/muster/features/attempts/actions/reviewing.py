"""Reading attempts as the staff does: find them, answers with their history, signals."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from asyncpg import Record

from muster.base.ids import from_typeid, parse_integer
from muster.features.attempts import composing
from muster.features.attempts.actions.reaching import read_card
from muster.features.attempts.actions.versions import read_version
from muster.features.attempts.model import (
    Accommodation,
    Attempt,
    Revision,
    UnknownAttemptError,
)
from muster.features.attempts.store import parts, rows, saving
from muster.features.attempts.store import signals as signal_store
from muster.features.attempts.views import NotedSignal, Place
from muster.storage.postgres import Connection, action


@action
async def find_attempt(connection: Connection, organization: int, reference: str) -> Attempt:
    """Return an attempt by any of its names: TypeID, UUID or integer.

    Raises:
        UnknownAttemptError: no attempt of this organization has that name.
    """
    card = await rows.select_by_name(
        connection,
        organization,
        parse_integer(reference),
        from_typeid(Attempt.TYPE_PREFIX, reference),
    )
    if card is None:
        raise UnknownAttemptError
    return rows.to_attempt(card)


@action
async def answers_of(
    connection: Connection, organization: int, attempt_id: int, *, history: bool = False
) -> tuple[Place, ...]:
    """Return the questions of an attempt with what was answered; with ``history`` every text.

    Nothing in them tells of an accommodation.

    Raises:
        UnknownAttemptError: there is no such attempt.
    """
    card = await read_card(connection, organization, attempt_id)
    activity = (card["activity_id"], card["activity_uid"])
    kept = await read_version(connection, organization, activity, card["version"])
    texts = await _history(connection, organization, attempt_id) if history else {}
    places = [
        composing.place_of(row, kept.items[row["item"]], Accommodation())
        for row in await parts.select_places(connection, organization, attempt_id)
    ]
    return tuple(
        replace(place, history=tuple(texts.get(place.item.id, ())), opened_at=None, ends_at=None)
        for place in places
    )


async def _history(
    connection: Connection, organization: int, attempt: int
) -> dict[str, list[Revision]]:
    texts = defaultdict(list)
    for row in await saving.select_history(connection, organization, attempt):
        texts[row["item"]].append(composing.revision_of(row))
    return texts


@action
async def signals_of(
    connection: Connection, organization: int, attempt_id: int
) -> list[NotedSignal]:
    """Return what was noticed around an attempt, in the order in which it was noted.

    It is context for a person who reads the answers, and says nothing by itself.
    """
    found = await signal_store.select_signals(connection, organization, attempt_id)
    return [_signal(row) for row in found]


def _signal(row: Record) -> NotedSignal:
    data = json.loads(row["data"])
    return NotedSignal(
        kind=row["type"].removeprefix("signal."),
        at=datetime.fromisoformat(data["at"]),
        noted_at=row["occurred_at"],
        seconds=data.get("seconds"),
        item=data.get("question"),
        length=data.get("length"),
    )
