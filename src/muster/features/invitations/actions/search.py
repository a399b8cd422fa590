"""Finding invitations for numbered pages, which dialects have."""

from muster.features.invitations.store import search as store
from muster.features.invitations.views import InvitationView, Search
from muster.storage.postgres import Connection, action


@action
async def search_invitations(
    connection: Connection, organization: int, wanted: Search
) -> list[InvitationView]:
    """Return a numbered page of invitations, newest first, with the stages of tracks."""
    return await store.select_searched(connection, organization, wanted)
