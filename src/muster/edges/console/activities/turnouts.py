"""How many were invited to activities and completed them: large numbers are kept for a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.edges.console.kept import Kept
from muster.edges.services import Services
from muster.features import overview, reports
from muster.features.reports import Turnout

_EVER = 36_500
"""Days."""


@dataclass(frozen=True, slots=True)
class _Scope:
    organization: int
    activities: tuple[int, ...]


class Turnouts:
    """Counts turnouts. Those of few invitations are counted whenever they are asked for."""

    def __init__(self, services: Services) -> None:
        """Take the database and the clock."""
        self._services = services
        self.kept = Kept(services.clock, self._count)

    async def read(self, organization: int, activities: Sequence[int]) -> Mapping[int, Turnout]:
        """Return the turnout of activities by their rows, as ``reports.count_invited`` does."""
        services, scope = self._services, _Scope(organization, tuple(activities))
        crowd = await overview.is_crowd(services.database, organization, _EVER, services.clock)
        return await (self.kept.read(scope) if crowd else self._count(scope))

    async def _count(self, scope: _Scope) -> Mapping[int, Turnout]:
        return await reports.count_invited(
            self._services.database, scope.organization, scope.activities
        )
