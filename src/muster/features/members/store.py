"""SQL of members and their sessions: reference tables, read before the organization is known."""

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
returning organization_id, id, uid, email, name, role, locale, invited_at, joined_at, removed_at"""

SELECT_MEMBERS: LiteralString = """
-- The members of an organization, in the order in which they came.
select organization_id, id, uid, email, name, role, locale, invited_at, joined_at, removed_at
from member where organization_id = $1 and removed_at is null order by id"""

SELECT_MEMBER: LiteralString = """
-- One member by uid, also one who was removed.
select organization_id, id, uid, email, name, role, locale, invited_at, joined_at, removed_at
from member where organization_id = $1 and uid = $2"""

INSERT_SESSION: LiteralString = """
-- A browser of a member who is still one, who has joined by now.
with joined as (
    update member set joined_at = coalesce(joined_at, $6)
    where organization_id = $1 and id = $2 and removed_at is null
    returning organization_id, id
)
insert into member_session
    (organization_id, member_id, secret_sha256, uid, browser, begun_at, confirmed_at, seen_at,
     expires_at)
select organization_id, id, $3, $4, $5, $6, $6, $6, $7 from joined
returning uid"""

SELECT_SESSION: LiteralString = """
-- Who works in a browser: the first statement of every page of the console. The organization is
-- read by its own feature, which knows its columns; all others have names of their own here.
select s.uid as session_uid, s.browser, s.begun_at, s.confirmed_at, s.seen_at, s.expires_at,
       m.id as member_id, m.uid as member_uid, m.email, m.name as member_name, m.role,
       m.locale as member_locale, m.invited_at, m.joined_at, m.removed_at,
       o.*
from member_session s
join member m on m.organization_id = s.organization_id and m.id = s.member_id
join organization o on o.id = s.organization_id
where s.secret_sha256 = $1 and s.expires_at > $2 and m.removed_at is null"""

TOUCH_SESSION: LiteralString = """
-- Note that a session is used, at most once a minute, so that reading does not write.
update member_session set seen_at = $2
where secret_sha256 = $1 and seen_at < $2::timestamptz - interval '1 minute'"""

CONFIRM_SESSION: LiteralString = """
-- The member has shown once more who they are.
update member_session set confirmed_at = $2 where secret_sha256 = $1"""

DELETE_SESSION: LiteralString = """
-- Sign a browser out.
delete from member_session where secret_sha256 = $1"""


async def insert_member(connection: Connection, *values: object) -> Record | None:
    """Insert or bring back a member; None when there is one. Values in the statement's order."""
    return await connection.fetchrow(INSERT_MEMBER, *values)


async def select_members(connection: Connection, organization: int) -> list[Record]:
    """Return the members of an organization."""
    return await connection.fetch(SELECT_MEMBERS, organization)


async def select_member(connection: Connection, organization: int, uid: UUID) -> Record | None:
    """Return a member by uid."""
    return await connection.fetchrow(SELECT_MEMBER, organization, uid)


async def insert_session(connection: Connection, *values: object) -> bool:
    """Insert a session; False when the member is none any more. Values in the statement's order."""
    return await connection.fetchrow(INSERT_SESSION, *values) is not None


async def confirm_session(connection: Connection, secret_sha256: bytes, now: datetime) -> None:
    """Note that the member has shown who they are."""
    await connection.execute(CONFIRM_SESSION, secret_sha256, now)


async def delete_session(connection: Connection, secret_sha256: bytes) -> None:
    """Sign a browser out."""
    await connection.execute(DELETE_SESSION, secret_sha256)
