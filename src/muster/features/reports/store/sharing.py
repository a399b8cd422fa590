"""SQL of links that show a report, and of those who looked."""

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.features.reports.sharing import NewShare, claim_of
from muster.features.reports.views import Share, ShareView
from muster.storage.postgres import Connection

INSERT_SHARE: LiteralString = """
-- A new link to a report.
insert into report_share (organization_id, uid, attempt_id, created_at, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6)
returning report_share.*, 0 as views, null::timestamptz as viewed_at"""

UPSERT_LASTING: LiteralString = """
-- The one link to a report for a purpose, which lasts longer when it is to.
insert into report_share (organization_id, uid, attempt_id, created_at, created_by, purpose,
                          expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (organization_id, attempt_id, purpose) where purpose <> '' do update
set expires_at = greatest(report_share.expires_at, excluded.expires_at)
returning report_share.*, 0 as views, null::timestamptz as viewed_at"""

SELECT_LASTING: LiteralString = """
-- The one link to a report for a purpose.
select report_share.*, 0 as views, null::timestamptz as viewed_at
from report_share
where organization_id = $1 and attempt_id = $2 and purpose = $3 and purpose <> ''"""

SELECT_SHARES: LiteralString = """
-- A page of the links to a report, newest first, with how often each was opened; of one of them,
-- if wanted.
select report_share.*, seen.views, seen.viewed_at
from report_share
cross join lateral (
    select count(*) as views, max(viewed_at) as viewed_at from report_view
    where organization_id = $1 and share_id = report_share.id) as seen
where report_share.organization_id = $1 and attempt_id = $2
  and ($3::uuid is null or report_share.uid = $3)
  and ($4::bigint is null or report_share.id < $4)
order by report_share.id desc limit $5"""

SELECT_CLAIMED: LiteralString = """
-- The link that somebody has, by the id that is signed in it.
select report_share.*, 0 as views, null::timestamptz as viewed_at
from report_share where organization_id = $1 and id = $2"""

REVOKE_SHARE: LiteralString = """
-- A link that shows nothing from now on; once.
update report_share set revoked_at = $3
where organization_id = $1 and id = $2 and revoked_at is null
returning id"""

INSERT_VIEW: LiteralString = """
-- Somebody looks; tell whether the same kind of program did not look at the same since $6. Who plays
-- a recording asks for it piece by piece: $7 is false where all of that is one look.
with lately as (
    select 1 from report_view
    where organization_id = $1 and share_id = $2 and agent = $4 and what = $5 and viewed_at > $6
    limit 1
)
insert into report_view (organization_id, share_id, viewed_at, agent, what)
select $1, $2, $3::timestamptz, $4, $5 where $7 or not exists (select from lately)
returning not exists (select from lately)"""

SELECT_VIEWS: LiteralString = """
-- Who looked lately by a link, newest first.
select viewed_at, agent, what from report_view
where organization_id = $1 and share_id = $2
order by id desc limit $3"""


async def insert_share(
    connection: Connection,
    organization: int,
    attempt: int,
    new: NewShare,
) -> Share:
    """Write a share."""
    row = await connection.fetchrow(
        INSERT_SHARE,
        organization,
        new.uid,
        attempt,
        new.created_at,
        new.created_by,
        new.expires_at,
    )
    return _share(row)


async def upsert_lasting(
    connection: Connection,
    organization: int,
    attempt: int,
    purpose: str,
    new: NewShare,
) -> Share:
    """Write a share for a purpose, or let the one for that last longer."""
    row = await connection.fetchrow(
        UPSERT_LASTING,
        organization,
        new.uid,
        attempt,
        new.created_at,
        new.created_by,
        purpose,
        new.expires_at,
    )
    return _share(row)


async def select_lasting(
    connection: Connection, organization: int, attempt: int, purpose: str
) -> Share | None:
    """Return the share of a report for a purpose."""
    row = await connection.fetchrow(SELECT_LASTING, organization, attempt, purpose)
    return _share(row) if row else None


async def select_shares(
    connection: Connection,
    organization: int,
    attempt: int,
    *,
    uid: UUID | None = None,
    after: int | None = None,
    limit: int = 1,
) -> list[Share]:
    """Return the shares of a report before the id ``after``, or the one with a uid."""
    rows = await connection.fetch(SELECT_SHARES, organization, attempt, uid, after, limit)
    return [_share(row) for row in rows]


async def select_claimed(connection: Connection, organization: int, share: int) -> Share | None:
    """Return a share by its id; how often it was opened is not counted."""
    row = await connection.fetchrow(SELECT_CLAIMED, organization, share)
    return _share(row) if row else None


async def revoke_share(
    connection: Connection, organization: int, share: int, now: datetime
) -> bool:
    """Revoke a share; tell whether it was not revoked before."""
    return await connection.fetchval(REVOKE_SHARE, organization, share, now) is not None


async def insert_view(
    connection: Connection, share: Share, seen: ShareView, since: datetime, *, each: bool
) -> bool:
    """Note a view, or only the first of its kind since an instant; tell whether it is that."""
    return bool(
        await connection.fetchval(
            INSERT_VIEW,
            share.organization_id,
            share.id,
            seen.viewed_at,
            seen.agent,
            seen.what,
            since,
            each,
        )
    )


async def select_views(
    connection: Connection, organization: int, share: int, limit: int
) -> list[ShareView]:
    """Return the latest views by a share."""
    rows = await connection.fetch(SELECT_VIEWS, organization, share, limit)
    return [ShareView(row["viewed_at"], row["agent"], row["what"]) for row in rows]


def _share(row: Record) -> Share:
    return Share(
        organization_id=row["organization_id"],
        id=row["id"],
        uid=row["uid"],
        attempt_id=row["attempt_id"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        views=row["views"],
        viewed_at=row["viewed_at"],
        claim=claim_of(row["organization_id"], row["id"]),
    )
