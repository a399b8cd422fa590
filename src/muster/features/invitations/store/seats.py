"""SQL of what a session may use: invitations by its links, attempts by its seats.

A seat is found before its organization is known, like a session.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from asyncpg import Record

from muster.base.signing import LinkClaim, LinkKind
from muster.features.invitations.store.writing import to_invitation
from muster.features.invitations.visiting import Admission, Seat, Visitor
from muster.storage.postgres import Connection, Database

FIND_SEAT: LiteralString = """
-- Where a session sits, in one row: what saving an answer must know beforehand.
select seat.organization_id, seat.attempt_id, seat.attempt_uid, seat.activity_uid, seat.version,
       seat.device, seat.kind, seat.subject, seat.link_version
from portal_session
join portal_seat as seat using (secret_sha256)
where portal_session.secret_sha256 = $1 and seat.attempt_uid = $2
  and portal_session.expires_at > $3"""

FIND_VISITOR: LiteralString = """
-- What a session was let in by, newest first, and its device at an attempt; in one row.
select array_agg(way.organization_id) as organizations, array_agg(way.kind) as kinds,
       array_agg(way.subject) as subjects, array_agg(way.link_version) as versions,
       (select device from portal_seat where secret_sha256 = $1 and attempt_uid = $2) as device
from (
    select portal_grant.*
    from portal_session
    join portal_grant using (secret_sha256)
    where portal_session.secret_sha256 = $1 and portal_session.expires_at > $3
    order by granted_at desc, subject desc limit 50
) as way"""

ADMIT: LiteralString = """
-- An invitation by id or UUID, if one of these links still opens it: its own, its track's, or
-- that of its candidate's home.
select invitation.*, way.kind as way_kind, way.subject as way_subject,
       way.link_version as way_version
from invitation
join candidate on candidate.organization_id = $1 and candidate.id = invitation.candidate_id
join unnest($4::smallint[], $5::bigint[], $6::integer[])
    with ordinality as way (kind, subject, link_version, rank)
  on case way.kind
     when 2 then way.subject = invitation.candidate_id
             and way.link_version = candidate.home_version
     else way.subject in (invitation.id, invitation.parent_id) and exists (
         select from invitation as linked
         where linked.organization_id = $1 and linked.id = way.subject
           and linked.link_version = way.link_version and linked.state <> 'revoked')
     end
where invitation.organization_id = $1 and (invitation.id = $2 or invitation.uid = $3)
  and invitation.state <> 'revoked'
order by way.rank limit 1"""

TAKE_SEAT: LiteralString = """
-- Sit down, or say by which link now; the device stays what it was.
insert into portal_seat (secret_sha256, organization_id, attempt_id, attempt_uid, activity_uid,
                         version, device, kind, subject, link_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (secret_sha256, attempt_uid) do update set
    kind = excluded.kind, subject = excluded.subject, link_version = excluded.link_version
returning device"""


async def find_seat(
    database: Database, secret_sha256: bytes, attempt_uid: UUID, now: datetime
) -> Seat | None:
    """Return the seat of a session that has not ended."""
    return _seat(await database.look_up(FIND_SEAT, secret_sha256, attempt_uid, now))


async def find_seat_within(
    connection: Connection, secret_sha256: bytes, attempt_uid: UUID, now: datetime
) -> Seat | None:
    """Return the seat, in a transaction that is open."""
    return _seat(await connection.fetchrow(FIND_SEAT, secret_sha256, attempt_uid, now))


async def find_visitor(
    database: Database, secret_sha256: bytes, attempt_uid: UUID | None, now: datetime
) -> Visitor:
    """Return what a session was let in by; nothing when it has ended."""
    return _visitor(
        secret_sha256, await database.look_up(FIND_VISITOR, secret_sha256, attempt_uid, now)
    )


async def find_visitor_within(
    connection: Connection, secret_sha256: bytes, attempt_uid: UUID | None, now: datetime
) -> Visitor:
    """Return the same, in a transaction that is open."""
    row = await connection.fetchrow(FIND_VISITOR, secret_sha256, attempt_uid, now)
    return _visitor(secret_sha256, row)


async def admit(
    connection: Connection,
    organization: int,
    reference: int | UUID,
    claims: Sequence[LinkClaim],
) -> Admission | None:
    """Return the invitation of an id or UUID, if one of the links opens it."""
    row = await connection.fetchrow(
        ADMIT,
        organization,
        reference if isinstance(reference, int) else None,
        reference if isinstance(reference, UUID) else None,
        [int(claim.kind) for claim in claims],
        [claim.subject for claim in claims],
        [claim.version for claim in claims],
    )
    return _admission(organization, row) if row else None


async def take_seat(connection: Connection, secret_sha256: bytes, seat: Seat) -> UUID:
    """Write a seat; return its device, which an earlier seat of the session keeps."""
    device: UUID = await connection.fetchval(
        TAKE_SEAT,
        secret_sha256,
        seat.organization,
        seat.attempt_id,
        seat.attempt_uid,
        seat.activity_uid,
        seat.version,
        seat.device,
        int(seat.claim.kind),
        seat.claim.subject,
        seat.claim.version,
    )
    return device


def _visitor(secret_sha256: bytes, row: Record | None) -> Visitor:
    if row is None or row["organizations"] is None:
        return Visitor(secret_sha256, (), None)
    ways = zip(row["kinds"], row["organizations"], row["subjects"], row["versions"], strict=True)
    claims = tuple(LinkClaim(LinkKind(kind), *rest) for kind, *rest in ways)
    return Visitor(secret_sha256, claims, row["device"])


def _admission(organization: int, row: Record) -> Admission:
    claim = LinkClaim(
        LinkKind(row["way_kind"]), organization, row["way_subject"], row["way_version"]
    )
    return Admission(to_invitation(row), claim)


def _seat(row: Record | None) -> Seat | None:
    if row is None:
        return None
    claim = LinkClaim(
        LinkKind(row["kind"]), row["organization_id"], row["subject"], row["link_version"]
    )
    return Seat(
        organization=row["organization_id"],
        attempt_id=row["attempt_id"],
        attempt_uid=row["attempt_uid"],
        activity_uid=row["activity_uid"],
        version=row["version"],
        device=row["device"],
        claim=claim,
    )
