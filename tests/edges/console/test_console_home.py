"""The first page: first steps, the funnel, what needs attention, what happened."""

import re

from employers import make_employer
from muster.edges.console.home.funnels import Funnels, Scope
from muster.edges.console.sentences import Sentences
from muster.features import invitations, overview
from muster.features.invitations import Change, Guest
from muster.features.members import MemberRole
from takers import settled, start

HOSTILE = "<script>alert(1)</script>"
AMARA = Guest("amara@example.com", "Amara Okafor")


def numbers(page) -> list[int]:
    """What the funnel says, from top to bottom."""
    return [int(one) for one in re.findall(r'<td class="number">(\d+)</td>', page.text)]


async def test_an_organization_without_invitations_is_shown_three_steps(browser):
    page = await (await browser()).get("/console")
    assert page.status_code == 200
    assert "Invite yourself" in page.text
    assert "/console/invite?email=owner%40example.com" in page.text


async def test_the_funnel_counts_each_invitation_at_every_step_that_it_came_to(browser, employer):
    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    await start(employer, "quiz", Guest("jose@example.com", "José"))
    await employer.invite(Guest("dalia@example.com", HOSTILE))
    client = await browser()
    page = await client.get("/console")
    assert numbers(page) == [3, 2, 2, 2, 1, 0]
    assert HOSTILE not in page.text
    assert "&lt;script&gt;" in page.text
    assert numbers(await client.get("/console?activity=puzzle")) == []
    assert numbers(await client.get("/console?activity=quiz&days=7")) == [3, 2, 2, 2, 1, 0]


async def test_old_invitations_are_in_longer_windows_only(browser, employer, clock):
    await employer.invite(AMARA)
    clock.advance(days=20)
    client = await browser()
    assert numbers(await client.get("/console?days=7")) == []
    assert numbers(await client.get("/console?days=30"))[0] == 1
    assert numbers(await client.get("/console?days=nonsense"))[0] == 1


async def test_a_link_that_is_followed_counts_as_opened_once(employer):
    invited = await employer.invite(AMARA)
    claim = invited.good[0].invitation.claim(employer.organization.id)
    for _ in range(2):
        await invitations.open_link(employer.database, claim, None, employer.clock)
    rows = await employer.fetch("select type from event where type = 'invitation.opened'")
    assert len(rows) == 1
    (row,) = await employer.fetch("select opened_at from invitation")
    assert row["opened_at"] == employer.clock.now()


async def test_a_link_that_is_void_opens_nothing(employer):
    invited = await employer.invite(AMARA)
    claim = invited.good[0].invitation.claim(employer.organization.id)
    await invitations.rotate(
        employer.database,
        employer.organization.id,
        str(claim.subject),
        actor="cli",
        clock=employer.clock,
    )
    await invitations.open_link(employer.database, claim, None, employer.clock)
    assert await employer.fetch("select from invitation where opened_at is not null") == []


async def test_what_waits_is_listed_with_its_person(browser, employer, clock):
    invited = await employer.invite(AMARA)
    await invitations.extend(
        employer.database,
        employer.organization.id,
        str(invited.good[0].invitation.id),
        Change(expires_at=clock.now().replace(hour=23), may_shorten=True),
        actor="cli",
        clock=clock,
    )
    await employer.change(
        "update message set state = 'bounced', due_at = null, ended_at = $1", clock.now()
    )
    page = await (await browser()).get("/console")
    assert "1 letter did not arrive" in page.text
    assert "1 invitation ends within three days and was not started" in page.text
    assert "The worker is not running" in page.text


async def test_a_reviewer_is_not_sent_to_settings(browser, employer):
    await employer.invite(AMARA)
    page = await (await browser(MemberRole.REVIEWER)).get("/console")
    assert "The worker is not running" in page.text
    assert "/console/settings/mail" not in page.text


async def test_what_happened_lately_is_told_in_words(browser, employer):
    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    page = await (await browser()).get("/console")
    text = re.sub(r"<[^>]+>", "", page.text)
    assert "Amara Okafor completed The quiz" in text
    assert "The report of Amara Okafor on The quiz is complete" in text


async def test_nobody_sees_what_happens_to_others(browser, employer, other_employer):
    await employer.invite(AMARA)
    await other_employer.invite(Guest("tariq@example.com", "طارق"))
    page = await (await browser()).get("/console")
    assert "طارق" not in page.text
    assert numbers(page)[0] == 1


async def test_a_crowd_is_counted_once_a_minute(services, employer, clock):
    await employer.invite(AMARA)
    await employer.fetch(
        "insert into invitation (organization_id, uid, activity_id, candidate_id, round, state,"
        " expires_at, created_at, updated_at)"
        " select organization_id, gen_random_uuid(), activity_id, candidate_id, number, state,"
        " expires_at, created_at, updated_at"
        " from invitation, generate_series(2, 2100) as number"
    )
    funnels, scope = Funnels(services), Scope(employer.organization.id, 30, None)
    first = await funnels.read(scope)
    assert first.numbers[overview.Step.INVITED] == 2100
    await employer.invite(Guest("jose@example.com", "José"))
    assert await funnels.read(scope) is first
    clock.advance(minutes=2)
    assert await funnels.read(scope) is first  # and it is being counted again
    await funnels._counting[scope]
    assert (await funnels.read(scope)).numbers[overview.Step.INVITED] == 2101


async def test_the_organizations_of_a_house_have_their_own(database, clock, employer):
    other = await make_employer(database, clock, "eastwind")
    await employer.invite(AMARA)
    told = await overview.list_recent(database, other.organization.id, 20)
    assert {one.type.partition(".")[0] for one in told} == {"activity"}
    assert Sentences(str, "").plain(told[0]).startswith("An operator")
