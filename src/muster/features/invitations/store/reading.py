"""SQL that shows invitations with whom and what they are for.

A store may read the tables of features below its own; it writes only its own.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.candidates import Candidate
from muster.features.catalog import Kind
from muster.features.invitations.model import Invitation
from muster.features.invitations.store.writing import to_invitation
from muster.features.invitations.views import ActivityLine, InvitationView
from muster.storage.postgres import Connection

SELECT_BY_IDS: LiteralString = """
-- Invitations by their ids, with candidate and activity.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where invitation.organization_id = $1 and invitation.id = any($2::bigint[])"""

SELECT_BY_NAME: LiteralString = """
-- One invitation by integer or UUID.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where invitation.organization_id = $1 and (invitation.id = $2 or invitation.uid = $3)"""

SELECT_PAGE: LiteralString = """
-- A page of invitations, newest first. Every filter is null when it is not wanted; $3 is the
-- state as it shows at the instant $4, so that expired ones are told from pending ones.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where invitation.organization_id = $1
  and ($2::bigint is null or invitation.id < $2)
  and ($3::text is null
       or $3 = case when invitation.state = 'pending' and invitation.expires_at <= $4
                    then 'expired' else invitation.state end)
  and ($5::bigint is null or invitation.activity_id = $5)
  and ($6::bigint is null or invitation.candidate_id = $6)
  and ($7::text is null or c.address_key = $7)
  and ($8::text is null or invitation.external_id = $8)
  and ($10::boolean or invitation.parent_id is null)
order by invitation.id desc limit $9"""

SELECT_OF_CANDIDATE: LiteralString = """
-- What a candidate's home page lists: the latest round of each activity, not revoked.
select latest.id from (
    select distinct on (activity_id) id, state
    from invitation
    where organization_id = $1 and candidate_id = $2 and parent_id is null
    order by activity_id, round desc
) as latest
where latest.state <> 'revoked'"""

SELECT_HOMES: LiteralString = """
-- What letters to home pages list: of what the pages list, that which can still be opened at $3;
-- the most pressing first.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes
from (
    select distinct on (candidate_id, activity_id) id
    from invitation
    where organization_id = $1 and candidate_id = any($2::bigint[]) and parent_id is null
    order by candidate_id, activity_id, round desc
) as latest
join invitation on invitation.organization_id = $1 and invitation.id = latest.id
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where invitation.state in ('pending', 'started') and invitation.expires_at > $3
order by invitation.expires_at, invitation.id"""

SELECT_AWAITING: LiteralString = """
-- What candidates see: invitations with the face of their activities, content left behind.
select invitation.*, c.name, c.locale as c_locale,
       a.kind, a.title, a.summary, a.minutes, a.have_ready,
       case a.kind
           when 'assessment' then (
               select sum(coalesce((section ->> 'draw')::integer,
                                   jsonb_array_length(section -> 'questions')))
               from jsonb_array_elements(coalesce(
                   v.content -> 'sections', jsonb_build_array(v.content))) as section)
           when 'interview' then jsonb_array_length(v.content -> 'prompts')
       end as question_count,
       (select jsonb_agg(jsonb_build_array(
                   coalesce(taken.title, stage ->> 'review'), taken.kind, taken.minutes)
               order by place)
        from jsonb_array_elements(v.content -> 'stages') with ordinality as step (stage, place)
        left join activity taken
          on taken.organization_id = $1 and taken.key = stage ->> 'activity') as stages
from invitation
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
join activity_version v on v.organization_id = $1 and v.activity_id = a.id
    and v.number = a.current_version
where invitation.organization_id = $1 and invitation.id = any($2::bigint[])
order by invitation.expires_at, invitation.id"""


HAS_CALENDAR: LiteralString = """
-- Whether a letter has left, or may have, that put the end of an invitation into a calendar.
select exists (
    select from message
    where organization_id = $1
      and reference in (
          select id from invitation where organization_id = $1 and (id = $2 or parent_id = $2)
          union all
          select candidate_id from invitation where organization_id = $1 and id = $2)
      and kind = any('{invitation,home,stage,reminder,deadline}')
      and state in ('sending', 'unknown', 'accepted')
      and variables -> 'calendar' ->> 'uid' = $3)"""


async def has_calendar(connection: Connection, organization: int, invitation: Invitation) -> bool:
    """Tell whether the candidate may have the invitation's end in a calendar."""
    found: bool = await connection.fetchval(
        HAS_CALENDAR, organization, invitation.id, str(invitation.uid)
    )
    return found


async def select_awaiting(
    connection: Connection, organization: int, ids: Sequence[int]
) -> list[Record]:
    """Return invitations as candidates see them, the most pressing first."""
    return await connection.fetch(SELECT_AWAITING, organization, ids)


async def select_by_ids(
    connection: Connection, organization: int, ids: Sequence[int]
) -> list[InvitationView]:
    """Return the invitations with these ids, in no particular order."""
    return [to_view(row) for row in await connection.fetch(SELECT_BY_IDS, organization, ids)]


async def select_by_name(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> InvitationView | None:
    """Return the invitation with this id or uid."""
    found = await connection.fetchrow(SELECT_BY_NAME, organization, row, uid)
    return to_view(found) if found else None


async def select_page(
    connection: Connection,
    organization: int,
    after: int | None,
    state: str | None,
    now: datetime,
    *filters: object,
) -> list[InvitationView]:
    """Return a page; filters are activity, candidate, address key, external id, limit, stages."""
    rows = await connection.fetch(SELECT_PAGE, organization, after, state, now, *filters)
    return [to_view(row) for row in rows]


async def select_of_candidate(
    connection: Connection, organization: int, candidate: int
) -> list[int]:
    """Return the ids of the invitations on a candidate's home page."""
    return [row[0] for row in await connection.fetch(SELECT_OF_CANDIDATE, organization, candidate)]


async def select_homes(
    connection: Connection, organization: int, candidates: Sequence[int], now: datetime
) -> dict[int, list[InvitationView]]:
    """Return what letters to home pages list, by candidate; who has nothing open is left out."""
    homes: dict[int, list[InvitationView]] = {}
    for row in await connection.fetch(SELECT_HOMES, organization, candidates, now):
        homes.setdefault(row["candidate_id"], []).append(to_view(row))
    return homes


def to_view(row: Record) -> InvitationView:
    """Return the view of a joined row."""
    return InvitationView(
        invitation=to_invitation(row),
        candidate=Candidate(
            id=row["candidate_id"],
            uid=row["c_uid"],
            address=row["address"],
            address_key=row["address_key"],
            name=row["name"],
            locale=row["c_locale"],
            home_version=row["home_version"],
            created_at=row["c_created_at"],
        ),
        activity=ActivityLine(
            row["activity_id"],
            row["a_uid"],
            row["key"],
            Kind(row["kind"]),
            row["title"],
            row["minutes"],
        ),
    )
