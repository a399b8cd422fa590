"""PDFs wait for each other, and nothing else waits for them."""

import asyncio
import threading

import pytest

from muster.edges.reports.press import Press, PressBusyError


async def test_what_is_set_keeps_no_other_work_waiting_and_the_queue_is_short():
    held = threading.Event()

    def work() -> bytes:
        held.wait(120)
        return b"%PDF"

    press = Press(most=40)
    asked = [asyncio.create_task(press.run(work)) for _ in range(40)]
    await asyncio.sleep(0)
    try:
        with pytest.raises(PressBusyError):
            await press.run(work)
        assert await asyncio.wait_for(asyncio.to_thread(int), 30) == 0
    finally:
        held.set()
    assert await asyncio.gather(*asked) == [b"%PDF"] * 40
    assert await press.run(work) == b"%PDF"
