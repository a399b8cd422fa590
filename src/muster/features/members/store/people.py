"""SQL of members: a reference table, because whoever signs in is looked for in all organizations."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_MEMBER: LiteralString = """
-- A new member; one who was removed comes back with the new role, others stay as they are.
insert into member as m
    (organization_id, uid, address_key, email, name, role, locale, invited_by, invited_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (organization_id, address_key) do update set
    email = excluded.email, name = excluded.name, role = excluded.role, locale = excluded.locale,
    invited_by = excluded.invited_by, invited_at = excluded.invited_at, removed_at = null
where m.removed_at is not null
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
          removed_at, seen_at"""

SELECT_MEMBERS: LiteralString = """
-- The members of an organization, in the order in which they came.
select organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
       removed_at, seen_at
from member where organization_id = $1 and removed_at is null order by id"""

SELECT_MEMBER: LiteralString = """
-- One member by uid, also one who was removed.
select organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
       removed_at, seen_at
from member where organization_id = $1 and uid = $2"""

IS_REMOVED: LiteralString = """
-- Whether somebody with this address was a member and was removed.
select exists (select from member
               where organization_id = $1 and address_key = $2 and removed_at is not null)"""

SELECT_MEMBERSHIPS: LiteralString = """
-- Where somebody with this address is a member; who came last to which organization comes first.
select m.id as member_id, m.uid as member_uid, m.email, m.name as member_name, m.role,
       m.locale as member_locale, m.invited_at, m.joined_at, m.removed_at,
       m.seen_at as member_seen_at,
       o.*
from member m
join organization o on o.id = m.organization_id
where m.address_key = $1 and m.removed_at is null
order by m.seen_at desc nulls last, m.joined_at desc nulls last, o.id"""

SELECT_MEMBERSHIP: LiteralString = """
-- One member with the organization.
select m.id as member_id, m.uid as member_uid, m.email, m.name as member_name, m.role,
       m.locale as member_locale, m.invited_at, m.joined_at, m.removed_at,
       m.seen_at as member_seen_at, o.*
from member m
join organization o on o.id = m.organization_id
where m.organization_id = $1 and m.id = $2 and m.removed_at is null"""

LOCK_OWNERS: LiteralString = """
-- The owners, held until the transaction ends, so that two changes at once leave one of them.
select id from member
where organization_id = $1 and role = 'owner' and removed_at is null
order by id for update"""

CHANGE_ROLE: LiteralString = """
-- Give a member another role; the member's next request has its rights.
update member set role = $3
where organization_id = $1 and id = $2 and removed_at is null
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
          removed_at, seen_at"""

CHANGE_SELF: LiteralString = """
-- A member's own name and language.
update member set name = $3, locale = $4
where organization_id = $1 and id = $2 and removed_at is null
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
          removed_at, seen_at"""

REMOVE_MEMBER: LiteralString = """
-- Let somebody be a member no longer; sessions end with it.
with gone as (
    delete from member_session where organization_id = $1 and member_id = $2
), links as (
    delete from member_link where organization_id = $1 and member_id = $2
)
update member set removed_at = $3
where organization_id = $1 and id = $2 and removed_at is null
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
          removed_at, seen_at"""

RESTORE_MEMBER: LiteralString = """
-- Take a removal back.
update member set removed_at = null
where organization_id = $1 and id = $2 and removed_at is not null
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at,
          removed_at, seen_at"""

SELECT_OWNERLESS: LiteralString = """
-- Organizations whose console nobody who may do everything has entered yet.
select o.*, (select m.id from member m
             where m.organization_id = o.id and m.role = 'owner' and m.removed_at is null
             order by m.id limit 1) as owner_id
from organization o
where not exists (select from member m where m.organization_id = o.id and m.role = 'owner'
                  and m.removed_at is null and m.joined_at is not null)
order by o.id desc limit $1"""


async def insert_member(connection: Connection, *values: object) -> Record | None:
    """Insert or bring back a member; None when there is one. Values in the statement's order."""
    return await connection.fetchrow(INSERT_MEMBER, *values)


async def select_members(connection: Connection, organization: int) -> list[Record]:
    """Return the members of an organization."""
    return await connection.fetch(SELECT_MEMBERS, organization)


async def select_member(connection: Connection, organization: int, uid: UUID) -> Record | None:
    """Return a member by uid."""
    return await connection.fetchrow(SELECT_MEMBER, organization, uid)


async def is_removed(connection: Connection, organization: int, address_key: str) -> bool:
    """Tell whether somebody with an address was removed."""
    found: bool = await connection.fetchval(IS_REMOVED, organization, address_key)
    return found


async def select_memberships(connection: Connection, address_key: str) -> list[Record]:
    """Return the members with an address, each with the organization."""
    return await connection.fetch(SELECT_MEMBERSHIPS, address_key)


async def select_membership(
    connection: Connection, organization: int, member: int
) -> Record | None:
    """Return a member with the organization."""
    return await connection.fetchrow(SELECT_MEMBERSHIP, organization, member)


async def lock_owners(connection: Connection, organization: int) -> set[int]:
    """Return the ids of the owners, whom nobody else can change until the transaction ends."""
    return {row["id"] for row in await connection.fetch(LOCK_OWNERS, organization)}


async def change_role(
    connection: Connection, organization: int, member: int, role: str
) -> Record | None:
    """Give a member another role."""
    return await connection.fetchrow(CHANGE_ROLE, organization, member, role)


async def change_self(
    connection: Connection, organization: int, member: int, name: str, locale: str | None
) -> Record | None:
    """Change a member's name and language."""
    return await connection.fetchrow(CHANGE_SELF, organization, member, name, locale)


async def remove_member(
    connection: Connection, organization: int, member: int, now: datetime
) -> Record | None:
    """Remove a member with sessions and links."""
    return await connection.fetchrow(REMOVE_MEMBER, organization, member, now)


async def restore_member(connection: Connection, organization: int, member: int) -> Record | None:
    """Take a removal back."""
    return await connection.fetchrow(RESTORE_MEMBER, organization, member)


async def select_ownerless(connection: Connection, limit: int) -> list[Record]:
    """Return organizations without an owner who has joined, the newest first."""
    return await connection.fetch(SELECT_OWNERLESS, limit)
