"""Group commit of outcomes: what all endpoints answered while the last group was written."""

import asyncio
from typing import TypeAlias

import asyncpg
import structlog

from muster.base.errors import UnavailableError
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.notes import Note, Written
from muster.features.webhooks.stats import WebhookStats
from muster.storage.postgres import Database

_log = structlog.get_logger(__name__)

DATABASE_ERRORS = (UnavailableError, asyncpg.PostgresError)
"""What the worker outlives: the database is away, or refuses something for now."""
_LONGEST_REST = 5.0
_BUSY_REST = 0.1
_Waiting: TypeAlias = "tuple[Note, asyncio.Future[None]]"


class Recorder:
    """One recording transaction in flight; while the database is away it tries again for ever.

    What somebody else changes just now is written later, and nothing else waits for it.
    """

    def __init__(self, database: Database, stats: WebhookStats) -> None:
        """Take a database in the worker's role."""
        self._database = database
        self._stats = stats
        self._wanted = asyncio.Event()
        self._waiting: list[_Waiting] = []

    def note(self, note: Note) -> asyncio.Future[None]:
        """Hand a note in; the future is done when it is committed."""
        committed = asyncio.get_running_loop().create_future()
        self._waiting.append((note, committed))
        self._wanted.set()
        return committed

    async def run(self) -> None:
        """Write groups until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            group, self._waiting = self._waiting, []
            if group:  # what was busy may have been written with others before its time
                self._put_back(group, await self._write([note for note, _ in group]))

    def _put_back(self, group: list[_Waiting], busy: frozenset[tuple[int, int]]) -> None:
        late = []
        for note, committed in group:
            if (note.held.organization_id, note.due.id) in busy:
                late.append((note, committed))
            elif not committed.done():
                committed.set_result(None)
        if late:
            self._waiting = late + self._waiting
            asyncio.get_running_loop().call_later(_BUSY_REST, self._wanted.set)

    async def _write(self, notes: list[Note]) -> frozenset[tuple[int, int]]:
        """Write notes; return the keys of calls that must wait."""
        rest = 0.1
        while True:
            try:
                written = await actions.record(self._database, notes)
                break
            except DATABASE_ERRORS as error:
                _log.error("calls not written yet", error=type(error).__name__)
            await asyncio.sleep(rest)
            rest = min(rest * 2, _LONGEST_REST)
        for note in notes:
            self._look_at(note, written)
        return written.busy

    def _look_at(self, note: Note, written: Written) -> None:
        call = note.held.organization_id, note.due.id
        if call in written.busy:
            return
        note.held.lost = note.held.lost or note.held.key not in written.endpoints
        if call in written.calls:
            self._stats.note(note.held.style, note.answer.outcome, note.settlement.state)
