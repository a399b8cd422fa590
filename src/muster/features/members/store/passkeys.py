"""SQL of passkeys: a reference table, because a passkey is known by its id before its member is."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.storage.postgres import Connection

INSERT_PASSKEY: LiteralString = """
-- A new passkey; one that is known already stays whose it is.
insert into member_passkey
    (organization_id, member_id, uid, credential_id, public_key, sign_count, transports, name,
     synced, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (credential_id) do nothing
returning uid, name, synced, added_at, used_at"""

SELECT_PASSKEYS: LiteralString = """
-- The passkeys of a member, the oldest first.
select uid, name, synced, added_at, used_at from member_passkey
where organization_id = $1 and member_id = $2 and removed_at is null order by id"""

SELECT_CREDENTIALS: LiteralString = """
-- The ids by which authenticators know what they have already.
select credential_id from member_passkey
where organization_id = $1 and member_id = $2 and removed_at is null"""

SELECT_BY_CREDENTIAL: LiteralString = """
-- Whose passkey this is, while both are in use.
select p.id as passkey_id, p.public_key, p.sign_count,
       m.id as member_id, m.uid as member_uid, m.email, m.name as member_name, m.role,
       m.locale as member_locale, m.invited_at, m.joined_at, m.removed_at,
       m.seen_at as member_seen_at, o.*
from member_passkey p
join member m on m.organization_id = p.organization_id and m.id = p.member_id
join organization o on o.id = p.organization_id
where p.credential_id = $1 and p.removed_at is null and m.removed_at is null"""

NOTE_USE: LiteralString = """
-- A passkey was used: its counter, unless another use was counted in the meantime.
update member_passkey set sign_count = $3, used_at = $4
where organization_id = $1 and id = $2 and (sign_count < $3 or $3 = 0)
returning id"""

RENAME_PASSKEY: LiteralString = """
-- Give one's passkey another name.
update member_passkey set name = $4
where organization_id = $1 and member_id = $2 and uid = $3 and removed_at is null
returning uid, name, synced, added_at, used_at"""

REMOVE_PASSKEY: LiteralString = """
-- Use one's passkey no longer; a sweep deletes it later, so that this can be taken back.
update member_passkey set removed_at = $4
where organization_id = $1 and member_id = $2 and uid = $3 and removed_at is null
returning uid, name, synced, added_at, used_at"""

RESTORE_PASSKEY: LiteralString = """
-- Take that back.
update member_passkey set removed_at = null
where organization_id = $1 and member_id = $2 and uid = $3 and removed_at is not null
returning uid, name, synced, added_at, used_at"""

DELETE_PASSKEYS: LiteralString = """
-- Somebody who was removed comes back as new: the passkeys of before let nobody in.
delete from member_passkey where organization_id = $1 and member_id = $2"""


async def insert_passkey(connection: Connection, *values: object) -> Record | None:
    """Insert a passkey; None when it is known. Values in the statement's order."""
    return await connection.fetchrow(INSERT_PASSKEY, *values)


async def select_passkeys(connection: Connection, organization: int, member: int) -> list[Record]:
    """Return the passkeys of a member."""
    return await connection.fetch(SELECT_PASSKEYS, organization, member)


async def select_credentials(connection: Connection, organization: int, member: int) -> list[bytes]:
    """Return the ids of a member's passkeys."""
    rows = await connection.fetch(SELECT_CREDENTIALS, organization, member)
    return [row["credential_id"] for row in rows]


async def note_use(
    connection: Connection, organization: int, passkey: int, count: int, now: datetime
) -> bool:
    """Note a use; False when the counter has gone past this one."""
    return await connection.fetchval(NOTE_USE, organization, passkey, count, now) is not None


async def rename_passkey(
    connection: Connection, organization: int, member: int, uid: UUID, name: str
) -> Record | None:
    """Rename a member's passkey."""
    return await connection.fetchrow(RENAME_PASSKEY, organization, member, uid, name)


async def remove_passkey(
    connection: Connection, organization: int, member: int, uid: UUID, now: datetime
) -> Record | None:
    """Take a member's passkey out of use."""
    return await connection.fetchrow(REMOVE_PASSKEY, organization, member, uid, now)


async def restore_passkey(
    connection: Connection, organization: int, member: int, uid: UUID
) -> Record | None:
    """Take a removal back."""
    return await connection.fetchrow(RESTORE_PASSKEY, organization, member, uid)


async def delete_passkeys(connection: Connection, organization: int, member: int) -> None:
    """Delete all passkeys of a member."""
    await connection.execute(DELETE_PASSKEYS, organization, member)
