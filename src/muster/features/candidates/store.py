"""SQL of candidates."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.ids import new_uids
from muster.features.candidates.model import Person
from muster.storage.postgres import Connection

UPSERT_CANDIDATES: LiteralString = """
-- Make or meet candidates. The rows are locked in the order of their addresses, so that two
-- batches with common people wait for each other instead of deadlocking; the latest name and
-- spelling win, and what they were is returned for the journal. A candidate that another
-- transaction made meanwhile is not seen in "before", but its row has an xmax: it was locked.
with input as (
    select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $8::text[])
        as person (uid, address_key, address, name, locale, folded)
    order by address_key
),
before as (
    select candidate.address_key, candidate.name
    from candidate join input using (address_key)
    where candidate.organization_id = $1
),
written as (
    insert into candidate (organization_id, uid, address_key, address, name, locale, folded,
        created_at, updated_at)
    select $1, uid, address_key, address, name, locale, folded, $7, $7
    from input order by address_key
    on conflict (organization_id, address_key) do update set
        address = excluded.address,
        name = excluded.name,
        locale = coalesce(excluded.locale, candidate.locale),
        folded = excluded.folded,
        updated_at = excluded.updated_at
    returning id, uid, address, address_key, name, locale, home_version, created_at,
              xmax = 0 as is_new
)
select written.*, before.name as previous_name
from written left join before using (address_key)"""

SELECT_BY_NAME: LiteralString = """
-- One candidate by integer, UUID or the id half of an object id.
select id, uid, address, address_key, name, locale, home_version, created_at
from candidate
where organization_id = $1 and (id = $2 or uid = $3)"""

SELECT_PAGE: LiteralString = """
-- A page of candidates, newest first; $2 is the last id of the page before.
select id, uid, address, address_key, name, locale, home_version, created_at
from candidate
where organization_id = $1
  and ($2::bigint is null or id < $2)
  and ($3::text is null or address_key = $3)
order by id desc limit $4"""

RAISE_HOME_VERSION: LiteralString = """
-- Make the home links of candidates void and return the new versions.
update candidate set home_version = home_version + 1
where organization_id = $1 and id = any($2::bigint[])
returning id, home_version"""


CORRECT_CANDIDATE: LiteralString = """
-- Give a candidate another name or address; nothing is returned when somebody else has the address.
-- With another address the home link is another one, too.
update candidate
set address_key = $3, address = $4, name = $5, updated_at = $6, folded = $7,
    home_version = home_version + (address_key <> $3)::integer
where organization_id = $1 and id = $2
    and not exists (select from candidate as other
                    where other.organization_id = $1 and other.address_key = $3 and other.id <> $2)
returning id, uid, address, address_key, name, locale, home_version, created_at"""

LOCK_CANDIDATE: LiteralString = """
-- Keep everybody from inviting or changing a candidate until the transaction ends.
select id from candidate where organization_id = $1 and id = $2 for update"""

COPY_CANDIDATE: LiteralString = """
-- Who the candidate is to us, as one document.
select to_jsonb(line) from (
    select id, uid, name, address, address_key, locale, created_at, updated_at
    from candidate where organization_id = $1 and id = $2) as line"""

DELETE_CANDIDATE: LiteralString = """
-- The person is gone; the id is never given again.
delete from candidate where organization_id = $1 and id = $2"""


async def upsert_candidates(
    connection: Connection, organization: int, people: Sequence[Person], now: datetime
) -> list[Record]:
    """Make or meet candidates; one row a person, who must differ by address key."""
    return await connection.fetch(
        UPSERT_CANDIDATES,
        organization,
        new_uids(len(people)),
        [person.address.key for person in people],
        [person.address.given for person in people],
        [person.name for person in people],
        [person.locale for person in people],
        now,
        [person.folded for person in people],
    )


async def select_by_name(
    connection: Connection, organization: int, row: int | None, uid: UUID | None
) -> Record | None:
    """Return a candidate by its id or uid."""
    return await connection.fetchrow(SELECT_BY_NAME, organization, row, uid)


async def select_page(
    connection: Connection,
    organization: int,
    after: int | None,
    address_key: str | None,
    limit: int,
) -> list[Record]:
    """Return a page of candidates, newest first."""
    return await connection.fetch(SELECT_PAGE, organization, after, address_key, limit)


async def raise_home_version(
    connection: Connection, organization: int, candidates: Sequence[int]
) -> dict[int, int]:
    """Make home links void; return the new versions by candidate."""
    rows = await connection.fetch(RAISE_HOME_VERSION, organization, candidates)
    return {row["id"]: row["home_version"] for row in rows}


async def correct_candidate(
    connection: Connection, organization: int, candidate: int, person: Person, now: datetime
) -> Record | None:
    """Write a candidate's name and address; return the row, or None when the address is taken."""
    address = person.address
    return await connection.fetchrow(
        CORRECT_CANDIDATE,
        organization,
        candidate,
        address.key,
        address.given,
        person.name,
        now,
        person.folded,
    )


async def lock_candidate(connection: Connection, organization: int, candidate: int) -> bool:
    """Lock a candidate until the transaction ends; tell whether there is one."""
    return await connection.fetchval(LOCK_CANDIDATE, organization, candidate) is not None


async def copy_candidate(connection: Connection, organization: int, candidate: int) -> Any:
    """Return a candidate as a document."""
    return json.loads(await connection.fetchval(COPY_CANDIDATE, organization, candidate))


async def delete_candidate(connection: Connection, organization: int, candidate: int) -> None:
    """Delete a candidate of whom nothing else is left."""
    await connection.execute(DELETE_CANDIDATE, organization, candidate)
