"""Members and their sessions, on a real database."""

import pytest

from members import make_member, sign_in
from muster.features import members
from muster.features.members import MemberRole, NewMember, NotSignedInError, Right, RightError


async def test_an_address_is_one_member_however_it_is_written(employer):
    member = await make_member(employer, email="Ana@Example.com", name="Ana")
    assert (member.email, member.role) == ("Ana@Example.com", MemberRole.OWNER)
    with pytest.raises(members.MemberExistsError):
        await make_member(employer, email="ana@example.com")


async def test_one_person_may_be_in_two_organizations(employer, other_employer):
    await make_member(employer, email="ana@example.com")
    await make_member(other_employer, email="ana@example.com")
    assert len(await members.list_members(employer.database, employer.organization.id)) == 1


async def test_a_session_knows_its_member_and_organization(employer):
    member = await make_member(employer, MemberRole.REVIEWER)
    secret = await sign_in(employer, member)
    session = await members.find_session(employer.database, secret, employer.clock)
    assert session.organization == employer.organization
    assert session.member.uid == member.uid
    assert session.member.joined_at == employer.clock.now()
    assert session.confirmed(employer.clock.now())
    session.require(Right.REVIEW)
    with pytest.raises(RightError):
        session.require(Right.DECIDE)


async def test_a_session_that_was_ended_or_never_was_lets_nobody_in(employer):
    secret = await sign_in(employer, await make_member(employer))
    session = await members.find_session(employer.database, secret, employer.clock)
    await members.end_session(
        employer.database, employer.organization.id, session, secret, employer.clock
    )
    for none in (secret, "", "x" * 43, "'; drop table member"):
        with pytest.raises(NotSignedInError):
            await members.find_session(employer.database, none, employer.clock)


async def test_who_one_is_was_shown_a_short_time_ago_or_has_to_be_shown_again(employer, clock):
    secret = await sign_in(employer, await make_member(employer))
    clock.advance(minutes=11)
    session = await members.find_session(employer.database, secret, clock)
    with pytest.raises(members.ConfirmationError):
        session.require_confirmed(clock.now())
    await members.confirm_session(
        employer.database, employer.organization.id, session, secret, clock
    )
    session = await members.find_session(employer.database, secret, clock)
    session.require_confirmed(clock.now())


async def test_whoever_is_no_member_any_more_cannot_sign_in(employer):
    member = await make_member(employer)
    secret = await sign_in(employer, member)
    await employer.change(
        "update member set removed_at = now() where organization_id = $1",
        employer.organization.id,
    )
    with pytest.raises(NotSignedInError):
        await members.find_session(employer.database, secret, employer.clock)
    with pytest.raises(NotSignedInError):
        await sign_in(employer, member)
    wanted = NewMember(member.email, MemberRole.AUDITOR)
    again = await members.add_member(
        employer.database, employer.organization.id, wanted, actor="cli", clock=employer.clock
    )
    assert (again.uid, again.role, again.removed_at) == (member.uid, MemberRole.AUDITOR, None)
