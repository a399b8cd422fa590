"""Group commit of outcomes: what all connections noted while the last group was written."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg
import structlog

from muster.base.clock import Clock
from muster.base.errors import UnavailableError
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.actions import Trouble
from muster.features.delivery.dispatch.notes import Note
from muster.features.delivery.model import Lane
from muster.features.delivery.stats import DeliveryStats
from muster.storage.postgres import Database

_log = structlog.get_logger(__name__)

DATABASE_ERRORS = (UnavailableError, asyncpg.PostgresError)
"""What the worker outlives: the database is away, or refuses something for now."""

_LONGEST_REST = 5.0


class Recorder:
    """One recording statement in flight; a connection waits for the group its note is in.

    While the database is away it tries again for ever: no connection sends its next letter
    before the last acceptance is written, so nothing doubles meanwhile.
    """

    def __init__(self, database: Database, lane: Lane, clock: Clock, stats: DeliveryStats) -> None:
        """Take a database in the worker's role."""
        self._database = database
        self._lane = lane
        self._clock = clock
        self._stats = stats
        self._wanted = asyncio.Event()
        self._group = _Group()

    def note(self, *notes: Note) -> asyncio.Future[None]:
        """Hand notes in; the future, which is the caller's alone, is done when they are committed."""
        committed = asyncio.get_running_loop().create_future()
        self._group.notes.extend(notes)
        self._group.waiting.append(committed)
        self._wanted.set()
        return committed

    def rest(self, trouble: Trouble, notes: Sequence[Note]) -> asyncio.Future[None]:
        """Let the lane rest from the moment at which these notes are committed."""
        self._group.trouble = self._group.trouble or trouble
        return self.note(*notes)

    def resume(self) -> None:
        """Open the lane with the notes that are handed in next."""
        self._group.resume = True

    async def run(self) -> None:
        """Write groups until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            group, self._group = self._group, _Group()
            self._stats.fenced += await self._write(group)
            for committed in group.waiting:
                if not committed.done():
                    committed.set_result(None)

    async def _write(self, group: "_Group") -> int:
        group.notes.sort(key=_place)
        rest = 0.1
        while True:
            try:
                return await actions.record(
                    self._database,
                    self._lane,
                    group.notes,
                    trouble=group.trouble,
                    resume=group.resume,
                    now=self._clock.now(),
                )
            except DATABASE_ERRORS as error:
                _log.error("outcomes not written yet", error=type(error).__name__)
            await asyncio.sleep(rest)
            rest = min(rest * 2, _LONGEST_REST)


@dataclass(slots=True)
class _Group:
    """What the next transaction writes, and who waits for it."""

    notes: list[Note] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    trouble: Trouble | None = None
    resume: bool = False


def _place(note: Note) -> tuple[int, int]:
    # Rows are locked in one order everywhere, so that writers never wait for each other in a ring.
    return note.message.organization_id, note.message.id
