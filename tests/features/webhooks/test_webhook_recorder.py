"""Outcomes are written in groups; what somebody else has just now is written later."""

import asyncio
import random
from contextlib import asynccontextmanager

from webhook_samples import FINE

from muster.features.webhooks import WebhookStats
from muster.features.webhooks.dispatch import actions
from muster.features.webhooks.dispatch.notes import Note
from muster.features.webhooks.dispatch.recorder import Recorder
from muster.features.webhooks.schedule import settle
from muster.storage.postgres import Role

LOCK = "select from webhook_call where organization_id = $1 and id = $2 for update"


@asynccontextmanager
async def recording(worker):
    recorder = Recorder(worker, WebhookStats())
    running = asyncio.create_task(recorder.run())
    try:
        yield recorder
    finally:
        running.cancel()
    await asyncio.wait([running], timeout=60)
    assert running.cancelled()


def note(held, due, now) -> Note:
    return Note(
        held=held,
        due=due,
        answer=FINE,
        settlement=settle(FINE, due.failures, now),
        pulse=held.pulse.after(FINE, now, random.random),
        started_at=now,
        ended_at=now,
    )


async def test_what_was_busy_is_written_with_the_next_and_the_recorder_goes_on(bench):
    """The wait for what was busy may end when nothing waits any more."""
    await bench.create()
    await bench.happen(1, 2, 3, 4)
    await bench.announce()
    worker, now = bench.database.acting_as(Role.WORKER), bench.clock.now()
    (held,) = await actions.take(worker, 1, now)
    calls = await actions.select_due(worker, held, now, 4)
    busy, *others = [note(held, due, now) for due in calls]
    async with asyncio.timeout(60), recording(worker) as recorder:
        async with bench.database.transaction(bench.organization) as other:
            await other.fetch(LOCK, bench.organization, busy.due.id)
            late = recorder.note(busy)
            await recorder.note(others[0])
            assert not late.done()
        await recorder.note(others[1])
        await late
        await asyncio.sleep(0.15)
        await recorder.note(others[2])
