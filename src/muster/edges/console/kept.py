"""Numbers that take long to count: they are shown as they were a minute ago."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeAlias, TypeVar

from muster.base.clock import Clock

_FRESH = timedelta(minutes=1)
_MOST = 500

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Counted(Generic[_Value]):
    value: _Value
    at: datetime


_Counting: TypeAlias = asyncio.Task[_Counted[_Value]]


class Kept(Generic[_Key, _Value]):
    """Keeps what was counted for a minute; then it is shown once more, and counted anew meanwhile.

    The first one who asks waits. Of many who ask at once one counts.
    """

    def __init__(self, clock: Clock, count: Callable[[_Key], Awaitable[_Value]]) -> None:
        """Take the clock, and what counts."""
        self._clock = clock
        self._count = count
        self._kept: dict[_Key, _Counted[_Value]] = {}
        self._counting: dict[_Key, _Counting[_Value]] = {}

    async def read(self, key: _Key) -> _Value:
        """Return what was counted, which may be a minute old, or older where nobody looked."""
        kept = self._kept.get(key)
        if kept is None:
            return (await asyncio.shield(self._begin(key))).value
        if self._clock.now() - kept.at >= _FRESH:
            self._begin(key)
        return kept.value

    def _begin(self, key: _Key) -> _Counting[_Value]:
        """Count unless somebody does so already."""
        running = self._counting.get(key)
        if running is None:
            running = asyncio.create_task(self._count_now(key))
            self._counting[key] = running
            running.add_done_callback(lambda task: self._keep(key, task))
        return running

    @property
    def counting(self) -> list[_Counting[_Value]]:
        """Return what is being counted just now."""
        return list(self._counting.values())

    async def _count_now(self, key: _Key) -> _Counted[_Value]:
        began = self._clock.now()
        return _Counted(await self._count(key), began)

    def _keep(self, key: _Key, task: _Counting[_Value]) -> None:
        del self._counting[key]
        if task.cancelled() or task.exception() is not None:
            return  # the next one who looks counts again
        self._kept.pop(key, None)
        self._kept[key] = task.result()
        if len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]
