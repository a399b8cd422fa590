"""The worker's loop: take endpoints (commit), call them, record (commit)."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from muster.base.clock import Clock
from muster.base.sealing import Sealer
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.recorder import DATABASE_ERRORS, Recorder
from muster.features.webhooks.dispatch.visit import Crew, Visit
from muster.features.webhooks.senders import Sender
from muster.features.webhooks.stats import WebhookStats
from muster.storage.postgres import Database, Role

_log = structlog.get_logger(__name__)
_REST = 10
"""How many times as long as it looked a worker rests."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many endpoints a worker calls at the same time, and how often it looks for more."""

    endpoints: int = 200
    poll_seconds: float = 0.2
    keep_seconds: float = 5.0
    stop_seconds: float = 7.0


class Dispatcher:
    """Calls the endpoints of all organizations; any number may run, in any number of processes.

    Endpoints are leased, not calls: each is called by one worker at a time, so that five at
    once are five, what was learnt of it (rest, strikes) holds for all its calls, and one that
    never answers takes five places and no more.
    """

    def __init__(
        self,
        database: Database,
        sender: Sender,
        sealer: Sealer,
        clock: Clock,
        *,
        pace: Pace = Pace(),
        stats: WebhookStats | None = None,
    ) -> None:
        """Take the collaborators; the database in the application's role."""
        self.stats = stats or WebhookStats()
        self._worker = database.acting_as(Role.WORKER)
        self._clock = clock
        self._pace = pace
        self._recorder = Recorder(self._worker, self.stats)
        self._stopping = asyncio.Event()
        self._crew = Crew(database, sender, sealer, self._recorder, clock, self._stopping)
        self._woken = asyncio.Event()
        self._visits: dict[asyncio.Task[None], Visit] = {}

    def wake(self) -> None:
        """Look for due calls now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Call until ``stop`` is set; what is in flight then has a few seconds for its answer."""
        recorder = asyncio.create_task(self._recorder.run())
        keeper = asyncio.create_task(self._keep())
        taker = asyncio.create_task(self._take_until_stopped())
        stopped = asyncio.create_task(stop.wait())
        running: set[asyncio.Task[Any]] = {recorder, keeper, taker, stopped}
        try:
            ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            self._stopping.set()
            await self._break_off()
            for task in ended:
                task.result()
        finally:
            await _end({*self._visits, *running})

    async def _break_off(self) -> None:
        """Let visits end; give back what those hold that do not."""
        if not self._visits:
            return
        _, late = await asyncio.wait(self._visits, timeout=self._pace.stop_seconds)
        held = [self._visits[task].held for task in late]
        await _end(late)
        with suppress(*DATABASE_ERRORS):
            for one in held:
                await actions.release(self._worker, one)

    async def _take_until_stopped(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            began = time.monotonic()
            try:
                await self._take()
            except DATABASE_ERRORS as error:
                _log.warning("no endpoints taken", error=type(error).__name__)
            # Looking costs a probe for each endpoint with something waiting: the more there are,
            # the longer it rests.
            rest = max(self._pace.poll_seconds, _REST * (time.monotonic() - began))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), rest)

    async def _take(self) -> None:
        free = self._pace.endpoints - len(self._visits)
        if free:
            for held in await actions.take(self._worker, free, self._clock.now()):
                self._begin(Visit(held, self._crew))

    def _begin(self, visit: Visit) -> None:
        task = asyncio.create_task(visit.run())
        self._visits[task] = visit
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        visit = self._visits.pop(task)
        if not task.cancelled() and (error := task.exception()):
            # The lease lapses and the endpoint is taken again; the others go on.
            _log.error("visit failed", endpoint=visit.held.endpoint_id, error=type(error).__name__)
        if not visit.held.pulse.strikes:
            self._woken.set()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._pace.keep_seconds)
            held = [visit.held for visit in self._visits.values()]
            if not held:
                continue
            now = self._clock.now()
            try:
                kept = await actions.renew(self._worker, held, now)
            except DATABASE_ERRORS as error:
                _log.warning("leases not renewed", error=type(error).__name__)
                continue
            for one in held:
                one.lost = one.lost or one.key not in kept
                one.until = now + actions.LEASE if kept.get(one.key) else one.until


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
