"""Which invitations and attempts a browser's session may use. Nothing here changes an invitation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from muster.base.clock import Clock
from muster.base.signing import LinkClaim
from muster.features.invitations.store import seats
from muster.features.invitations.visiting import Admission, Seat, Visitor, hash_secret, is_secret
from muster.storage.postgres import Connection, Database


async def find_seat(
    database: Database, session: str, attempt_uid: UUID, clock: Clock
) -> Seat | None:
    """Return a session's seat at an attempt; whether its link is still good is not looked at."""
    if not is_secret(session):
        return None
    return await seats.find_seat(database, hash_secret(session), attempt_uid, clock.now())


async def find_seat_within(
    connection: Connection, session: str, attempt_uid: UUID, now: datetime
) -> Seat | None:
    """Return the same in a transaction that is open."""
    if not is_secret(session):
        return None
    return await seats.find_seat_within(connection, hash_secret(session), attempt_uid, now)


async def find_visitor(
    database: Database, session: str, clock: Clock, attempt_uid: UUID | None = None
) -> Visitor:
    """Return what a session was let in by, and its device at an attempt."""
    if not is_secret(session):
        return Visitor(b"", (), None)
    return await seats.find_visitor(database, hash_secret(session), attempt_uid, clock.now())


async def find_visitor_within(
    connection: Connection, session: str, attempt_uid: UUID, now: datetime
) -> Visitor:
    """Return the same in a transaction that is open."""
    if not is_secret(session):
        return Visitor(b"", (), None)
    return await seats.find_visitor_within(connection, hash_secret(session), attempt_uid, now)


async def admit(
    connection: Connection,
    organization: int,
    reference: int | UUID,
    claims: Sequence[LinkClaim],
) -> Admission | None:
    """Return an invitation by id or UUID, if one of these links opens it; None otherwise.

    A stage of a track is opened by the track's link too, and everything of a candidate by the
    link to their home. What is revoked is opened by none.
    """
    return await seats.admit(connection, organization, reference, claims)


async def take_seat(connection: Connection, visitor: Visitor, seat: Seat) -> UUID:
    """Let a session sit at an attempt; return its device, which an earlier seat keeps."""
    return await seats.take_seat(connection, visitor.secret_sha256, seat)
