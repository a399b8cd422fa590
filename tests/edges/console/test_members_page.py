"""The members of an organization on their page: invited, changed, removed, taken back."""

import pytest

from members import browser_of, make_member, sign_in
from muster.base.ids import to_typeid
from muster.features import members
from muster.features.members import MemberRole, NotSignedInError

PAGE = "/console/settings/members"
HOSTILE = ['<script>alert("x")</script>', '=HYPERLINK("x")', "ليلى الحدّاد", "Z̈́a̐l̋g̊o̧", "W" * 200]


def place(member, verb: str) -> str:
    return f"{PAGE}/{to_typeid('mem', member.uid)}/{verb}"


async def everybody(employer):
    return await members.list_members(employer.database, employer.organization.id)


async def test_an_owner_invites_by_mail_and_reads_how_the_letter_does(browser, employer):
    client = await browser()
    wanted = {"email": "bo@example.com", "name": "Bo", "role": "reviewer"}
    answer = await client.post(PAGE, data=wanted)
    assert answer.status_code == 303
    page = (await client.get(PAGE)).text
    assert "bo@example.com was invited." in page
    assert "Invitation waits" in page
    bo = (await everybody(employer))[-1]
    assert (bo.role, bo.joined_at) == (MemberRole.REVIEWER, None)
    assert (await client.post(place(bo, "resend"))).status_code == 303
    async with employer.database.transaction(employer.organization.id) as connection:
        states = await connection.fetch("select state from message order by id")
    assert [row["state"] for row in states] == ["cancelled", "queued"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"email": "bo", "role": "reviewer"}, "Type a whole mail address"),
        ({"email": "OWNER@example.com", "role": "reviewer"}, "a member with this address"),
        ({"email": "bo@example.com", "role": "king"}, "Choose one of the roles"),
        ({"email": "bo@example.com", "role": "owner", "name": "a\u202eb"}, "direction"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(browser, employer, wanted, said):
    page = await (await browser()).post(PAGE, data=wanted)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{wanted["email"]}"' in page.text
    assert len(await everybody(employer)) == 1


async def test_a_role_counts_from_the_next_request_and_is_taken_back(browser, employer, services):
    client = await browser()
    other = await make_member(employer, MemberRole.AUDITOR)
    theirs = browser_of(services, await sign_in(employer, other))
    assert (await theirs.get(PAGE)).status_code == 200
    await client.post(place(other, "role"), data={"role": "reviewer"})
    assert (await theirs.get(PAGE)).status_code == 403
    page = (await client.get(PAGE)).text
    assert "is a reviewer now" in page
    assert 'name="role" value="auditor"' in page
    await client.post(place(other, "role"), data={"role": "auditor"})
    assert (await theirs.get(PAGE)).status_code == 200


async def test_whoever_is_removed_is_out_at_once_and_can_be_taken_back(browser, employer):
    client = await browser()
    other = await make_member(employer, MemberRole.RECRUITER)
    secret = await sign_in(employer, other)
    await client.post(place(other, "remove"))
    with pytest.raises(NotSignedInError):
        await members.find_session(employer.database, secret, employer.clock)
    assert len(await everybody(employer)) == 1
    assert "/restore" in (await client.get(PAGE)).text
    await client.post(place(other, "restore"))
    assert [one.role for one in await everybody(employer)] == [
        MemberRole.OWNER,
        MemberRole.RECRUITER,
    ]


async def test_the_last_owner_neither_leaves_nor_becomes_less(browser, employer):
    client = await browser()
    (owner,) = await everybody(employer)
    assert (await client.post(place(owner, "remove"))).status_code == 409
    answer = await client.post(place(owner, "role"), data={"role": "recruiter"})
    assert answer.status_code == 409
    assert "only owner" in answer.text
    assert place(owner, "remove") not in (await client.get(PAGE)).text


async def test_auditors_read_only(browser):
    page = (await (await browser(MemberRole.AUDITOR)).get(PAGE)).text
    assert "Ọlá auditor" in page
    assert "<select" not in page
    assert "Invite a member" not in page


@pytest.mark.parametrize("verb", ["resend", "role", "remove", "restore"])
async def test_another_organizations_member_is_not_found(browser, other_employer, verb):
    client = await browser()
    theirs = await make_member(other_employer, MemberRole.RECRUITER, "eva@example.com")
    assert (await client.post(place(theirs, verb), data={"role": "owner"})).status_code == 404
    (same,) = await everybody(other_employer)
    assert same == theirs


async def test_names_of_any_kind_are_harmless(browser, employer):
    client = await browser()
    for number, name in enumerate(HOSTILE):
        await make_member(employer, MemberRole.REVIEWER, f"p{number}@example.com", name)
    page = (await client.get(PAGE)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "ليلى الحدّاد" in page
