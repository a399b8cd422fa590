"""Funnels: a large one is counted while nobody waits."""

from dataclasses import dataclass

from muster.edges.console.kept import Kept
from muster.edges.services import Services
from muster.features import overview
from muster.features.overview import Funnel


@dataclass(frozen=True, slots=True)
class Scope:
    """What a funnel is about: an organization, days back, and one activity or all."""

    organization: int
    days: int
    activity: int | None


class Funnels:
    """Counts funnels. Small ones are counted whenever they are asked for.

    Counting a hundred thousand invitations takes a third of a second, so that is kept.
    """

    def __init__(self, services: Services) -> None:
        """Take the database and the clock."""
        self._services = services
        self.kept = Kept(services.clock, self._count)

    async def read(self, scope: Scope) -> Funnel:
        """Return a funnel; ``counted_at`` says how old it is."""
        services = self._services
        crowd = await overview.is_crowd(
            services.database, scope.organization, scope.days, services.clock
        )
        return await (self.kept.read(scope) if crowd else self._count(scope))

    async def _count(self, scope: Scope) -> Funnel:
        services = self._services
        return await overview.count_funnel(
            services.database, scope.organization, scope.days, scope.activity, services.clock
        )
