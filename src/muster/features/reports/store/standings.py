"""SQL of standings: invitations with what became of them."""

import json
from typing import LiteralString

from asyncpg import Record

from muster.features.invitations import State
from muster.features.reports.documents import score_of
from muster.features.reports.standings import Standing, Standings
from muster.storage.postgres import Connection

SELECT_STANDINGS: LiteralString = """
-- A page of standings in the order of their invitations, after the id $2. Of each candidate and
-- activity it is the latest round that was not revoked; stages of tracks are no standings of
-- their own. $5 and $6 are null when all are wanted.
select invitation.id as invitation_id, invitation.state,
       c.id as candidate_id, c.created_at as candidate_created_at,
       a.id as activity_id, a.created_at as activity_created_at, a.title, named.vendor_id,
       attempt.started_at, attempt.submitted_at, questions.asked, questions.answered, report.score
from invitation
join activity a on a.organization_id = $1 and a.id = invitation.activity_id and a.kind = $3
join candidate c on c.organization_id = $1 and c.id = invitation.candidate_id
left join activity_vendor_id named
    on named.organization_id = $1 and named.activity_id = a.id and named.dialect = $4
left join attempt
    on attempt.organization_id = $1 and attempt.invitation_id = invitation.id
left join report on report.organization_id = $1 and report.attempt_id = attempt.id
cross join lateral (
    select count(*) as asked, count(place.value) as answered
    from place where place.organization_id = $1 and place.attempt_id = attempt.id) as questions
where invitation.organization_id = $1
  and invitation.id > $2
  and invitation.parent_id is null
  and invitation.state <> 'revoked'
  and ($5::bigint[] is null or invitation.candidate_id = any($5))
  and ($6::bigint[] is null or invitation.activity_id = any($6))
  and not exists (
      select from invitation later
      where later.organization_id = $1 and later.activity_id = invitation.activity_id
        and later.candidate_id = invitation.candidate_id and later.parent_id is null
        and later.round > invitation.round and later.state <> 'revoked')
order by invitation.id limit $7"""


async def select_standings(
    connection: Connection, organization: int, wanted: Standings, after: int, limit: int
) -> list[Standing]:
    """Return a page of standings in the order of their invitations."""
    rows = await connection.fetch(
        SELECT_STANDINGS,
        organization,
        after,
        wanted.kind.value,
        wanted.dialect.value,
        wanted.candidates,
        wanted.activities,
        limit,
    )
    return [_standing(row) for row in rows]


def _standing(row: Record) -> Standing:
    score = None if row["score"] is None else score_of(json.loads(row["score"]))
    return Standing(**{**row, "state": State(row["state"]), "score": score})
