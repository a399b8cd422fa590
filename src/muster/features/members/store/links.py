"""SQL of the links that let members in."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_LINK: LiteralString = """
-- A new link; null as a member: whoever opens it becomes the first owner.
insert into member_link
    (organization_id, member_id, purpose, browser_sha256, next, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id"""

DELETE_UNUSED: LiteralString = """
-- A new first link replaces those that nobody used.
delete from member_link
where organization_id = $1 and member_id is not distinct from $2 and purpose = 'welcome'
  and used_at is null"""

SELECT_LINK: LiteralString = """
-- A link of somebody who is a member, or who shall become the first owner.
select l.id, l.member_id, l.purpose, l.browser_sha256, l.next, l.expires_at, l.used_at
from member_link l
left join member m on m.organization_id = $1 and m.id = l.member_id
where l.organization_id = $1 and l.id = $2 and m.removed_at is null"""

USE_LINK: LiteralString = """
-- Use a link up; of two requests at once one finds nothing.
update member_link set used_at = $3
where organization_id = $1 and id = $2 and used_at is null and expires_at > $3
returning id"""


async def insert_link(connection: Connection, *values: object) -> int:
    """Insert a link and return its id. Values in the statement's order."""
    return await connection.fetchval(INSERT_LINK, *values)


async def delete_unused(connection: Connection, organization: int, member: int | None) -> None:
    """Delete first links that nobody used."""
    await connection.execute(DELETE_UNUSED, organization, member)


async def select_link(connection: Connection, organization: int, link: int) -> Record | None:
    """Return a link by id."""
    return await connection.fetchrow(SELECT_LINK, organization, link)


async def use_link(connection: Connection, organization: int, link: int, now: datetime) -> bool:
    """Use a link up; False when somebody else did, or its time is over."""
    return await connection.fetchval(USE_LINK, organization, link, now) is not None
