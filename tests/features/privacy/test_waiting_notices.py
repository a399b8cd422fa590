"""Notices to the staff that name somebody who is erased, and others beside them."""

import json

import pytest

from muster.edges.letters import Letters
from muster.features import invitations, organizations, privacy
from muster.features.invitations import Guest
from muster.features.invitations.forgetting import ABOUT_INVITATIONS
from muster.features.privacy import Basis, Order

ADA = Guest("ada@example.org", "Ada Lovelace")
BO = Guest("bo@example.org", "薄 波")


@pytest.fixture
async def told(employer):
    """Two people whose invitations have expired, and a notice that names both."""
    profile = organizations.Profile(reply_to="jobs@example.com")
    await organizations.change_organization(employer.database, employer.organization.slug, profile)
    invited = await employer.invite(ADA, BO)
    employer.clock.advance(days=20)
    await invitations.look_after(employer.database, employer.clock)
    employer.clock.advance(days=1)
    await invitations.tell_expired(employer.database, employer.clock)
    return [row.candidate.id for row in invited.rows]


async def erase(employer, candidate):
    order = Order(Basis.REQUEST, "key:test")
    await privacy.erase(
        employer.database, employer.organization.id, str(candidate), order, employer.clock
    )


async def named(employer) -> list[list[str]]:
    rows = await employer.fetch("select variables from message where kind = 'notice' order by id")
    facts = [json.loads(row["variables"])["facts"] for row in rows]
    return [[person["name"] for person in fact["people"]] for fact in facts]


async def test_a_notice_that_waits_is_written_anew_without_who_was_erased(employer, told):
    assert await named(employer) == [["Ada Lovelace", "薄 波"]]
    await erase(employer, told[0])
    assert await named(employer) == []
    await invitations.tell_expired(employer.database, employer.clock)
    assert await named(employer) == [["薄 波"]]
    await invitations.tell_expired(employer.database, employer.clock)
    assert await named(employer) == [["薄 波"]]


async def test_one_that_has_left_is_gone_and_not_sent_again(employer, told):
    left = "update message set state = 'accepted', due_at = null, ended_at = created_at"
    await employer.change(f"{left} where due_at is not null")
    await erase(employer, told[1])
    await invitations.tell_expired(employer.database, employer.clock)
    assert await named(employer) == []


def test_every_kind_of_letter_is_known_to_whoever_forgets_them():
    letters = Letters(links=None, mail_from="jobs@example.com")
    to_members = {"sign_in", "welcome", "test"}
    assert set(letters.renderers) == {*ABOUT_INVITATIONS, "home", "notice", *to_members}
