"""Looking changes nothing; opening lets a browser in, and rotation and revocation throw it out."""

import pytest

from muster.base.signing import LinkClaim, LinkKind
from muster.features.invitations import (
    Access,
    Guest,
    look,
    open_link,
    read_session,
    revoke,
    rotate,
)

ADA = Guest("ada@example.com", "Ada Okafor", locale="fr")


@pytest.fixture
async def invitation(employer):
    (row,) = (await employer.invite(ADA)).rows
    return row.invitation


def claim_of(employer, invitation) -> LinkClaim:
    return invitation.claim(employer.organization.id)


async def act(verb, employer, invitation):
    return await verb(
        employer.database,
        employer.organization.id,
        str(invitation.id),
        actor="key:test",
        clock=employer.clock,
    )


async def test_a_link_shows_who_invites_whom_to_what_until_when(employer, invitation):
    landing = await look(employer.database, claim_of(employer, invitation), employer.clock)
    (awaiting,) = landing.invitations
    assert landing.organization.name == "Northwind Traders"
    assert (landing.candidate_name, landing.locale) == ("Ada Okafor", "fr")
    assert (awaiting.title, awaiting.access) == ("The quiz", Access.OPEN)
    assert (awaiting.minutes, awaiting.question_count) == (20, 1)
    assert awaiting.expires_at == invitation.expires_at


async def test_a_track_shows_its_stages(employer):
    (row,) = (await employer.invite(ADA, activities=(employer.activities["path"],))).rows
    landing = await look(employer.database, claim_of(employer, row.invitation), employer.clock)
    stages = landing.invitations[0].stages
    assert [stage.title for stage in stages] == ["The quiz", "A short talk", "Conversation"]
    assert stages[2].kind is None


async def test_a_home_link_lists_what_is_not_revoked(employer):
    activities = (employer.activities["quiz"], employer.activities["puzzle"])
    rows = (await employer.invite(ADA, activities=activities, together=True)).rows
    claim = LinkClaim(LinkKind.HOME, employer.organization.id, rows[0].candidate.id, 0)
    landing = await look(employer.database, claim, employer.clock)
    assert {one.title for one in landing.invitations} == {"The quiz", "The puzzle"}
    await act(revoke, employer, rows[0].invitation)
    landing = await look(employer.database, claim, employer.clock)
    assert [one.title for one in landing.invitations] == ["The puzzle"]


async def test_a_session_sees_what_it_was_let_in_by_and_a_second_link_evicts_nothing(employer):
    first, second = (
        await employer.invite(
            ADA, activities=(employer.activities["quiz"], employer.activities["puzzle"])
        )
    ).rows
    secret = await open_link(
        employer.database, claim_of(employer, first.invitation), None, employer.clock
    )
    employer.clock.advance(seconds=1)
    again = await open_link(
        employer.database, claim_of(employer, second.invitation), secret, employer.clock
    )
    landings = await read_session(employer.database, again, employer.clock)
    assert [one.invitations[0].title for one in landings] == ["The puzzle", "The quiz"]


async def test_a_planted_session_does_not_see_what_its_victim_opens(employer, invitation):
    planted = "x" * 43
    secret = await open_link(
        employer.database, claim_of(employer, invitation), planted, employer.clock
    )
    assert secret != planted
    assert await read_session(employer.database, planted, employer.clock) == ()


@pytest.mark.parametrize("verb", [rotate, revoke])
async def test_rotating_and_revoking_end_link_and_sessions_at_once(employer, invitation, verb):
    claim = claim_of(employer, invitation)
    secret = await open_link(employer.database, claim, None, employer.clock)
    await act(verb, employer, invitation)
    landing = await look(employer.database, claim, employer.clock)
    assert landing.void
    assert landing.invitations == ()
    assert await read_session(employer.database, secret, employer.clock) == ()


async def test_rotating_an_invitation_rotates_the_home_link_too(employer, invitation):
    home = LinkClaim(LinkKind.HOME, employer.organization.id, invitation.candidate_id, 0)
    await act(rotate, employer, invitation)
    assert (await look(employer.database, home, employer.clock)).void


async def test_a_session_ends_after_thirty_days(employer, invitation):
    secret = await open_link(
        employer.database, claim_of(employer, invitation), None, employer.clock
    )
    employer.clock.advance(days=30, seconds=1)
    assert await read_session(employer.database, secret, employer.clock) == ()


async def test_a_link_to_nothing_is_nothing(employer):
    for claim in (
        LinkClaim(LinkKind.INVITATION, employer.organization.id, 2**40, 0),
        LinkClaim(LinkKind.HOME, employer.organization.id, 2**40, 0),
        LinkClaim(LinkKind.INVITATION, 2**31, 1, 0),
    ):
        assert await look(employer.database, claim, employer.clock) is None


async def test_an_expired_invitation_says_so_to_the_millisecond(employer, invitation):
    employer.clock.instant = invitation.expires_at
    employer.clock.advance(milliseconds=-1)
    claim = claim_of(employer, invitation)
    landing = await look(employer.database, claim, employer.clock)
    assert landing.invitations[0].access is Access.OPEN
    employer.clock.advance(milliseconds=1)
    landing = await look(employer.database, claim, employer.clock)
    assert landing.invitations[0].access is Access.EXPIRED


async def test_inviting_again_after_a_revocation_voids_the_old_home_link(employer):
    activities = (employer.activities["quiz"], employer.activities["puzzle"])
    rows = (await employer.invite(ADA, activities=activities, together=True)).rows
    for row in rows:
        await act(revoke, employer, row.invitation)
    (again, _) = (await employer.invite(ADA, activities=activities, together=True)).rows
    old = LinkClaim(LinkKind.HOME, employer.organization.id, again.candidate.id, 0)
    assert (await look(employer.database, old, employer.clock)).void
    new = LinkClaim(
        LinkKind.HOME, employer.organization.id, again.candidate.id, again.candidate.home_version
    )
    assert len((await look(employer.database, new, employer.clock)).invitations) == 2
