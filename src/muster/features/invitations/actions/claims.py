"""What the links of many invitations say, for whoever hands links out by other ways than letters."""

from collections.abc import Sequence

from muster.base.signing import LinkClaim, LinkKind
from muster.features.invitations.store import foreseeing
from muster.storage.postgres import Connection, action


@action
async def claims_of(
    connection: Connection, organization: int, invitations: Sequence[int]
) -> dict[int, LinkClaim]:
    """Return what the personal link of each invitation says, of those that open something."""
    versions = await foreseeing.select_link_versions(connection, organization, invitations)
    return {
        each: LinkClaim(LinkKind.INVITATION, organization, each, version)
        for each, version in versions.items()
    }
