"""Where PDFs are set: on a few threads of their own, with a short queue.

Setting one takes a processor for a while, and a link's holder may ask for any number of them. On
the threads that all work shares, those would keep candidates' uploads waiting.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from muster.base.errors import UnavailableError

MOST = 40
"""PDFs that are set or wait; ten seconds of work."""
_THREADS = 2
_Made = TypeVar("_Made")


class PressBusyError(UnavailableError):
    """Too many PDFs are asked for just now; ask again in a few seconds."""

    code = "press_busy"


class Press:
    """Runs work on a few threads, and refuses what would wait for too long."""

    def __init__(self, most: int = MOST, threads: int = _THREADS) -> None:
        """Take how much may run and wait, and on how many threads it runs."""
        self._most = most
        self._asked = 0
        self._threads = ThreadPoolExecutor(threads, "muster-press")

    async def run(self, work: Callable[[], _Made]) -> _Made:
        """Return what the work makes.

        Raises:
            PressBusyError: too much runs and waits already.
        """
        if self._asked >= self._most:
            raise PressBusyError
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._asked -= 1
