"""SQL of requests for more time."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.base.ids import new_uid
from muster.features.invitations.asking import MoreTimeRequest, RequestState
from muster.features.invitations.store.reading import to_view
from muster.storage.postgres import Connection

INSERT_REQUEST: LiteralString = """
-- A candidate asks for more time; nothing is returned when it was asked for before.
insert into more_time_request (organization_id, uid, invitation_id, sentence, state, days,
                               asked_at, answered_at, answered_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (organization_id, invitation_id) do nothing
returning id, uid"""

ANSWER_REQUEST: LiteralString = """
-- Somebody answers, once.
update more_time_request set state = $3, days = $4, answered_at = $5, answered_by = $6
where organization_id = $1 and invitation_id = $2 and state = 'waiting'
returning id"""

SELECT_STATE: LiteralString = """
-- What became of asking for more time; nothing if nobody asked.
select state from more_time_request where organization_id = $1 and invitation_id = $2"""

SELECT_REQUESTS: LiteralString = """
-- Requests for more time, newest first: of some state, of one invitation, and before an id; null
-- takes all.
select invitation.*, c.uid as c_uid, c.address, c.address_key, c.name, c.locale as c_locale,
       c.home_version, c.created_at as c_created_at,
       a.uid as a_uid, a.key, a.kind, a.title, a.minutes,
       request.id as r_id, request.uid as r_uid, request.sentence, request.state as r_state,
       request.days, request.asked_at, request.answered_at, request.answered_by
from more_time_request as request
join invitation on invitation.organization_id = $1 and invitation.id = request.invitation_id
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
join activity a on a.organization_id = $1 and a.id = invitation.activity_id
where request.organization_id = $1
  and ($2::text is null or request.state = $2)
  and ($3::bigint is null or request.invitation_id = $3)
  and ($4::bigint is null or request.id < $4)
order by request.id desc limit $5"""


async def insert_request(
    connection: Connection,
    organization: int,
    invitation: int,
    sentence: str,
    granted: tuple[int, str] | None,
    now: datetime,
) -> Record | None:
    """Insert a request that waits, or one that was granted (days, by whom) at once."""
    return await connection.fetchrow(
        INSERT_REQUEST,
        organization,
        new_uid(),
        invitation,
        sentence,
        RequestState.GRANTED if granted else RequestState.WAITING,
        granted and granted[0],
        now,
        granted and now,
        granted and granted[1],
    )


async def answer_request(
    connection: Connection,
    organization: int,
    invitation: int,
    days: int | None,
    now: datetime,
    actor: str,
) -> bool:
    """Answer the request of an invitation with days or a refusal; False if none waits."""
    state = RequestState.REFUSED if days is None else RequestState.GRANTED
    found = await connection.fetchval(
        ANSWER_REQUEST, organization, invitation, state, days, now, actor
    )
    return found is not None


async def select_state(
    connection: Connection, organization: int, invitation: int
) -> RequestState | None:
    """Return what became of asking for more time, None if nobody did."""
    found = await connection.fetchval(SELECT_STATE, organization, invitation)
    return RequestState(found) if found else None


async def select_requests(
    connection: Connection,
    organization: int,
    *,
    state: RequestState | None = None,
    invitation: int | None = None,
    after: int | None = None,
    limit: int = 1,
) -> Sequence[MoreTimeRequest]:
    """Return requests, newest first."""
    rows = await connection.fetch(SELECT_REQUESTS, organization, state, invitation, after, limit)
    return [_request(row) for row in rows]


def _request(row: Record) -> MoreTimeRequest:
    return MoreTimeRequest(
        id=row["r_id"],
        uid=row["r_uid"],
        view=to_view(row),
        sentence=row["sentence"],
        state=RequestState(row["r_state"]),
        days=row["days"],
        asked_at=row["asked_at"],
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
    )
