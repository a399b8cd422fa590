"""SQL of sessions: a reference table, the first that every page of the console reads."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_SESSION: LiteralString = """
-- A browser of a member who is still one, who has joined by now.
with joined as (
    update member set joined_at = coalesce(joined_at, $6), seen_at = $6
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
       m.seen_at as member_seen_at,
       o.*
from member_session s
join member m on m.organization_id = s.organization_id and m.id = s.member_id
join organization o on o.id = s.organization_id
where s.secret_sha256 = $1 and s.expires_at > $2 and m.removed_at is null"""

TOUCH_SESSION: LiteralString = """
-- Note that a session is used, at most once a minute, so that reading does not write.
with touched as (
    update member_session set seen_at = $2
    where secret_sha256 = $1 and seen_at < $2::timestamptz - interval '1 minute'
    returning organization_id, member_id
)
update member m set seen_at = $2 from touched
where m.organization_id = touched.organization_id and m.id = touched.member_id"""

CONFIRM_SESSION: LiteralString = """
-- The member has shown once more who they are.
update member_session set confirmed_at = $2 where secret_sha256 = $1"""

DELETE_SESSION: LiteralString = """
-- Sign a browser out.
delete from member_session where secret_sha256 = $1"""

SELECT_SESSIONS: LiteralString = """
-- The browsers in which a member works, the one last used first.
select uid, browser, begun_at, seen_at, expires_at from member_session
where organization_id = $1 and member_id = $2 and expires_at > $3
order by seen_at desc, begun_at desc"""

DELETE_OTHERS: LiteralString = """
-- End a member's other sessions, or one of them.
delete from member_session
where organization_id = $1 and member_id = $2 and uid <> $3 and ($4::uuid is null or uid = $4)
returning uid"""


async def insert_session(connection: Connection, *values: object) -> bool:
    """Insert a session; False when the member is none any more. Values in the statement's order."""
    return await connection.fetchrow(INSERT_SESSION, *values) is not None


async def confirm_session(connection: Connection, secret_sha256: bytes, now: datetime) -> None:
    """Note that the member has shown who they are."""
    await connection.execute(CONFIRM_SESSION, secret_sha256, now)


async def delete_session(connection: Connection, secret_sha256: bytes) -> None:
    """Sign a browser out."""
    await connection.execute(DELETE_SESSION, secret_sha256)


async def select_sessions(
    connection: Connection, organization: int, member: int, now: datetime
) -> list[Record]:
    """Return the sessions of a member that have not ended."""
    return await connection.fetch(SELECT_SESSIONS, organization, member, now)


async def delete_others(
    connection: Connection, organization: int, member: int, own: UUID, one: UUID | None
) -> int:
    """End all sessions of a member but ``own``, or only ``one`` of them; return how many."""
    return len(await connection.fetch(DELETE_OTHERS, organization, member, own, one))
