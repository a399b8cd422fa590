"""SQL that shows some invitations, or some candidates, whose ids are known."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.catalog import Kind
from muster.features.lists.candidates import PersonLine
from muster.features.lists.model import Line, Result, Step
from muster.storage.postgres import Connection

SELECT_LINES: LiteralString = """
-- Some invitations in the order of their ids' list, with whom and what they are for, their newest
-- letter, what they came to, and how far somebody is in a track. To the first stage of a track its
-- own letter leads, to the others letters about stages. A letter that waits is called suppressed
-- where its address is so by now, as it will be.
select i.id, i.uid, i.state, i.opens_at, i.expires_at, i.external_id, i.round, i.created_at,
       i.opened_at, i.started_at, i.completed_at, i.revoked_at, i.updated_at,
       c.uid as candidate_uid, c.name, c.address,
       a.key as activity_key, a.title as activity_title, a.kind,
       letter.state as letter, letter.at as letter_at,
       report.uid as report, report.percent, report.passed, report.waiting,
       application.outcome, application.score,
       stage.number as stage_number, stage.title as stage_title,
       stage.state = 'waiting' as stage_waits
from unnest($2::bigint[]) with ordinality as wanted (id, place)
join invitation i on i.organization_id = $1 and i.id = wanted.id
join candidate c on c.organization_id = $1 and c.id = i.candidate_id
join activity a on a.organization_id = $1 and a.id = i.activity_id
left join lateral (
    select case when due_at is not null and state <> 'sending' and exists (
                    select from suppression
                    where suppression.organization_id = $1
                      and suppression.recipient_key = message.recipient_key) then 'suppressed'
                else state end as state,
           coalesce(ended_at, created_at) as at
    from message
    where organization_id = $1
      and (reference = i.id and kind in ('invitation', 'stage')
           or reference = i.parent_id and kind = 'invitation'
           or reference = i.candidate_id and kind = 'home')
    order by message.state = 'cancelled', id desc limit 1
) as letter on true
left join attempt on attempt.organization_id = $1 and attempt.invitation_id = i.id
left join report on report.organization_id = $1 and report.attempt_id = attempt.id
left join application on application.organization_id = $1 and application.invitation_id = i.id
left join stage on stage.organization_id = $1 and stage.application_id = i.id
    and stage.number = application.current
order by wanted.place"""

SELECT_PEOPLE_LINES: LiteralString = """
-- Some candidates in the order of their ids' list, with their invitations in numbers, what they
-- were invited to last, their best and their latest score, and what holds letters or erasure back.
select c.id, c.uid, c.name, c.address, c.created_at,
       count(i.id) as invitations,
       count(i.id) filter (where i.state in ('pending', 'started') and i.expires_at > $3) as open,
       count(i.id) filter (where i.state = 'completed') as completed,
       coalesce(max(i.updated_at), c.created_at) as last_at,
       (array_agg(a.title order by i.id desc) filter (where i.id is not null))[1] as last_title,
       max(coalesce(report.percent, application.score)) as best,
       (array_agg(coalesce(report.percent, application.score) order by i.id desc)
           filter (where coalesce(report.percent, application.score) is not null))[1] as latest,
       exists (select from suppression
               where suppression.organization_id = $1
                 and suppression.recipient_key = c.address_key) as suppressed,
       exists (select from candidate_hold
               where candidate_hold.organization_id = $1
                 and candidate_hold.candidate_id = c.id) as held
from unnest($2::bigint[]) with ordinality as wanted (id, place)
join candidate c on c.organization_id = $1 and c.id = wanted.id
left join invitation i on i.organization_id = $1 and i.candidate_id = c.id and i.parent_id is null
left join activity a on a.organization_id = $1 and a.id = i.activity_id
left join attempt on attempt.organization_id = $1 and attempt.invitation_id = i.id
left join report on report.organization_id = $1 and report.attempt_id = attempt.id
left join application on application.organization_id = $1 and application.invitation_id = i.id
group by wanted.place, c.organization_id, c.id
order by wanted.place"""

SELECT_ROWS: LiteralString = """
-- The rows of invitations by their UUIDs, in the order of these.
select invitation.id
from unnest($2::uuid[]) with ordinality as wanted (uid, place)
join invitation on invitation.organization_id = $1 and invitation.uid = wanted.uid
where invitation.organization_id = $1
order by wanted.place"""


async def select_rows(connection: Connection, organization: int, uids: Sequence[UUID]) -> list[int]:
    """Return rows of invitations by their UUIDs."""
    return [row["id"] for row in await connection.fetch(SELECT_ROWS, organization, uids)]


async def select_lines(
    connection: Connection, organization: int, ids: Sequence[int]
) -> tuple[Line, ...]:
    """Return invitations in this order; those that are gone are left out."""
    rows = await connection.fetch(SELECT_LINES, organization, ids)
    return tuple(_line(row) for row in rows)


async def select_people_lines(
    connection: Connection, organization: int, ids: Sequence[int], now: datetime
) -> tuple[PersonLine, ...]:
    """Return candidates in this order; those that are gone are left out."""
    rows = await connection.fetch(SELECT_PEOPLE_LINES, organization, ids, now)
    return tuple(_person(row) for row in rows)


def _line(row: Record) -> Line:
    return Line(
        id=row["id"],
        uid=row["uid"],
        candidate_uid=row["candidate_uid"],
        name=row["name"],
        address=row["address"],
        activity_key=row["activity_key"],
        activity_title=row["activity_title"],
        kind=Kind(row["kind"]),
        state=row["state"],
        opens_at=row["opens_at"],
        expires_at=row["expires_at"],
        external_id=row["external_id"],
        round=row["round"],
        created_at=row["created_at"],
        opened_at=row["opened_at"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        revoked_at=row["revoked_at"],
        updated_at=row["updated_at"],
        letter=row["letter"],
        letter_at=row["letter_at"],
        result=_result(row),
        step=_step(row),
    )


def _result(row: Record) -> Result | None:
    if row["outcome"] is not None:
        passed = {"passed": True, "rejected": False}.get(row["outcome"])
        return Result(None, _percent(row["score"]), passed, waiting=False)
    if row["report"] is None:
        return None
    return Result(
        row["report"], _percent(row["percent"]), row["passed"], waiting=row["waiting"] > 0
    )


def _step(row: Record) -> Step | None:
    if row["stage_number"] is None or row["outcome"] is not None:
        return None
    return Step(row["stage_number"], row["stage_title"], bool(row["stage_waits"]))


def _percent(value: float | None) -> float | None:
    return None if value is None else float(value)


def _person(row: Record) -> PersonLine:
    return PersonLine(
        id=row["id"],
        uid=row["uid"],
        name=row["name"],
        address=row["address"],
        created_at=row["created_at"],
        invitations=row["invitations"],
        open=row["open"],
        completed=row["completed"],
        last_at=row["last_at"],
        last_title=row["last_title"],
        best=_percent(row["best"]),
        latest=_percent(row["latest"]),
        suppressed=row["suppressed"],
        held=row["held"],
    )
