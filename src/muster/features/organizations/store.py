"""SQL of organizations and API keys: reference tables, read before the organization is known."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.organizations.logos import Logo, LogoFile
from muster.features.organizations.model import Scope
from muster.storage.postgres import Connection

INSERT_ORGANIZATION: LiteralString = """
-- A new organization; nothing is returned when the slug is taken.
insert into organization (uid, slug, name, time_zone, locale, reply_to, contact, accent_color, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (slug) do nothing
returning id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
          fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
          more_time_days, logo, logo_width, logo_height, created_at"""

UPDATE_ORGANIZATION: LiteralString = """
-- Replace what may be changed; null leaves a value as it is, an empty text takes it away.
update organization set
    name = coalesce($2, name), time_zone = coalesce($3, time_zone), locale = coalesce($4, locale),
    reply_to = nullif(coalesce($5, reply_to), ''), contact = nullif(coalesce($6, contact), ''),
    accent_color = nullif(coalesce($7, accent_color), ''), window_days = coalesce($8, window_days),
    fragment_links = coalesce($9, fragment_links), more_time = coalesce($10, more_time),
    more_time_days = coalesce($11, more_time_days)
where slug = $1
returning id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
          fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
          more_time_days, logo, logo_width, logo_height, created_at"""

UPDATE_REMINDING: LiteralString = """
-- Replace the rule for reminders; null leaves a part as it is.
update organization set
    remind_before = coalesce($2::integer[], remind_before), remind_most = coalesce($3, remind_most),
    quiet_from = coalesce($4, quiet_from), quiet_until = coalesce($5, quiet_until)
where slug = $1
returning id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
          fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
          more_time_days, logo, logo_width, logo_height, created_at"""

SELECT_ORGANIZATION: LiteralString = """
-- One organization by its slug.
select id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
       fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
       more_time_days, logo, logo_width, logo_height, created_at
from organization where slug = $1"""

SELECT_ORGANIZATION_BY_ID: LiteralString = """
-- One organization by its id, as a personal link names it.
select id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
       fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
       more_time_days, logo, logo_width, logo_height, created_at
from organization where id = $1"""

SELECT_ORGANIZATIONS: LiteralString = """
-- Every organization, oldest first.
select id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
       fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
       more_time_days, logo, logo_width, logo_height, created_at
from organization order by id"""

SELECT_ORGANIZATION_BY_UID: LiteralString = """
-- One organization by the id that its public addresses have.
select id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
       fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
       more_time_days, logo, logo_width, logo_height, created_at
from organization where uid = $1"""

UPDATE_LOGO: LiteralString = """
-- Show another logo, or none.
update organization set logo = $2, logo_width = $3, logo_height = $4
where id = $1
returning id, uid, slug, name, time_zone, locale, reply_to, contact, accent_color, window_days,
          fragment_links, remind_before, remind_most, quiet_from, quiet_until, more_time,
          more_time_days, logo, logo_width, logo_height, created_at"""

INSERT_LOGO: LiteralString = """
-- Keep a logo; one that is kept already stays.
insert into organization_logo (organization_id, sha256, media_type, width, height, content,
                               created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organization_id, sha256) do nothing"""

SELECT_LOGO: LiteralString = """
-- A logo, in use or not: letters that have left show it.
select media_type, content, width, height
from organization_logo where organization_id = $1 and sha256 = $2"""

INSERT_KEY: LiteralString = """
-- A new key; its secret exists only as a hash.
insert into api_key (organization_id, key_id, secret_sha256, name, scopes, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning key_id, name, scopes, created_at, expires_at, revoked_at, rolled_to, last_used_at"""

SELECT_CALLER: LiteralString = """
-- The key of a request and its organization: the first statement of every call.
select k.key_id, k.name as key_name, k.secret_sha256, k.scopes, k.created_at as key_created_at,
       k.expires_at, k.revoked_at, k.rolled_to, k.last_used_at,
       o.id, o.uid, o.slug, o.name, o.time_zone, o.locale, o.reply_to, o.contact, o.accent_color,
       o.window_days, o.fragment_links, o.remind_before, o.remind_most, o.quiet_from,
       o.quiet_until, o.more_time, o.more_time_days, o.logo, o.logo_width,
       o.logo_height, o.created_at
from api_key k join organization o on o.id = k.organization_id
where k.key_id = $1"""

SELECT_KEYS: LiteralString = """
-- All keys of an organization, newest first.
select key_id, name, scopes, created_at, expires_at, revoked_at, rolled_to, last_used_at
from api_key where organization_id = $1 order by created_at desc, key_id"""

REVOKE_KEY: LiteralString = """
-- End a key at once; a second time changes nothing.
update api_key set revoked_at = coalesce(revoked_at, $3)
where organization_id = $1 and key_id = $2
returning key_id, name, scopes, created_at, expires_at, revoked_at, rolled_to, last_used_at"""

RETIRE_KEY: LiteralString = """
-- Let a rolled key work on until the end of its grace; a key is rolled once.
update api_key set expires_at = least(coalesce(expires_at, $3), $3), rolled_to = $4
where organization_id = $1 and key_id = $2 and rolled_to is null
returning key_id, name, scopes, created_at, expires_at, revoked_at, rolled_to, last_used_at"""

TOUCH_KEY: LiteralString = """
-- Note the use of a key, at most once a minute, so that reading does not write.
update api_key set last_used_at = $2
where key_id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')"""


async def insert_organization(connection: Connection, *values: object) -> Record | None:
    """Insert an organization; None when the slug is taken. Values in the order of the statement."""
    return await connection.fetchrow(INSERT_ORGANIZATION, *values)


async def update_organization(connection: Connection, *values: object) -> Record | None:
    """Change an organization; None when there is no such slug. Values in the order of the statement."""
    return await connection.fetchrow(UPDATE_ORGANIZATION, *values)


async def update_reminding(connection: Connection, *values: object) -> Record | None:
    """Change a rule for reminders; None when there is no such slug. Values in order."""
    return await connection.fetchrow(UPDATE_REMINDING, *values)


async def select_organization(connection: Connection, slug: str) -> Record | None:
    """Return an organization by slug."""
    return await connection.fetchrow(SELECT_ORGANIZATION, slug)


async def select_organization_by_id(connection: Connection, organization: int) -> Record | None:
    """Return an organization by id."""
    return await connection.fetchrow(SELECT_ORGANIZATION_BY_ID, organization)


async def select_organizations(connection: Connection) -> list[Record]:
    """Return every organization."""
    return await connection.fetch(SELECT_ORGANIZATIONS)


async def select_organization_by_uid(connection: Connection, uid: UUID) -> Record | None:
    """Return an organization by its public id."""
    return await connection.fetchrow(SELECT_ORGANIZATION_BY_UID, uid)


async def update_logo(connection: Connection, organization: int, logo: Logo | None) -> Record:
    """Show a logo, or none, and return the organization."""
    values = (bytes.fromhex(logo.sha256), logo.width, logo.height) if logo else (None, None, None)
    row = await connection.fetchrow(UPDATE_LOGO, organization, *values)
    assert row is not None  # noqa: S101 -- whoever changes it works for it
    return row


async def insert_logo(
    connection: Connection, organization: int, file: LogoFile, now: datetime
) -> None:
    """Keep a logo."""
    await connection.execute(
        INSERT_LOGO,
        organization,
        bytes.fromhex(file.logo.sha256),
        file.media_type,
        file.width,
        file.height,
        file.content,
        now,
    )


async def select_logo(connection: Connection, organization: int, sha256: str) -> Record | None:
    """Return a logo by its hexadecimal digest."""
    return await connection.fetchrow(SELECT_LOGO, organization, bytes.fromhex(sha256))


async def insert_key(
    connection: Connection,
    organization: int,
    key: tuple[str, bytes, str],
    scopes: frozenset[Scope],
    times: tuple[datetime, datetime | None],
) -> Record:
    """Insert a key from (id, hash, name), its scopes and (creation, expiry)."""
    key_id, secret_sha256, name = key
    row = await connection.fetchrow(
        INSERT_KEY, organization, key_id, secret_sha256, name, sorted(scopes), *times
    )
    assert row is not None  # noqa: S101 -- an insert without a conflict clause returns its row
    return row


async def select_keys(connection: Connection, organization: int) -> list[Record]:
    """Return all keys of an organization."""
    return await connection.fetch(SELECT_KEYS, organization)


async def revoke_key(
    connection: Connection, organization: int, key_id: str, now: datetime
) -> Record | None:
    """End a key."""
    return await connection.fetchrow(REVOKE_KEY, organization, key_id, now)


async def retire_key(
    connection: Connection, organization: int, key_id: str, until: datetime, successor: str
) -> Record | None:
    """Let a key work until an instant and name its successor."""
    return await connection.fetchrow(RETIRE_KEY, organization, key_id, until, successor)
