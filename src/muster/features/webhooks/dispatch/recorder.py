"""Group commit of outcomes: what all endpoints answered while the last group was written."""

import asyncio

import asyncpg
import structlog

from muster.base.errors import UnavailableError
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.notes import Note
from muster.features.webhooks.stats import WebhookStats
from muster.storage.postgres import Database

_log = structlog.get_logger(__name__)

DATABASE_ERRORS = (UnavailableError, asyncpg.PostgresError)
"""What the worker outlives: the database is away, or refuses something for now."""
_LONGEST_REST = 5.0


class Recorder:
    """One recording transaction in flight; while the database is away it tries again for ever."""

    def __init__(self, database: Database, stats: WebhookStats) -> None:
        """Take a database in the worker's role."""
        self._database = database
        self._stats = stats
        self._wanted = asyncio.Event()
        self._notes: list[Note] = []
        self._waiting: list[asyncio.Future[None]] = []

    def note(self, note: Note) -> asyncio.Future[None]:
        """Hand a note in; the future is done when it is committed."""
        committed = asyncio.get_running_loop().create_future()
        self._notes.append(note)
        self._waiting.append(committed)
        self._wanted.set()
        return committed

    async def run(self) -> None:
        """Write groups until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            notes, self._notes = self._notes, []
            waiting, self._waiting = self._waiting, []
            await self._write(notes)
            for committed in waiting:
                if not committed.done():
                    committed.set_result(None)

    async def _write(self, notes: list[Note]) -> None:
        rest = 0.1
        while True:
            try:
                written, kept = await actions.record(self._database, notes)
                break
            except DATABASE_ERRORS as error:
                _log.error("calls not written yet", error=type(error).__name__)
            await asyncio.sleep(rest)
            rest = min(rest * 2, _LONGEST_REST)
        for note in notes:
            note.held.lost = note.held.lost or note.held.key not in kept
            if (note.held.organization_id, note.due.id) in written:
                self._stats.note(note.held.style, note.answer.outcome, note.settlement.state)
