"""What every surface is given: the collaborators that ``run/wiring.py`` has put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from muster.base.clock import Clock
from muster.base.links import Links
from muster.base.sealing import Sealer
from muster.features import invitations
from muster.features.delivery import OutcomeWatch
from muster.features.invitations import Call, Invited
from muster.features.members import Provider
from muster.features.organizations import Organization
from muster.features.webhooks import AllowList, Terms

if TYPE_CHECKING:  # edges hand both on; they never open a transaction and never write a blob
    from muster.storage.blobs import BlobStore
    from muster.storage.postgres import Database


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of the edges."""

    database: "Database"
    clock: Clock
    links: Links
    watch: OutcomeWatch
    blobs: "BlobStore"
    """Keeps recordings and files."""
    mail_configured: bool
    """A sender is configured; otherwise letters wait and every surface says so."""
    requests_a_minute: int = 0
    """Requests or rows that one key may ask of the native API of one process; 0 is no limit."""
    webhooks_allowed: AllowList = field(default_factory=AllowList)
    """Where webhooks may go besides public https addresses."""
    provider: Provider | None = None
    """The sign-in service that the operator has set up for members."""
    on_invited: Callable[[Invited], None] = lambda _: None
    """Hears of every call to invite that was carried out; metrics listen."""

    @property
    def webhook_terms(self) -> Terms:
        """Return on what terms webhooks are kept here."""
        return Terms(self.clock, Sealer(self.links.ring), self.webhooks_allowed)

    async def invite(self, organization: Organization, call: Call) -> Invited:
        """Invite, and tell who listens; the errors are those of ``invitations.invite``."""
        invited = await invitations.invite(self.database, organization, call, self.clock)
        self.on_invited(invited)
        return invited
