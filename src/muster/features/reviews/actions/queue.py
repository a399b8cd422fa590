"""The queue: what waits for a person, and whose turn it is."""

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.ids import to_typeid
from muster.features.catalog import Kind
from muster.features.members import Member
from muster.features.reviews.actions.reading import veiled_among
from muster.features.reviews.model import LOOKING, QueueLine, Waiting, Wanted
from muster.features.reviews.store import looks
from muster.features.reviews.store import queue as store
from muster.features.reviews.veiling import code_of
from muster.storage.postgres import Connection, action

_MOST = 1000
_TRIES = 5


@action
async def list_queue(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    member: Member,
    clock: Clock,
    *,
    page: tuple[int, int] = (0, 50),
) -> list[QueueLine]:
    """Return reports with answers that people rate, the oldest attempt first.

    ``page`` is the id of the attempt after which it begins, and how many there are at most.
    """
    rows = await store.select_queue(connection, organization, wanted, member.actor, page)
    attempts = [row["attempt_id"] for row in rows]
    veiled = await veiled_among(connection, organization, attempts, member)
    since = clock.now() - LOOKING
    looking = await looks.select_lookers(connection, organization, attempts, member.id, since)
    return [
        _line(row, looking.get(row["attempt_id"], ()), veiled=row["attempt_id"] in veiled)
        for row in rows
    ]


@action
async def count_waiting(connection: Connection, organization: int) -> Waiting:
    """Return how much waits for a person."""
    return Waiting(**await store.count_waiting(connection, organization, _MOST))


@action
async def take_next(
    connection: Connection,
    organization: int,
    wanted: Wanted,
    member: Member,
    clock: Clock,
    *,
    beside: int | None = None,
) -> str | None:
    """Return the report that a member reviews next, and tell others that they look at it.

    Two who ask at the same moment get two reports. ``beside`` is an attempt that is left out.
    None when nothing waits that nobody else looks at.
    """
    now = clock.now()
    left_out = [beside] if beside else []
    for _ in range(_TRIES):
        picked = await store.pick(
            connection,
            organization,
            wanted,
            (member.actor, member.id),
            (left_out, now - LOOKING),
        )
        if picked is None:
            return None
        attempt = picked["attempt_id"]
        # Who picked it before has committed by now, or would have it locked.
        others = await looks.select_lookers(
            connection, organization, [attempt], member.id, now - LOOKING
        )
        if not others:
            await looks.upsert_look(connection, organization, member.id, attempt, now)
            return to_typeid("rep", picked["uid"])
        left_out.append(attempt)
    return None


@action
async def look(
    connection: Connection, organization: int, attempt: int, member: Member, clock: Clock
) -> None:
    """Tell others for some minutes that a member looks at a report."""
    await looks.upsert_look(connection, organization, member.id, attempt, clock.now())


@action
async def look_away(
    connection: Connection, organization: int, attempt: int, member: Member
) -> None:
    """Tell them that the member is done with it."""
    await looks.delete_look(connection, organization, member.id, attempt)


def _line(row: Record, looking: tuple[str, ...], *, veiled: bool) -> QueueLine:
    return QueueLine(
        attempt_id=row["attempt_id"],
        report_uid=row["uid"],
        code=code_of(row["uid"]),
        name=None if veiled else row["candidate_name"],
        key=row["key"],
        title=row["title"],
        kind=Kind(row["kind"]),
        submitted_at=row["submitted_at"],
        waiting=row["waiting"],
        to_rate=row["to_rate"],
        own=row["own"],
        raters=row["raters"],
        looking=looking,
    )
