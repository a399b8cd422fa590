"""The worker's loop: claim (commit), send, record (commit)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from muster.base.clock import Clock
from muster.features.delivery.dispatch import actions
from muster.features.delivery.dispatch.carrier import Carrier
from muster.features.delivery.dispatch.office import Office
from muster.features.delivery.dispatch.recorder import DATABASE_ERRORS, Recorder
from muster.features.delivery.dispatch.tray import Load, Tray
from muster.features.delivery.model import Lane, Renderer
from muster.features.delivery.outcomes import Answer, Phase
from muster.features.delivery.senders import Sender
from muster.features.delivery.stats import DeliveryStats
from muster.storage.postgres import Database, Role

_log = structlog.get_logger(__name__)

_POLL_SECONDS = 0.1
_KEEP_SECONDS = 5.0
_STOP_SECONDS = 8.0
_LAST_WRITE_SECONDS = 1.5
_LARGEST_BATCH = 200
# A batch that is gone sooner is doubled, one that lasts longer is halved: enough to keep the
# connections busy, and no more, because a claimed message can no longer be overtaken.
_QUICK_SECONDS = 0.5
_SLOW_SECONDS = 2.0
_FRESH = timedelta(seconds=_KEEP_SECONDS - 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a worker may send: connections of this process, letters a second of all (0: any)."""

    connections: int = 4
    rate: float = 0.0


class Dispatcher:
    """Sends the messages of one lane; any number may run, in any number of processes."""

    def __init__(
        self,
        database: Database,
        render: Mapping[str, Renderer],
        sender: Sender | None,
        clock: Clock,
        *,
        pace: Pace = Pace(),
        stats: DeliveryStats | None = None,
    ) -> None:
        """Take the collaborators. Without a sender nothing is claimed: messages wait."""
        self.stats = stats or DeliveryStats()
        self._database = database.acting_as(Role.WORKER)
        self._sender = sender
        self._clock = clock
        self._pace = pace
        self._tray = Tray()
        self._recorder = Recorder(self._database, Lane.MAIL, clock, self.stats)
        self._office = Office(self._tray, self._recorder, render, clock, self.stats)
        self._woken = asyncio.Event()
        self._batch = 2 * pace.connections
        self._claimed_at = 0.0

    def wake(self) -> None:
        """Look for due messages now; for a process that has just committed some."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set, then end within ten seconds.

        Letters whose final dot is out get eight seconds for their answer, then are recorded as
        unknown; everything else is given back, due at once.
        """
        keeper = asyncio.create_task(self._keep())
        recorder = asyncio.create_task(self._recorder.run())
        senders = []
        if self._sender:
            carriers = [Carrier(self._sender, self._office) for _ in range(self._pace.connections)]
            senders = [asyncio.create_task(carrier.run()) for carrier in carriers]
            senders.append(asyncio.create_task(self._claim_until_stopped()))
        stopped = asyncio.create_task(stop.wait())
        running = {keeper, recorder, stopped, *senders}
        try:
            ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            await self._end(senders)
            for task in ended:
                task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _claim_until_stopped(self) -> None:
        while not self._office.stopping.is_set():
            await self._tray.hungry.wait()
            await self._office.rest_written()
            try:
                found = await self._claim()
            except DATABASE_ERRORS as error:
                _log.error("claim failed", error=type(error).__name__)
                found, pause = False, 1.0
            else:
                pause = _POLL_SECONDS
            if not found:
                await self._pause_between_claims(pause)

    async def _claim(self) -> bool:
        now, pauses = self._clock.now(), self.stats.pauses.total()
        claim = await actions.claim(
            self._database, Lane.MAIL, most=self._batch, rate=self._pace.rate, now=now
        )
        loads = [Load(message, now + actions.LEASE) for message in claim.messages]
        if self.stats.pauses.total() > pauses:
            # The lane was paused while these were claimed.
            self._recorder.note(*self._office.give_back(loads))
        elif loads:
            self._office.probing = claim.probe
            self._tray.put(loads, low=self._batch // 2)
            self._fit_batch(len(loads))
        return bool(loads or claim.swept)

    def _fit_batch(self, claimed: int) -> None:
        now = asyncio.get_running_loop().time()
        lasted, self._claimed_at = now - self._claimed_at, now
        # A claim that keeps its tenth for bulk in vain is a full one, too.
        if claimed >= self._batch - self._batch // 10 and lasted < _QUICK_SECONDS:
            self._batch = min(2 * self._batch, _LARGEST_BATCH)
        elif lasted > _SLOW_SECONDS:
            self._batch = max(self._batch // 2, 2 * self._pace.connections)

    async def _pause_between_claims(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()

    async def _keep(self) -> None:
        while True:
            try:
                await self._renew()
                await self._watch()
            except DATABASE_ERRORS as error:
                _log.error("leases not renewed", error=type(error).__name__)
            await asyncio.sleep(_KEEP_SECONDS)

    async def _renew(self) -> None:
        now = self._clock.now()
        soon = now + actions.LEASE - _FRESH
        held = [load for load in self._tray.held if load.leased_until < soon]
        if not held:
            return
        ours = await actions.renew(self._database, [load.message for load in held], now=now)
        for load in held:
            message = load.message
            is_ours = (message.organization_id, message.id) in ours
            load.leased_until = now + actions.LEASE if is_ours else now

    async def _watch(self) -> None:
        await actions.keep_watch(
            self._database, Lane.MAIL, relay=self._sender is not None, now=self._clock.now()
        )

    async def _end(self, senders: Sequence[asyncio.Task[None]]) -> None:
        self._office.stopping.set()
        self._woken.set()
        self._recorder.note(*self._office.give_back(self._tray.empty()))
        self._tray.end(self._pace.connections)
        if senders:
            _, late = await asyncio.wait(senders, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for load in self._tray.held:
            if load.in_flight:
                self._office.settle(load, Answer(Phase.CONTENT, None, "stopped before the answer"))
        written = self._recorder.note(*self._office.give_back(self._tray.held))
        await asyncio.wait({written}, timeout=_LAST_WRITE_SECONDS)
