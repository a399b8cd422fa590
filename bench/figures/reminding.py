"""The worker's look for reminders: with a million pending invitations, beside an empty table."""

import time

import asyncpg

from bench.filling import fill
from bench.results import Figure, Pair, paired
from bench.scene import Scene
from bench.stage import Yard
from muster.base.clock import SystemClock
from muster.features import invitations
from muster.storage.postgres import Database

_LOOKS = 200
_MAKE_DUE = "update invitation set wake_at = now() - interval '1 minute' where id between $1 and $2"
_ALWAYS = "update organization set quiet_from = 0, quiet_until = 0"
_clock = SystemClock()


async def measure(scene: Scene) -> list[Figure]:
    """Return how often the worker can look when nothing is due, and what it queues when much is."""
    number = scene.effort.pending
    empty, full = await scene.stage.yard(), await scene.stage.yard()
    await fill(full.url, full.desk.activity, number, scene.tell)
    none, many = await Database.connect(empty.url, size=2), await Database.connect(full.url, size=2)
    try:
        pairs = []
        for turn in range(scene.effort.rounds + 1):
            scene.tell(f"looking for reminders: round {turn} of {scene.effort.rounds}")
            pair = Pair(await _looks(many), await _looks(none))
            pairs += [pair] if turn else []
        name = f"looks of the worker, none of {number:,} due"
        queued = await _remind(full, many, min(number, 10 * invitations.MOST_LOOKS))
        return [paired(name, "/s", pairs, note="beside: an empty table"), queued]
    finally:
        await none.close()
        await many.close()


async def _looks(database: Database) -> float:
    began = time.perf_counter()
    for _ in range(_LOOKS):
        await invitations.look_after(database, _clock)
    return _LOOKS / (time.perf_counter() - began)


async def _remind(full: Yard, database: Database, due: int) -> Figure:
    connection = await asyncpg.connect(full.url)
    try:
        await connection.execute(_ALWAYS)
        await connection.execute(_MAKE_DUE, 1, due)
    finally:
        await connection.close()
    began = time.perf_counter()
    while await invitations.look_after(database, _clock):
        pass
    rate = due / (time.perf_counter() - began)
    return Figure(f"reminders queued, {due:,} due at once", rate, "/s")
