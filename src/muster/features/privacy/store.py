"""SQL of privacy. It deletes nothing of other features: each forgets what is its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.privacy.model import (
    Basis,
    Doomed,
    Hold,
    Outlook,
    Place,
    Retention,
    Times,
    Tombstone,
)
from muster.storage.postgres import Connection

INSERT_TOMBSTONE: LiteralString = """
-- Somebody was here.
insert into tombstone (organization_id, candidate_id, candidate_uid, basis, erased_at, erased_by)
values ($1, $2, $3, $4, $5, $6)"""

SELECT_TOMBSTONE: LiteralString = """
-- What is left of somebody, by the integer or the UUID that they had.
select candidate_id, candidate_uid, basis, erased_at, erased_by from tombstone
where organization_id = $1 and (candidate_id = $2 or candidate_uid = $3)"""

SELECT_TOMBSTONES: LiteralString = """
-- Who was erased since an instant, oldest first: who restores a backup erases them again.
select candidate_id, candidate_uid, basis, erased_at, erased_by from tombstone
where organization_id = $1 and erased_at >= $2
order by erased_at, candidate_id"""

DOOM: LiteralString = """
-- Bytes that no row names from now on.
insert into doomed (organization_id, place, key, doomed_at)
select $1, $2, key, $4 from unnest($3::text[]) as named (key)
on conflict do nothing"""

SELECT_DOOMED: LiteralString = """
-- What is to be removed from some places, of all organizations, longest waiting first; those that
-- could not be removed a moment ago are passed over.
select organization_id, place, key from doomed
where place = any($1::text[]) order by doomed_at, organization_id, place, key
limit $2 offset $3"""

FORGET_DOOMED: LiteralString = """
-- It is gone.
delete from doomed using unnest($1::bigint[], $2::text[], $3::text[]) as gone (tenant, place, key)
where doomed.organization_id = gone.tenant and doomed.place = gone.place
  and doomed.key = gone.key"""

UPSERT_HOLD: LiteralString = """
-- Keep a candidate; a newer reason takes the place of an older one.
insert into candidate_hold (organization_id, candidate_id, reason, held_at, held_by)
values ($1, $2, $3, $4, $5)
on conflict (organization_id, candidate_id) do update
set reason = excluded.reason, held_at = excluded.held_at, held_by = excluded.held_by"""

SELECT_HOLD: LiteralString = """
-- Why a candidate is kept, if so.
select reason, held_at, held_by from candidate_hold
where organization_id = $1 and candidate_id = $2"""

DELETE_HOLD: LiteralString = """
-- Nobody is kept any longer than need be.
delete from candidate_hold where organization_id = $1 and candidate_id = $2
returning true"""

UPSERT_RETENTION: LiteralString = """
-- For how long people are kept from now on.
insert into retention (organization_id, months, set_at, set_by, sweep_at)
values ($1, $2, $3, $4, $5)
on conflict (organization_id) do update
set months = excluded.months, set_at = excluded.set_at, set_by = excluded.set_by,
    sweep_at = excluded.sweep_at"""

DELETE_RETENTION: LiteralString = """
-- People are kept until somebody says otherwise.
delete from retention where organization_id = $1"""

SELECT_RETENTION: LiteralString = """
-- For how long people are kept; no row is for ever.
select months, set_at, set_by, sweep_at from retention where organization_id = $1"""

SELECT_WITHOUT: LiteralString = """
-- Organizations that keep people for ever.
select slug from organization
where not exists (select from retention where retention.organization_id = organization.id)
order by slug"""

CLAIM_SWEEP: LiteralString = """
-- Organizations whose people are to be looked through: leased, so that two workers do not both.
update retention set sweep_at = $2
from (select organization_id from retention
      where sweep_at <= $1 order by sweep_at limit 10 for update skip locked) as due
where retention.organization_id = due.organization_id
returning retention.organization_id, retention.months"""

POSTPONE_SWEEP: LiteralString = """
-- When to look through an organization's people next.
update retention set sweep_at = $2 where organization_id = $1"""

SELECT_DUE: LiteralString = """
-- People without contact since $2 whom nothing keeps at $3, after an id.
select candidate_id from last_contact
where organization_id = $1 and updated_at < $2 and at < $2 and usable_until < $3
  and not running and not held and candidate_id > $4
order by candidate_id limit $5"""

IS_DUE: LiteralString = """
-- Whether that is so of one of them still.
select exists (
    select from last_contact
    where organization_id = $1 and updated_at < $2 and at < $2 and usable_until < $3
      and not running and not held and candidate_id = $4)"""

SELECT_OUTLOOK: LiteralString = """
-- What would go with the people without contact since $2, and whose was the earliest.
with due as (
    select candidate_id, at, held from last_contact
    where organization_id = $1 and updated_at < $2 and at < $2 and usable_until < $3
      and not running
),
going as (
    select candidate_id, at from due where not held
),
taken as (
    select attempt.id from going join attempt
        on attempt.organization_id = $1 and attempt.candidate_id = going.candidate_id
)
select $2::timestamptz as before,
       (select count(*) from going) as people,
       (select count(*) from due where held) as held,
       (select count(*) from going join invitation
            on invitation.organization_id = $1
            and invitation.candidate_id = going.candidate_id) as invitations,
       (select count(*) from taken) as attempts,
       (select count(*) from taken join take
            on take.organization_id = $1 and take.attempt_id = taken.id) as recordings,
       (select count(*) from taken join answer_file
            on answer_file.organization_id = $1 and answer_file.attempt_id = taken.id) as files,
       (select count(*) from job_applicant
        where organization_id = $1 and candidate_id is null
          and coalesce(changed_at, created_at) < $2) as applicants,
       (select min(at) from going) as oldest"""


async def insert_tombstone(connection: Connection, organization: int, stone: Tombstone) -> None:
    """Write that somebody was erased."""
    await connection.execute(
        INSERT_TOMBSTONE,
        organization,
        stone.candidate_id,
        stone.candidate_uid,
        stone.basis,
        stone.erased_at,
        stone.erased_by,
    )


async def select_tombstone(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Tombstone | None:
    """Return what is left of somebody, or None."""
    found = await connection.fetchrow(SELECT_TOMBSTONE, organization, row, uid)
    return _tombstone(found) if found else None


async def select_tombstones(
    connection: Connection, organization: int, since: datetime
) -> list[Tombstone]:
    """Return who was erased since an instant."""
    rows = await connection.fetch(SELECT_TOMBSTONES, organization, since)
    return [_tombstone(row) for row in rows]


async def doom(
    connection: Connection, organization: int, place: Place, keys: Sequence[str], now: datetime
) -> None:
    """Note what is to be removed from a place."""
    await connection.execute(DOOM, organization, place, keys, now)


async def select_doomed(
    connection: Connection, places: Sequence[Place], most: int, skip: int
) -> list[Doomed]:
    """Return what is to be removed."""
    rows = await connection.fetch(SELECT_DOOMED, places, most, skip)
    return [Doomed(row["organization_id"], Place(row["place"]), row["key"]) for row in rows]


async def forget_doomed(connection: Connection, gone: Sequence[Doomed]) -> None:
    """Note that it was removed."""
    await connection.execute(
        FORGET_DOOMED,
        [one.organization_id for one in gone],
        [one.place for one in gone],
        [one.key for one in gone],
    )


async def upsert_hold(
    connection: Connection, organization: int, candidate: int, hold: Hold
) -> None:
    """Keep a candidate."""
    await connection.execute(
        UPSERT_HOLD, organization, candidate, hold.reason, hold.held_at, hold.held_by
    )


async def select_hold(connection: Connection, organization: int, candidate: int) -> Hold | None:
    """Return why a candidate is kept."""
    row = await connection.fetchrow(SELECT_HOLD, organization, candidate)
    return Hold(**row) if row else None


async def delete_hold(connection: Connection, organization: int, candidate: int) -> bool:
    """Keep a candidate no longer; tell whether they were kept."""
    return bool(await connection.fetchval(DELETE_HOLD, organization, candidate))


async def upsert_retention(connection: Connection, organization: int, retention: Retention) -> None:
    """Set for how long people are kept."""
    await connection.execute(
        UPSERT_RETENTION,
        organization,
        retention.months,
        retention.set_at,
        retention.set_by,
        retention.sweep_at,
    )


async def delete_retention(connection: Connection, organization: int) -> None:
    """Let people be kept for ever."""
    await connection.execute(DELETE_RETENTION, organization)


async def select_retention(connection: Connection, organization: int) -> Retention | None:
    """Return for how long people are kept; None is for ever."""
    row = await connection.fetchrow(SELECT_RETENTION, organization)
    return Retention(**row) if row else None


async def select_without(connection: Connection) -> list[str]:
    """Return the slugs of organizations that keep people for ever."""
    return [row["slug"] for row in await connection.fetch(SELECT_WITHOUT)]


async def claim_sweep(
    connection: Connection, now: datetime, until: datetime
) -> list[tuple[int, int]]:
    """Lease organizations whose people are to be looked through; return them and their months."""
    rows = await connection.fetch(CLAIM_SWEEP, now, until)
    return [(row["organization_id"], row["months"]) for row in rows]


async def postpone_sweep(connection: Connection, organization: int, until: datetime) -> None:
    """Note when to look next."""
    await connection.execute(POSTPONE_SWEEP, organization, until)


async def select_due(
    connection: Connection,
    organization: int,
    times: Times,
    after: int,
    most: int,
) -> list[int]:
    """Return candidates who are due, after an id."""
    rows = await connection.fetch(SELECT_DUE, organization, times.before, times.now, after, most)
    return [row["candidate_id"] for row in rows]


async def is_due(connection: Connection, organization: int, times: Times, candidate: int) -> bool:
    """Tell whether a candidate is one of them."""
    return bool(await connection.fetchval(IS_DUE, organization, times.before, times.now, candidate))


async def select_outlook(connection: Connection, organization: int, times: Times) -> Outlook:
    """Return what would go with them."""
    row = await connection.fetchrow(SELECT_OUTLOOK, organization, times.before, times.now)
    assert row is not None  # noqa: S101 -- a query without a table has one row
    return Outlook(**row)


def _tombstone(row: Record) -> Tombstone:
    return Tombstone(**{**row, "basis": Basis(row["basis"])})
