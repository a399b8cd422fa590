"""From which queue somebody came to a report, and where to go on."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from muster.edges.console.forms import Fields, of_query
from muster.edges.services import Services
from muster.features import catalog
from muster.features.members import Session
from muster.features.reviews import Wanted, Which


@dataclass(frozen=True, slots=True)
class Trail:
    """The queue's filters, as the address has them; ``activity`` is a key."""

    which: Which = Which.WAITING
    activity: str = ""

    @classmethod
    def of(cls, request: Request) -> "Trail":
        """Read it from an address; what is no filter is none."""
        return cls.of_fields(of_query(request))

    @classmethod
    def of_fields(cls, fields: Fields) -> "Trail":
        """Read it from fields."""
        word = fields.get("which")
        which = Which(word) if word in set(Which) else Which.WAITING
        return cls(which, fields.get("activity")[:100])

    def query(self, **more: str) -> str:
        """Return it as the end of an address, with the question mark, or nothing."""
        fields = {
            "which": "" if self.which is Which.WAITING else self.which.value,
            "activity": self.activity,
            **more,
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"?{query}" if query else ""

    async def wanted(self, services: Services, session: Session) -> Wanted:
        """Return what it asks for; an activity that is not there asks for all."""
        if not self.activity:
            return Wanted(self.which)
        found = await catalog.find(services.database, session.organization.id, self.activity)
        return Wanted(self.which, found.id if found else None)
