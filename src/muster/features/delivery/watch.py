"""Waiting a moment for mails to leave: one polling query a process, however many wait."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from muster.base.errors import UnavailableError
from muster.features.delivery.model import MessageState
from muster.features.delivery.store import messages as store
from muster.storage.postgres import Database, Role

_POLL_SECONDS = 0.1


class OutcomeWatch:
    """Lets requests wait until their messages were tried; it never speaks to a relay."""

    def __init__(self, database: Database) -> None:
        """Take any database; it is asked in the worker's role, for all organizations at once."""
        self._database = database.acting_as(Role.WORKER)
        self._waiters: dict[tuple[int, int], list[asyncio.Future[MessageState]]] = {}
        self._poller: asyncio.Task[None] | None = None

    async def wait(
        self,
        organization: int,
        message_ids: Iterable[int],
        timeout: float = 5.0,  # noqa: ASYNC109 -- a bound on politeness, not a cancellation
    ) -> dict[int, MessageState]:
        """Return the state of messages once each is neither queued nor sending, or time is up.

        What was not tried in time is reported as QUEUED.
        """
        futures = {message: self._enlist(organization, message) for message in set(message_ids)}
        if not futures:
            return {}
        self._start()
        try:
            await asyncio.wait(futures.values(), timeout=timeout)
        finally:
            for message, future in futures.items():
                self._dismiss((organization, message), future)
        return {
            message: future.result() if future.done() else MessageState.QUEUED
            for message, future in futures.items()
        }

    def _enlist(self, organization: int, message: int) -> asyncio.Future[MessageState]:
        future = asyncio.get_running_loop().create_future()
        self._waiters.setdefault((organization, message), []).append(future)
        return future

    def _dismiss(self, key: tuple[int, int], future: asyncio.Future[MessageState]) -> None:
        waiters = self._waiters[key]
        waiters.remove(future)
        if not waiters:
            del self._waiters[key]

    def _start(self) -> None:
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        while self._waiters:
            # While the database is away the waiters' time runs out, and they say queued.
            with suppress(UnavailableError):
                for key, state in await self._ask():
                    self._tell(key, state)
            await asyncio.sleep(_POLL_SECONDS)

    def _tell(self, key: tuple[int, int], state: MessageState) -> None:
        for future in self._waiters.get(key, ()):
            if not future.done():
                future.set_result(state)

    async def _ask(self) -> list[tuple[tuple[int, int], MessageState]]:
        async with self._database.transaction() as connection:
            rows = await store.select_tried(connection, list(self._waiters))
        return [((row["organization_id"], row["id"]), MessageState(row["state"])) for row in rows]
