"""SQL of candidates' sessions: found by their secret before any organization is known."""

from datetime import datetime
from typing import LiteralString

from asyncpg import Record

from muster.base.signing import LinkClaim, LinkKind
from muster.storage.postgres import Connection

OPEN_SESSION: LiteralString = """
-- Let a browser in under a new secret. What its former session was let in by comes along; that
-- session is left to its end, because a second tab may be opening a link with it just now.
with session as (
    insert into portal_session (secret_sha256, created_at, expires_at) values ($1, $3, $4)
),
brought as (
    insert into portal_grant
        (secret_sha256, organization_id, kind, subject, link_version, granted_at)
    select $1, g.organization_id, g.kind, g.subject, g.link_version, g.granted_at
    from portal_session s join portal_grant g using (secret_sha256)
    where s.secret_sha256 = $2 and s.expires_at > $3
      and (g.organization_id, g.kind, g.subject) is distinct from ($5::bigint, $6::smallint, $7::bigint)
    order by g.granted_at desc limit 49
),
seated as (
    -- It is the same browser: where it sat it sits still, by the link that it came by then.
    insert into portal_seat (secret_sha256, attempt_uid, organization_id, attempt_id, activity_uid,
                             version, device, kind, subject, link_version)
    select $1, seat.attempt_uid, seat.organization_id, seat.attempt_id, seat.activity_uid,
           seat.version, seat.device, seat.kind, seat.subject, seat.link_version
    from portal_session join portal_seat as seat using (secret_sha256)
    where portal_session.secret_sha256 = $2 and portal_session.expires_at > $3
    limit 50
)
insert into portal_grant (secret_sha256, organization_id, kind, subject, link_version, granted_at)
values ($1, $5, $6, $7, $8, $3)"""

MARK_OPENED: LiteralString = """
-- Note that a link was followed for the first time. Whoever changes the invitation just now is not
-- waited for: the next time will do.
with unopened as (
    select id from invitation
    where organization_id = $1 and id = $2 and link_version = $3 and opened_at is null
      and state <> 'revoked'
    for no key update skip locked
)
update invitation set opened_at = $4
from unopened
where invitation.organization_id = $1 and invitation.id = unopened.id
returning invitation.id, invitation.activity_id, invitation.candidate_id"""

MARK_HOME_OPENED: LiteralString = """
-- The same of a home link, which opens everything that its candidate is invited to.
with unopened as (
    select invitation.id
    from candidate
    join invitation on invitation.organization_id = $1 and invitation.candidate_id = candidate.id
    where candidate.organization_id = $1 and candidate.id = $2 and candidate.home_version = $3
      and opened_at is null and parent_id is null and state <> 'revoked'
    order by invitation.id
    for no key update of invitation skip locked
)
update invitation set opened_at = $4
from unopened
where invitation.organization_id = $1 and invitation.id = unopened.id
returning invitation.id, invitation.activity_id, invitation.candidate_id"""

SELECT_GRANTS: LiteralString = """
-- What a session was let in by, newest first.
select g.organization_id, g.kind, g.subject, g.link_version
from portal_session s join portal_grant g using (secret_sha256)
where s.secret_sha256 = $1 and s.expires_at > $2
order by g.granted_at desc, g.subject desc limit 50"""


DELETE_OLD: LiteralString = """
-- Forget sessions that have ended and Idempotency-Keys after seven days, a few at a time.
with ended as (
    delete from portal_session where secret_sha256 in (
        select secret_sha256 from portal_session where expires_at < $1 limit 1000)
)
delete from idempotency where (organization_id, key, route) in (
    select organization_id, key, route from idempotency
    where created_at < $1 - interval '7 days' limit 1000)"""


async def delete_old(connection: Connection, now: datetime) -> None:
    """Delete up to a thousand old sessions and a thousand old keys."""
    await connection.execute(DELETE_OLD, now)


async def open_session(
    connection: Connection,
    secrets: tuple[bytes, bytes | None],
    claim: LinkClaim,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Begin a session of (new, former) hashed secrets that a link lets in."""
    await connection.execute(
        OPEN_SESSION,
        *secrets,
        now,
        expires_at,
        claim.organization,
        int(claim.kind),
        claim.subject,
        claim.version,
    )


async def mark_opened(connection: Connection, claim: LinkClaim, now: datetime) -> list[Record]:
    """Note what a link opened for the first time; return its id, activity and candidate."""
    statement = MARK_HOME_OPENED if claim.kind is LinkKind.HOME else MARK_OPENED
    return await connection.fetch(statement, claim.organization, claim.subject, claim.version, now)


async def select_grants(
    connection: Connection, secret_sha256: bytes, now: datetime
) -> list[Record]:
    """Return the grants of a session that has not expired."""
    return await connection.fetch(SELECT_GRANTS, secret_sha256, now)
