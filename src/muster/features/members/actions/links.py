"""Verbs of links: they are printed or sent, looked at without effect, and used once."""

from dataclasses import replace

from muster.base.clock import Clock
from muster.base.signing import LinkClaim
from muster.features import delivery, journal
from muster.features.members.actions.people import add_member, membership_of, memberships
from muster.features.members.links import (
    FIRST_LINK,
    INVITATION,
    MAIL_LINK,
    LinkEndedError,
    MemberLink,
    Purpose,
    Sending,
    claim_of,
)
from muster.features.members.model import (
    Member,
    MemberRole,
    Membership,
    NewMember,
    hash_secret,
    is_secret,
)
from muster.features.members.store import links as store
from muster.features.members.store import people
from muster.features.organizations import organization_of_link
from muster.storage.postgres import Connection, Database, action


@action
async def make_first_link(
    connection: Connection, organization: int, member: int | None, clock: Clock
) -> LinkClaim:
    """Return what a new link says that lets a member in; it replaces those that nobody used.

    Without a member, whoever opens it becomes the first owner.
    """
    now = clock.now()
    await store.delete_unused(connection, organization, member)
    link = await store.insert_link(
        connection, organization, member, Purpose.WELCOME, None, "", now, now + FIRST_LINK
    )
    return claim_of(organization, link)


@action
async def send_welcome(
    connection: Connection,
    organization: int,
    membership: Membership,
    *,
    inviter: str,
    actor: str,
    clock: Clock,
) -> delivery.Queued:
    """Write to a member how to get in, with a new first link.

    ``inviter`` is the name of whoever invites, "" where nobody in particular does.
    """
    now, member = clock.now(), membership.member
    await delivery.cancel_waiting(
        connection, organization, kind="welcome", references=[member.id], now=now
    )
    await store.delete_unused(connection, organization, member.id)
    until = now + INVITATION
    link = await store.insert_link(
        connection, organization, member.id, Purpose.WELCOME, None, "", now, until
    )
    draft = Sending(membership.organization, member, link, until).welcome(inviter)
    (queued,) = await delivery.enqueue(connection, organization, [draft], now=now)
    fact = journal.Fact("member.invited", "member", member.id)
    await journal.record(connection, organization, [fact], actor=actor, now=now)
    return queued


async def ask_for_link(
    database: Database, email: str, browser: str, next_page: str, clock: Clock
) -> None:
    """Write a sign-in link to an address, if it is a member's; nobody is told whether it is.

    The link opens only in the browser that has the secret ``browser``.

    Raises:
        AddressError: this is no address.
    """
    found = await memberships(database, email)
    if found:
        await send_link(
            database, found[0].member.organization_id, found[0], browser, next_page, clock
        )


@action
async def send_link(
    connection: Connection,
    organization: int,
    membership: Membership,
    browser: str,
    next_page: str,
    clock: Clock,
) -> None:
    """Write a sign-in link to a member, for one browser."""
    claim = await link_for_browser.within(
        connection, organization, membership.member, browser, next_page, clock
    )
    now = clock.now()
    sending = Sending(membership.organization, membership.member, claim.subject, now + MAIL_LINK)
    await delivery.enqueue(connection, organization, [sending.sign_in()], now=now)


@action
async def link_for_browser(
    connection: Connection,
    organization: int,
    member: Member,
    browser: str,
    next_page: str,
    clock: Clock,
) -> LinkClaim:
    """Return what a new link says that lets a member in, in one browser, without any letter."""
    now = clock.now()
    link = await store.insert_link(
        connection,
        organization,
        member.id,
        Purpose.MAIL,
        hash_secret(browser),
        next_page,
        now,
        now + MAIL_LINK,
    )
    return claim_of(organization, link)


@action
async def find_link(connection: Connection, organization: int, link: int) -> MemberLink:
    """Return a link, without any effect, also one that does not open any more.

    Raises:
        LinkEndedError: there is none, or its member was removed.
    """
    row = await store.select_link(connection, organization, link)
    tenant = await organization_of_link.within(connection, organization)
    if row is None or tenant is None:
        raise LinkEndedError
    member = None
    if row["member_id"] is not None:
        found = await people.select_membership(connection, organization, row["member_id"])
        member = membership_of(found).member if found else None
    return MemberLink(
        id=row["id"],
        organization=tenant,
        member=member,
        purpose=Purpose(row["purpose"]),
        browser_sha256=row["browser_sha256"],
        next=row["next"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
    )


@action
async def use_link(
    connection: Connection, organization: int, link: int, browser: str, clock: Clock
) -> MemberLink:
    """Use a link up, in the browser that has the secret ``browser``, and return it.

    Raises:
        LinkEndedError: it was used, or its time is over.
        LinkElsewhereError: it belongs to another browser; it can still be used there.
    """
    found = await find_link.within(connection, organization, link)
    found.check(browser if is_secret(browser) else "", clock.now())
    if not await store.use_link(connection, organization, link, clock.now()):
        raise LinkEndedError
    return found


@action
async def become_owner(
    connection: Connection, organization: int, link: int, wanted: NewMember, clock: Clock
) -> Membership:
    """Use a link without a member up: whoever opened it becomes the first owner.

    Raises:
        LinkEndedError: it was used, its time is over, or somebody else is an owner by now.
        AddressError: this is no address.
        MemberExistsError: one with this address is a member already.
    """
    found = await use_link.within(connection, organization, link, "", clock)
    if found.member is not None or await people.lock_owners(connection, organization):
        raise LinkEndedError
    member = await add_member.within(
        connection,
        organization,
        replace(wanted, role=MemberRole.OWNER),
        actor="operator",
        clock=clock,
    )
    return Membership(member, found.organization)
