"""Verbs that count: the funnel, and what waits for somebody."""

from datetime import datetime, timedelta
from typing import LiteralString

from asyncpg import Record

from muster.base.clock import Clock
from muster.features import delivery
from muster.features.overview.model import MOST_COUNTED, Attention, Funnel, Need, Person, Step
from muster.features.overview.store import counting as store
from muster.storage.postgres import Connection, Database, action

_COUNTS: tuple[tuple[Need, LiteralString], ...] = (
    (Need.WEBHOOKS, store.COUNT_WEBHOOKS),
    (Need.UNDELIVERED, store.COUNT_UNDELIVERED),
    (Need.MORE_TIME, store.COUNT_MORE_TIME),
    (Need.ACCOMMODATIONS, store.COUNT_ACCOMMODATIONS),
    (Need.DECISIONS, store.COUNT_DECISIONS),
    (Need.RATINGS, store.COUNT_RATINGS),
    (Need.EXPIRING, store.COUNT_EXPIRING),
    (Need.RECORDINGS, store.COUNT_RECORDINGS),
)


@action
async def count_funnel(
    connection: Connection, organization: int, days: int, activity: int | None, clock: Clock
) -> Funnel:
    """Return how far the invitations of the last days came, to all activities or to one."""
    now = clock.now()
    row = await store.count_funnel(connection, organization, now - timedelta(days=days), activity)
    return Funnel({step: row[step.value] for step in Step}, now)


@action
async def is_crowd(connection: Connection, organization: int, days: int, clock: Clock) -> bool:
    """Tell whether so many were invited in the last days that counting them takes its time."""
    since = clock.now() - timedelta(days=days)
    return await store.is_crowd(connection, organization, since)


@action
async def has_invitations(connection: Connection, organization: int) -> bool:
    """Tell whether anybody was ever invited."""
    return await store.has_invitations(connection, organization)


async def list_attention(
    database: Database, organization: int, *, mail_configured: bool, clock: Clock
) -> list[Attention]:
    """Return what waits for somebody, the most pressing first; nothing is empty."""
    now = clock.now()
    mail = await _look_at_mail(database, now, configured=mail_configured)
    return mail + await _list_waiting(database, organization, now)


async def _look_at_mail(database: Database, now: datetime, *, configured: bool) -> list[Attention]:
    if not configured:
        return [Attention(Need.MAIL, 1, detail="no_relay")]
    reason = await delivery.lane_reason(database, now=now)
    return [Attention(Need.MAIL, 1, detail=reason)] if reason else []


@action
async def _list_waiting(
    connection: Connection, organization: int, now: datetime
) -> list[Attention]:
    rows = [
        (need, await store.count(connection, statement, organization, now, MOST_COUNTED))
        for need, statement in _COUNTS
    ]
    single = [row["candidate"] for _, row in rows if row["people"] == 1]
    people = await store.select_people(connection, organization, single) if single else {}
    return [
        Attention(need, row["count"], _person(row, people)) for need, row in rows if row["count"]
    ]


def _person(row: Record, people: dict[int, Record]) -> Person | None:
    found = people.get(row["candidate"]) if row["people"] == 1 else None
    return Person(found["uid"], found["name"]) if found else None
