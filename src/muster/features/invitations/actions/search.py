"""Finding invitations for numbered pages, which dialects have."""

from dataclasses import dataclass

from muster.features.catalog import Kind
from muster.features.invitations.store import search as store
from muster.features.invitations.views import InvitationView
from muster.storage.postgres import Connection, action


@dataclass(frozen=True, slots=True)
class Search:
    """Which invitations a numbered page shows; None takes all. Activity and candidate are row ids.

    ``keyword`` is a part of the candidate's name or address or of the activity's title, in any
    case.
    """

    kind: Kind
    activity: int | None = None
    candidate: int | None = None
    keyword: str | None = None
    offset: int = 0
    limit: int = 50


@action
async def search_invitations(
    connection: Connection, organization: int, wanted: Search
) -> list[InvitationView]:
    """Return a numbered page of invitations, newest first, with the stages of tracks."""
    keyword = wanted.keyword.lower() if wanted.keyword else None
    return await store.select_searched(
        connection,
        organization,
        wanted.kind,
        wanted.activity,
        wanted.candidate,
        keyword,
        wanted.offset,
        wanted.limit,
    )
