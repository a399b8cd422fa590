"""Verbs of members: who there is, and the sessions in which they work."""

from uuid import UUID

from asyncpg import Record

from muster.base.addresses import parse_address
from muster.base.clock import Clock
from muster.base.errors import ConflictError, NotFoundError
from muster.base.ids import new_uid
from muster.base.text import clean_line
from muster.features import journal
from muster.features.members import store
from muster.features.members.model import (
    SESSION,
    Member,
    MemberRole,
    NewMember,
    NotSignedInError,
    Session,
    hash_secret,
    is_secret,
    new_secret,
)
from muster.features.organizations import organization_of
from muster.storage.postgres import Connection, Database, action

_TOUCH_SECONDS = 60
_LONGEST_BROWSER = 80


class UnknownMemberError(NotFoundError):
    """The organization has no such member."""

    code = "unknown_member"


class MemberExistsError(ConflictError):
    """There is a member with this address already."""

    code = "member_exists"


@action
async def add_member(
    connection: Connection, organization: int, wanted: NewMember, *, actor: str, clock: Clock
) -> Member:
    """Add a person to the organization; nobody is written to here.

    Raises:
        AddressError: this is no address.
        MemberExistsError: one with this address is a member already.
    """
    address = parse_address(wanted.email)
    now = clock.now()
    row = await store.insert_member(
        connection,
        organization,
        new_uid(),
        address.key,
        address.given,
        clean_line(wanted.name, field="name") if wanted.name else "",
        wanted.role.value,
        wanted.locale,
        actor,
        now,
    )
    if row is None:
        raise MemberExistsError
    member = member_of(row)
    fact = journal.Fact("member.added", "member", member.id, {"role": wanted.role.value})
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return member


@action
async def list_members(connection: Connection, organization: int) -> list[Member]:
    """Return the organization's members, in the order in which they came."""
    return [member_of(row) for row in await store.select_members(connection, organization)]


@action
async def get_member(connection: Connection, organization: int, uid: UUID) -> Member:
    """Return a member, also one who was removed.

    Raises:
        UnknownMemberError: there is no such member.
    """
    row = await store.select_member(connection, organization, uid)
    if row is None:
        raise UnknownMemberError
    return member_of(row)


@action
async def begin_session(
    connection: Connection, organization: int, member: Member, browser: str, clock: Clock
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
    fact = journal.Fact("member.signed_in", "member", member.id)
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
    connection: Connection, organization: int, session: Session, secret: str, clock: Clock
) -> None:
    """Note that the member of a session has shown once more who they are."""
    await store.confirm_session(connection, hash_secret(secret), clock.now())
    fact = journal.Fact("member.confirmed", "member", session.member.id)
    await journal.record(connection, organization, [fact], actor=session.actor, now=clock.now())


@action
async def end_session(
    connection: Connection, organization: int, session: Session, secret: str, clock: Clock
) -> None:
    """Sign a browser out."""
    await store.delete_session(connection, hash_secret(secret))
    fact = journal.Fact("member.signed_out", "member", session.member.id)
    await journal.record(connection, organization, [fact], actor=session.actor, now=clock.now())


def member_of(row: Record) -> Member:
    """Return the member whose columns a row has."""
    return Member(**{**row, "role": MemberRole(row["role"])})


def _session(row: Record) -> Session:
    member = Member(
        organization_id=row["id"],
        id=row["member_id"],
        uid=row["member_uid"],
        email=row["email"],
        name=row["member_name"],
        role=MemberRole(row["role"]),
        locale=row["member_locale"],
        invited_at=row["invited_at"],
        joined_at=row["joined_at"],
        removed_at=row["removed_at"],
    )
    return Session(
        uid=row["session_uid"],
        member=member,
        organization=organization_of(row),
        browser=row["browser"],
        begun_at=row["begun_at"],
        confirmed_at=row["confirmed_at"],
        seen_at=row["seen_at"],
        expires_at=row["expires_at"],
    )
