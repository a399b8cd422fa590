"""There is always an owner, also when two changes come at once; what is over is swept."""

import asyncio
import secrets

import pytest

from employers import make_employer
from members import make_member, sign_in
from muster.features import members
from muster.features.members import (
    Asked,
    LastOwnerError,
    LinkEndedError,
    MemberRole,
    NewMember,
)
from muster.storage.postgres import Role


async def test_of_two_owners_who_demote_each_other_one_stays(committing_database, clock):
    slug = f"tulip-{secrets.token_hex(4)}"
    employer = await make_employer(committing_database, clock, slug)
    pair = [await make_member(employer, email=f"{name}@example.com") for name in ("ana", "bo")]
    ends = await asyncio.gather(
        *(
            members.change_role(
                employer.database,
                employer.organization.id,
                one.uid,
                MemberRole.REVIEWER,
                actor="operator",
                clock=clock,
            )
            for one in pair
        ),
        return_exceptions=True,
    )
    assert sorted(isinstance(end, LastOwnerError) for end in ends) == [False, True]
    roles = [
        one.role for one in await members.list_members(employer.database, employer.organization.id)
    ]
    assert sorted(roles) == [MemberRole.OWNER, MemberRole.REVIEWER]


async def test_organizations_without_an_owner_who_came_are_known(employer, other_employer):
    names = await waiting(employer)
    assert names == {"northwind": None, "southwind": None}
    owner = await make_member(employer)
    assert (await waiting(employer))["northwind"] == owner.id
    await sign_in(employer, owner)
    assert set(await waiting(employer)) == {"southwind"}
    await make_member(other_employer, MemberRole.RECRUITER)
    assert (await waiting(employer)) == {"southwind": None}


async def waiting(employer):
    found = await members.organizations_without_owner(employer.database, 50)
    return {one.slug: owner for one, owner in found if one.slug in {"northwind", "southwind"}}


async def test_what_is_over_is_swept(employer, clock):
    database, organization = employer.database, employer.organization.id
    tables = ("member_session", "member_link", "sign_in_challenge", "sign_in_pace")
    async with database.transaction(organization) as connection:
        for table in tables:  # of other tests, which commit
            await connection.execute(f"delete from {table}")
    owner = await make_member(employer)
    secret = await sign_in(employer, owner)
    await members.make_first_link(database, organization, owner.id, clock)
    await members.ask(database, Asked.ENTER, secret, {}, clock)
    await members.take_turn(database, members.OF_CLIENT, "192.0.2.7", clock)
    for hours, left in ((0, 1), (25, 0)):
        clock.advance(hours=hours)
        await members.sweep(database.acting_as(Role.WORKER), clock)
        async with database.transaction(organization) as connection:
            for table in tables:
                assert await connection.fetchval(f"select count(*) from {table}") == left, table


async def test_a_link_makes_nobody_an_owner_beside_one(employer, clock):
    database, organization = employer.database, employer.organization.id
    claim = await members.make_first_link(database, organization, None, clock)
    await make_member(employer, email="ana@example.com")
    late = NewMember("eve@example.com", MemberRole.OWNER, "Eve")
    with pytest.raises(LinkEndedError):
        await members.become_owner(database, organization, claim.subject, late, clock)
    (ana,) = await members.list_members(database, organization)
    assert ana.email == "ana@example.com"
