"""The worker half of a process: delivering, numbering events, throwing old things away."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress

import structlog

from muster.features import attempts, invitations, journal, media, reports, tracks
from muster.run.house import House
from muster.run.metrics import DeliveryMetrics
from muster.run.wiring import build_dispatcher
from muster.storage.postgres import Role

_log = structlog.get_logger("muster.worker")
_SEQUENCE_EVERY = 1.0
_CLEAN_EVERY = 600.0
_SETTLE_EVERY = 2.0
_SUBMIT_EVERY = 2.0
_FINISH_EVERY = 2.0
_REAP_EVERY = 300.0
_FOLLOW_UP_EVERY = 2.0


async def work(house: House, stop: asyncio.Event) -> None:
    """Do a worker's jobs until ``stop`` is set."""
    metrics = DeliveryMetrics(house.registry)
    dispatcher = build_dispatcher(house, metrics)

    async def keep_current() -> None:
        metrics.show()
        await number_events(house)

    async def clean() -> None:
        await invitations.forget_old(house.database.acting_as(Role.WORKER), house.clock)

    async def submit_overdue() -> None:
        await attempts.submit_overdue(house.database, house.clock)

    tools = media.FfmpegTools.find()

    async def finish_recordings() -> None:
        work = media.finish_takes(house.database, house.blobs, tools, house.clock)
        await _while_running(work, stop)

    async def reap_media() -> None:
        await media.reap(house.database, house.blobs, house.clock)

    async def settle_reports() -> None:
        await reports.settle_submitted(house.database, house.clock)

    async def follow_up_stages() -> None:
        await tracks.follow_up_due(house.database, house.clock)

    async with asyncio.TaskGroup() as group:
        group.create_task(dispatcher.run(stop))
        group.create_task(_every(_SEQUENCE_EVERY, keep_current, stop))
        group.create_task(_every(_CLEAN_EVERY, clean, stop))
        group.create_task(_every(_SETTLE_EVERY, settle_reports, stop))
        group.create_task(_every(_SUBMIT_EVERY, submit_overdue, stop))
        group.create_task(_every(_FINISH_EVERY, finish_recordings, stop))
        group.create_task(_every(_REAP_EVERY, reap_media, stop))
        group.create_task(_every(_FOLLOW_UP_EVERY, follow_up_stages, stop))
    metrics.show()


async def number_events(house: House) -> None:
    """Give the events of all organizations their place in the feed."""
    database = house.database.acting_as(Role.WORKER)
    for organization in await journal.organizations_to_sequence(database):
        await journal.sequence(database, organization)


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
