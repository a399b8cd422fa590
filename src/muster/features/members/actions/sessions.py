"""Verbs of sessions: the browsers in which members work."""

from uuid import UUID

from asyncpg import Record

from muster.base.clock import Clock
from muster.base.ids import new_uid
from muster.features import journal
from muster.features.members.actions.people import membership_of
from muster.features.members.model import (
    SESSION,
    Member,
    NotSignedInError,
    OpenSession,
    Session,
    Way,
    hash_secret,
    is_secret,
    new_secret,
)
from muster.features.members.store import sessions as store
from muster.features.organizations import organization_of
from muster.storage.postgres import Connection, Database, action

_TOUCH_SECONDS = 60
_LONGEST_BROWSER = 80


@action
async def begin_session(
    connection: Connection,
    organization: int,
    member: Member,
    browser: str,
    clock: Clock,
    way: Way = Way.LINK,
) -> str:
    """Sign a member in, who has just shown who they are; return the secret for the cookie.

    ``browser`` is a short word for the browser, such as ``Firefox on Linux``.

    Raises:
        NotSignedInError: they are no member any more.
    """
    now = clock.now()
    secret = new_secret()
    begun = await store.insert_session(
        connection,
        organization,
        member.id,
        hash_secret(secret),
        new_uid(),
        browser[:_LONGEST_BROWSER],
        now,
        now + SESSION,
    )
    if not begun:
        raise NotSignedInError
    fact = journal.Fact("member.signed_in", "member", member.id, {"way": way.value})
    await journal.record(connection, organization, [fact], actor=member.actor, now=now)
    return secret


async def find_session(database: Database, secret: str, clock: Clock) -> Session:
    """Return the session of a cookie: one statement, no transaction.

    Raises:
        NotSignedInError: there is none, or it has ended, or its member was removed.
    """
    if not is_secret(secret):
        raise NotSignedInError
    now = clock.now()
    row = await database.look_up(store.SELECT_SESSION, hash_secret(secret), now)
    if row is None:
        raise NotSignedInError
    if (now - row["seen_at"]).total_seconds() > _TOUCH_SECONDS:
        await database.look_up(store.TOUCH_SESSION, hash_secret(secret), now)
    return _session(row)


@action
async def confirm_session(
    connection: Connection,
    organization: int,
    session: Session,
    secret: str,
    clock: Clock,
    way: Way = Way.LINK,
) -> None:
    """Note that the member of a session has shown once more who they are."""
    await store.confirm_session(connection, hash_secret(secret), clock.now())
    fact = journal.Fact("member.confirmed", "member", session.member.id, {"way": way.value})
    await journal.record(connection, organization, [fact], actor=session.actor, now=clock.now())


@action
async def end_session(
    connection: Connection, organization: int, session: Session, secret: str, clock: Clock
) -> None:
    """Sign a browser out."""
    await store.delete_session(connection, hash_secret(secret))
    fact = journal.Fact("member.signed_out", "member", session.member.id)
    await journal.record(connection, organization, [fact], actor=session.actor, now=clock.now())


@action
async def list_sessions(
    connection: Connection, organization: int, member: Member, clock: Clock
) -> list[OpenSession]:
    """Return the browsers in which a member works, the one last used first."""
    rows = await store.select_sessions(connection, organization, member.id, clock.now())
    return [OpenSession(**row) for row in rows]


@action
async def end_others(
    connection: Connection,
    organization: int,
    session: Session,
    clock: Clock,
    one: UUID | None = None,
) -> int:
    """Sign a member out of all other browsers, or of one of them; return of how many."""
    member = session.member
    count = await store.delete_others(connection, organization, member.id, session.uid, one)
    if count:
        fact = journal.Fact("member.sessions_ended", "member", member.id, {"count": count})
        await journal.record(connection, organization, [fact], actor=session.actor, now=clock.now())
    return count


def _session(row: Record) -> Session:
    return Session(
        uid=row["session_uid"],
        member=membership_of(row).member,
        organization=organization_of(row),
        browser=row["browser"],
        begun_at=row["begun_at"],
        confirmed_at=row["confirmed_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
    )
