"""Verbs of members: who there is, what they are, who comes and goes."""

from uuid import UUID

from asyncpg import Record

from muster.base import language
from muster.base.addresses import parse_address
from muster.base.clock import Clock
from muster.base.errors import ConflictError, InvalidError, NotFoundError
from muster.base.ids import new_uid
from muster.base.text import clean_line
from muster.features import journal
from muster.features.members.model import Member, MemberRole, Membership, NewMember
from muster.features.members.provider import ProviderRefusedError
from muster.features.members.store import passkeys
from muster.features.members.store import people as store
from muster.features.organizations import Organization, organization_of
from muster.storage.postgres import Connection, action, service


class UnknownMemberError(NotFoundError):
    """The organization has no such member."""

    code = "unknown_member"


class MemberExistsError(ConflictError):
    """There is a member with this address already."""

    code = "member_exists"


class LastOwnerError(ConflictError):
    """This is the only owner: make somebody else an owner first."""

    code = "last_owner"


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
    await passkeys.delete_passkeys(connection, organization, member.id)
    fact = journal.Fact("member.added", "member", member.id, {"role": wanted.role.value})
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return member


@action
async def join(
    connection: Connection, organization: int, wanted: NewMember, *, clock: Clock
) -> Member:
    """Add whoever comes from the sign-in service, where the operator lets everybody of it join.

    Raises:
        AddressError, MemberExistsError: as for ``add_member``.
        ProviderRefusedError: they were removed; only an owner lets them come back.
    """
    address = parse_address(wanted.email)
    if await store.is_removed(connection, organization, address.key):
        raise ProviderRefusedError(
            "You were removed from this organization. Ask an owner to invite you again"
        )
    return await add_member.within(connection, organization, wanted, actor="operator", clock=clock)


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
async def change_role(
    connection: Connection,
    organization: int,
    uid: UUID,
    role: MemberRole,
    *,
    actor: str,
    clock: Clock,
) -> Member:
    """Give a member another role, which counts from the member's next request.

    Raises:
        UnknownMemberError: there is no such member.
        LastOwnerError: nobody else is an owner.
    """
    owners = await store.lock_owners(connection, organization)
    member = await _present(connection, organization, uid)
    if member.role is role:
        return member
    _check_owners(owners, member)
    row = await store.change_role(connection, organization, member.id, role.value)
    fact = journal.Fact(
        "member.role_changed", "member", member.id, {"from": member.role.value, "to": role.value}
    )
    await journal.record(connection, organization, [fact], actor=actor, now=clock.now())
    return member_of(_found(row))


@action
async def remove_member(
    connection: Connection, organization: int, uid: UUID, *, actor: str, clock: Clock
) -> Member:
    """Let somebody be a member no longer: sessions end, links open nothing.

    Raises:
        UnknownMemberError: there is no such member.
        LastOwnerError: nobody else is an owner.
    """
    owners = await store.lock_owners(connection, organization)
    member = await _present(connection, organization, uid)
    _check_owners(owners, member)
    row = await store.remove_member(connection, organization, member.id, clock.now())
    fact = journal.Fact("member.removed", "member", member.id)
    await journal.record(connection, organization, [fact], actor=actor, now=clock.now())
    return member_of(_found(row))


@action
async def restore_member(
    connection: Connection, organization: int, uid: UUID, *, actor: str, clock: Clock
) -> Member:
    """Take a removal back: role and passkeys are those of before, sessions begin anew.

    Raises:
        UnknownMemberError: there is no such member.
    """
    member = await get_member.within(connection, organization, uid)
    if member.removed_at is None:
        return member
    row = await store.restore_member(connection, organization, member.id)
    fact = journal.Fact("member.restored", "member", member.id)
    await journal.record(connection, organization, [fact], actor=actor, now=clock.now())
    return member_of(_found(row))


@action
async def change_self(
    connection: Connection,
    organization: int,
    member: Member,
    name: str,
    locale: str | None,
    clock: Clock,
) -> Member:
    """Change a member's own name, "" for none, and language, None for the organization's.

    Raises:
        InvalidError: the name has controls or is too long, or the language is none.
    """
    if locale is not None and not language.is_known(locale):
        raise InvalidError("This is not a language", field="locale")
    clean = clean_line(name, field="name") if name else ""
    row = await store.change_self(connection, organization, member.id, clean, locale)
    fact = journal.Fact("member.changed", "member", member.id)
    await journal.record(connection, organization, [fact], actor=member.actor, now=clock.now())
    return member_of(_found(row))


@service
async def memberships(connection: Connection, email: str) -> list[Membership]:
    """Return where somebody with this address is a member, the one last used first.

    Raises:
        AddressError: this is no address.
    """
    rows = await store.select_memberships(connection, parse_address(email).key)
    return [membership_of(row) for row in rows]


@service
async def organizations_without_owner(
    connection: Connection, limit: int
) -> list[tuple[Organization, int | None]]:
    """Return organizations whose console no owner has entered yet, with an owner's id if any."""
    rows = await store.select_ownerless(connection, limit)
    return [(organization_of(row), row["owner_id"]) for row in rows]


def member_of(row: Record) -> Member:
    """Return the member whose columns a row has."""
    return Member(**{**row, "role": MemberRole(row["role"])})


def membership_of(row: Record) -> Membership:
    """Return the member in an organization whose columns a row has, the organization's plain."""
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
        seen_at=row["member_seen_at"],
    )
    return Membership(member, organization_of(row))


async def _present(connection: Connection, organization: int, uid: UUID) -> Member:
    member = await get_member.within(connection, organization, uid)
    if member.removed_at is not None:
        raise UnknownMemberError
    return member


def _check_owners(owners: set[int], member: Member) -> None:
    if owners == {member.id}:
        raise LastOwnerError


def _found(row: Record | None) -> Record:
    if row is None:
        raise UnknownMemberError
    return row
