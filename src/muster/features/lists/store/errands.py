"""SQL of errands."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.ids import new_uid
from muster.features.invitations import More, Together
from muster.features.lists.errands import Errand, LeftOut, Verb
from muster.storage.postgres import Connection

INSERT_ERRAND: LiteralString = """
-- A new errand; nothing is returned when another one undoes the same already.
insert into errand (organization_id, uid, actor, verb, until, days, undoes, total, created_at, due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing
returning id"""

INSERT_ROWS: LiteralString = """
-- Whom it is about, in the order given; those who are gone by now are left out.
insert into errand_row (organization_id, errand_id, place, invitation_id)
select $1, $2, asked.place, invitation.id
from unnest($3::bigint[]) with ordinality as asked (id, place)
join invitation on invitation.organization_id = $1 and invitation.id = asked.id"""

COPY_ROWS: LiteralString = """
-- Whom an undoing errand is about: those to whom the first one did something.
insert into errand_row (organization_id, errand_id, place, invitation_id, former_end)
select $1, $2, place, invitation_id, former_end
from errand_row where organization_id = $1 and errand_id = $3 and outcome = 'done'"""

COUNT_ROWS: LiteralString = """
-- How many they are.
update errand set total = (
    select count(*) from errand_row where organization_id = $1 and errand_id = $2)
where organization_id = $1 and id = $2"""

SELECT_ERRAND: LiteralString = """
-- An errand with how far it is.
select errand.id, errand.uid, errand.actor, errand.verb, errand.until, errand.days, errand.undoes,
       errand.total, errand.created_at, errand.ended_at,
       exists (select from errand as other
               where other.organization_id = $1 and other.undoes = errand.id) as undone,
       (select coalesce(jsonb_object_agg(outcome, number), '{}')
        from (select outcome, count(*) as number from errand_row
              where errand_row.organization_id = $1 and errand_row.errand_id = errand.id
                and outcome is not null
              group by outcome) as counted) as outcomes
from errand where organization_id = $1 and uid = $2"""

LOCK_ERRAND: LiteralString = """
-- An errand that is not done yet, unless another worker is at it just now.
select id, actor, verb, until, days from errand
where organization_id = $1 and id = $2 and ended_at is null
for no key update skip locked"""

SELECT_WAITING: LiteralString = """
-- Whose turn it is; of those whose end is put back also what it was moved to at most.
select place, invitation_id, former_end,
       (select coalesce(
            former.until,
            greatest(errand_row.former_end, former.ended_at) + former.days * interval '24 hours')
        from errand
        join errand as former on former.organization_id = $1 and former.id = errand.undoes
        where errand.organization_id = $1 and errand.id = $2) as given_end
from errand_row
where organization_id = $1 and errand_id = $2 and outcome is null
order by place limit $3"""

WRITE_OUTCOMES: LiteralString = """
-- What became of some, and the ends that they had.
update errand_row set outcome = row.outcome, former_end = coalesce(row.former_end, errand_row.former_end)
from unnest($3::integer[], $4::text[], $5::timestamptz[]) as row (place, outcome, former_end)
where errand_row.organization_id = $1 and errand_row.errand_id = $2
  and errand_row.place = row.place"""

END_ERRAND: LiteralString = """
-- Everybody had their turn, or it was stopped.
update errand set ended_at = $3, due_at = null
where organization_id = $1 and id = $2 and ended_at is null"""

SELECT_DUE: LiteralString = """
-- Errands of all organizations that a worker should go on with; in the worker's role.
select organization_id, id from errand where due_at <= $1 order by due_at limit $2"""

LEASE_ERRAND: LiteralString = """
-- Keep other workers off it for a while.
update errand set due_at = $3 where organization_id = $1 and id = $2 and ended_at is null"""

SELECT_LEFT_OUT: LiteralString = """
-- Some of those to whom nothing was done, with whom and what it is.
select invitation.uid, candidate.name, activity.title, errand_row.outcome
from errand_row
join invitation on invitation.organization_id = $1 and invitation.id = errand_row.invitation_id
join candidate on candidate.organization_id = $1 and candidate.id = invitation.candidate_id
join activity on activity.organization_id = $1 and activity.id = invitation.activity_id
where errand_row.organization_id = $1 and errand_id = $2 and outcome <> 'done'
order by place limit $3"""


async def insert_errand(
    connection: Connection,
    organization: int,
    errand: tuple[str, Verb, More, int | None],
    number: int,
    now: datetime,
    due_at: datetime,
) -> tuple[int, UUID] | None:
    """Insert an errand of (actor, verb, more, the errand that it undoes); return its names."""
    actor, verb, more, undoes = errand
    uid = new_uid()
    row = await connection.fetchval(
        INSERT_ERRAND,
        organization,
        uid,
        actor,
        verb.value,
        more.until,
        more.days,
        undoes,
        number,
        now,
        due_at,
    )
    return None if row is None else (row, uid)


async def insert_rows(
    connection: Connection, organization: int, errand: int, invitations: Sequence[int]
) -> None:
    """Note whom an errand is about."""
    await connection.execute(INSERT_ROWS, organization, errand, invitations)
    await connection.execute(COUNT_ROWS, organization, errand)


async def copy_rows(connection: Connection, organization: int, errand: int, undoes: int) -> None:
    """Note whom an undoing errand is about."""
    await connection.execute(COPY_ROWS, organization, errand, undoes)
    await connection.execute(COUNT_ROWS, organization, errand)


async def select_errand(connection: Connection, organization: int, uid: UUID) -> Errand | None:
    """Return an errand."""
    row = await connection.fetchrow(SELECT_ERRAND, organization, uid)
    if row is None:
        return None
    outcomes = json.loads(row["outcomes"])
    return Errand(
        id=row["id"],
        uid=row["uid"],
        actor=row["actor"],
        verb=Verb(row["verb"]),
        more=More(row["until"], row["days"]),
        undoes=row["undoes"],
        total=row["total"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        undone=row["undone"],
        outcomes={Together(word): number for word, number in outcomes.items()},
    )


async def lock_errand(connection: Connection, organization: int, errand: int) -> Record | None:
    """Return what is to be done, locked; None if it is done, or somebody is at it."""
    return await connection.fetchrow(LOCK_ERRAND, organization, errand)


async def select_waiting(
    connection: Connection, organization: int, errand: int, most: int
) -> list[Record]:
    """Return place, invitation, former and given end of those whose turn it is."""
    return await connection.fetch(SELECT_WAITING, organization, errand, most)


async def write_outcomes(
    connection: Connection,
    organization: int,
    errand: int,
    outcomes: Mapping[int, tuple[Together, datetime | None]],
) -> None:
    """Note what became of some, by their places."""
    await connection.execute(
        WRITE_OUTCOMES,
        organization,
        errand,
        list(outcomes),
        [outcome.value for outcome, _ in outcomes.values()],
        [end for _, end in outcomes.values()],
    )


async def end_errand(connection: Connection, organization: int, errand: int, now: datetime) -> None:
    """Note that nothing more is to be done."""
    await connection.execute(END_ERRAND, organization, errand, now)


async def select_due(connection: Connection, now: datetime, most: int) -> list[tuple[int, int]]:
    """Return (organization, errand) of those that wait for a worker."""
    rows = await connection.fetch(SELECT_DUE, now, most)
    return [(row["organization_id"], row["id"]) for row in rows]


async def lease_errand(
    connection: Connection, organization: int, errand: int, until: datetime
) -> None:
    """Keep other workers off an errand until an instant."""
    await connection.execute(LEASE_ERRAND, organization, errand, until)


async def select_left_out(
    connection: Connection, organization: int, errand: int, most: int
) -> list[LeftOut]:
    """Return some of those to whom nothing was done."""
    rows = await connection.fetch(SELECT_LEFT_OUT, organization, errand, most)
    return [
        LeftOut(row["uid"], row["name"], row["title"], Together(row["outcome"])) for row in rows
    ]
