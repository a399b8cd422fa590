"""Funnels that are counted while nobody waits: a large one is shown as it was a minute ago."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from muster.edges.services import Services
from muster.features import overview
from muster.features.overview import Funnel

_FRESH = timedelta(minutes=1)
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """What a funnel is about: an organization, days back, and one activity or all."""

    organization: int
    days: int
    activity: int | None


_Counting: TypeAlias = "asyncio.Task[Funnel]"


class Funnels:
    """Counts funnels. Small ones are counted whenever they are asked for.

    Counting a hundred thousand invitations takes a third of a second. So a large funnel is kept for
    a minute; after that it is shown once more, and counted anew in the meantime.
    """

    def __init__(self, services: Services) -> None:
        """Take the database and the clock."""
        self._services = services
        self._kept: dict[Scope, Funnel] = {}
        self._counting: dict[Scope, _Counting] = {}

    async def read(self, scope: Scope) -> Funnel:
        """Return a funnel, which may be a minute old, or older where nobody looked for long."""
        services = self._services
        crowd = await overview.is_crowd(
            services.database, scope.organization, scope.days, services.clock
        )
        if not crowd:
            return await self._count(scope)
        kept = self._kept.get(scope)
        if kept is None:
            return await asyncio.shield(self._begin(scope))
        if not self._is_fresh(kept.counted_at):
            self._begin(scope)
        return kept

    def _is_fresh(self, counted_at: datetime) -> bool:
        return self._services.clock.now() - counted_at < _FRESH

    def _begin(self, scope: Scope) -> _Counting:
        """Count unless somebody does so already."""
        running = self._counting.get(scope)
        if running is None:
            running = asyncio.create_task(self._count(scope))
            self._counting[scope] = running
            running.add_done_callback(lambda task: self._keep(scope, task))
        return running

    def _keep(self, scope: Scope, task: _Counting) -> None:
        del self._counting[scope]
        if task.cancelled() or task.exception() is not None:
            return  # the next one who looks counts again
        self._kept.pop(scope, None)
        self._kept[scope] = task.result()
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    async def _count(self, scope: Scope) -> Funnel:
        services = self._services
        return await overview.count_funnel(
            services.database, scope.organization, scope.days, scope.activity, services.clock
        )
