"""The worker half of a process: delivering, numbering events, throwing old things away."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress

import structlog

from muster.features import (
    attempts,
    intake,
    invitations,
    journal,
    lists,
    media,
    members,
    privacy,
    reports,
    tracks,
)
from muster.features.delivery import bounces
from muster.run.house import House
from muster.run.metrics import DeliveryMetrics, invitation_metrics
from muster.run.webhooks import Telling
from muster.run.wiring import (
    bounce_folder,
    build_dispatcher,
    build_trial,
    removers_of,
    services_of,
)
from muster.storage.postgres import Role

_log = structlog.get_logger("muster.worker")


async def work(house: House, stop: asyncio.Event) -> None:
    """Do a worker's jobs until ``stop`` is set."""
    metrics = DeliveryMetrics(house.registry)
    dispatcher = build_dispatcher(house, metrics)
    telling = Telling(house, services_of(house))
    async with asyncio.TaskGroup() as group:
        group.create_task(dispatcher.run(stop))
        group.create_task(telling.call(stop))
        for seconds, job in _Jobs(house, metrics, telling, stop).every():
            group.create_task(_every(seconds, job, stop))
    metrics.show()


class _Jobs:
    """What is looked after again and again, and how often."""

    def __init__(
        self, house: House, metrics: DeliveryMetrics, telling: Telling, stop: asyncio.Event
    ) -> None:
        self._house = house
        self._metrics = metrics
        self._telling = telling
        self._stop = stop
        self._tools = media.FfmpegTools.find()
        self._removers = removers_of(house)
        self._bounces = bounce_folder(house.settings)
        self._trial = build_trial(house)

    def every(self) -> Sequence[tuple[float, Callable[[], Awaitable[None]]]]:
        """Return the jobs, each with the seconds that it rests."""
        jobs = [
            (1.0, self.keep_current),
            (1.0, self.announce_events),
            (1.0, self.send_test_letter),
            (1.0, self.carry_out_intakes),
            (1.0, self.carry_on_errands),
            (2.0, self.settle_reports),
            (2.0, self.submit_overdue),
            (2.0, self.finish_recordings),
            (2.0, self.follow_up_stages),
            (5.0, self.remove_doomed),
            (5.0, self.look_after_invitations),
            (60.0, self.tell_expired),
            (60.0, self._telling.forget_old),
            (300.0, self.reap_media),
            (300.0, self.let_people_go),
            (600.0, self.clean),
        ]
        return [*jobs, (10.0, self.visit_bounce_folder)] if self._bounces else jobs

    async def keep_current(self) -> None:
        self._metrics.show()
        await number_events(self._house)

    async def announce_events(self) -> None:
        await self._telling.announce(self._stop)

    async def send_test_letter(self) -> None:
        await self._trial()

    async def carry_out_intakes(self) -> None:
        counted = invitation_metrics(self._house.registry).invited
        work = intake.carry_out(self._house.database, self._house.clock, counted)
        await _while_running(work, self._stop)

    async def carry_on_errands(self) -> None:
        while await lists.carry_on_errands(self._house.database, self._house.clock):
            if self._stop.is_set():
                return

    async def settle_reports(self) -> None:
        await reports.settle_submitted(self._house.database, self._house.clock)

    async def submit_overdue(self) -> None:
        await attempts.submit_overdue(self._house.database, self._house.clock)

    async def finish_recordings(self) -> None:
        house = self._house
        work = media.finish_takes(house.database, house.blobs, self._tools, house.clock)
        await _while_running(work, self._stop)

    async def follow_up_stages(self) -> None:
        await tracks.follow_up_due(self._house.database, self._house.clock)

    async def remove_doomed(self) -> None:
        await privacy.remove_doomed(self._house.database, self._removers)

    async def look_after_invitations(self) -> None:
        # A full look means that there is more to do: in the morning, after many nights.
        while not self._stop.is_set():
            done = await invitations.look_after(self._house.database, self._house.clock)
            if done < invitations.MOST_LOOKS:
                return

    async def tell_expired(self) -> None:
        await invitations.tell_expired(self._house.database, self._house.clock)

    async def reap_media(self) -> None:
        await media.reap(self._house.database, self._house.blobs, self._house.clock)

    async def let_people_go(self) -> None:
        work = privacy.sweep_due(self._house.database, self._house.clock)
        await _while_running(work, self._stop)

    async def clean(self) -> None:
        worker = self._house.database.acting_as(Role.WORKER)
        await invitations.forget_old(worker, self._house.clock)
        await members.sweep(worker, self._house.clock)
        await lists.forget_removed(worker, self._house.clock)
        await intake.forget_old(self._house.database, self._house.clock)

    async def visit_bounce_folder(self) -> None:
        house = self._house
        if self._bounces is not None:
            await bounces.visit_in_turn(
                house.database, self._bounces, house.return_paths, house.clock, self._stop
            )


async def number_events(house: House) -> None:
    """Give the events of all organizations their place in the feed.

    Raises:
        ExceptionGroup: those of some could not be numbered; the others are.
    """
    database = house.database.acting_as(Role.WORKER)
    errors: list[Exception] = []
    for organization in await journal.organizations_to_sequence(database):
        try:
            await journal.sequence(database, organization)
        except Exception as error:  # noqa: BLE001 -- told below
            errors.append(error)
    if errors:
        raise ExceptionGroup("events that could not be numbered", errors)


async def _while_running(work: Coroutine[None, None, object], stop: asyncio.Event) -> None:
    """Do work that may last longer than a stop can wait; it is broken off then."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        working.cancel()
    with suppress(asyncio.CancelledError):
        await working


async def _every(seconds: float, job: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await job()
        except Exception as error:  # noqa: BLE001 -- whatever it is
            # The next round may fare better, and delivery must not stop because of this one.
            _log.warning("job_failed", job=job.__name__, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue
