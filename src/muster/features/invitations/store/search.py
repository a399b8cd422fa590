"""SQL that finds invitations for numbered pages, which dialects have."""

from typing import LiteralString

from muster.features.invitations.store.reading import to_view
from muster.features.invitations.views import InvitationView, Search
from muster.storage.postgres import Connection

SELECT_SEARCHED: LiteralString = """
-- A numbered page of invitations to activities of a kind, stages of tracks too, newest first. Every
-- filter is null when it is not wanted; $5 is a part of name, address or title in lower case.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where invitation.organization_id = $1 and a.kind = $2
  and ($3::bigint is null or invitation.activity_id = $3)
  and ($4::bigint is null or invitation.candidate_id = $4)
  and ($5::text is null or strpos(lower(concat_ws(' ', c.name, c.address, a.title)), $5) > 0)
order by invitation.id desc offset $6 limit $7"""


async def select_searched(
    connection: Connection, organization: int, wanted: Search
) -> list[InvitationView]:
    """Return a page."""
    rows = await connection.fetch(
        SELECT_SEARCHED,
        organization,
        wanted.kind,
        wanted.activity,
        wanted.candidate,
        wanted.keyword and wanted.keyword.lower(),
        wanted.offset,
        wanted.limit,
    )
    return [to_view(row) for row in rows]
