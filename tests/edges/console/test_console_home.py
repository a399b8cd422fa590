"""The first page: first steps, the funnel, what needs attention, what happened."""

import asyncio
import re
from dataclasses import replace

from employers import make_employer
from muster.edges.console.activities.turnouts import Turnouts
from muster.edges.console.home.funnels import Funnels, Scope
from muster.edges.console.sentences import Sentences
from muster.edges.console.words import Words
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


async def invite_a_crowd(employer) -> None:
    await employer.invite(AMARA)
    await employer.fetch(
        "insert into invitation (organization_id, uid, activity_id, candidate_id, round, state,"
        " expires_at, created_at, updated_at)"
        " select organization_id, gen_random_uuid(), activity_id, candidate_id, number, state,"
        " expires_at, created_at, updated_at"
        " from invitation, generate_series(2, 2100) as number"
    )


async def test_a_crowd_is_counted_once_a_minute(services, employer, clock):
    await invite_a_crowd(employer)
    funnels, scope = Funnels(services), Scope(employer.organization.id, 30, None)
    first = await funnels.read(scope)
    assert first.numbers[overview.Step.INVITED] == 2100
    await employer.invite(Guest("jose@example.com", "José"))
    assert await funnels.read(scope) is first
    clock.advance(minutes=2)
    assert await funnels.read(scope) is first  # and it is being counted again
    await asyncio.gather(*funnels.kept.counting)
    assert (await funnels.read(scope)).numbers[overview.Step.INVITED] == 2101


async def test_the_turnout_of_a_crowd_is_counted_once_a_minute(services, employer):
    turnouts, which = Turnouts(services), [employer.activities["quiz"].id]
    await employer.invite(Guest("zoe@example.com", "Zoë"))
    assert (await turnouts.read(employer.organization.id, which))[which[0]].invited == 1
    await invite_a_crowd(employer)
    first = await turnouts.read(employer.organization.id, which)
    assert first[which[0]].invited > 2100
    await employer.invite(Guest("jose@example.com", "José"))
    assert await turnouts.read(employer.organization.id, which) is first
    employer.clock.advance(minutes=1)
    await turnouts.read(employer.organization.id, which)
    (counting,) = turnouts.kept.counting
    assert (await counting).value[which[0]].invited == first[which[0]].invited + 1


async def test_the_organizations_of_a_house_have_their_own(database, clock, employer):
    other = await make_employer(database, clock, "eastwind")
    await employer.invite(AMARA)
    told = await overview.list_recent(database, other.organization.id, 20)
    assert {one.newest.type.partition(".")[0] for one in told} == {"activity"}
    assert Sentences(str, "").plain(told[0].newest).startswith("An operator")


async def note(employer, type_: str, *, times: int = 1, actor: str = "member:mem_ana") -> None:
    """Write events as inviting many writes them."""
    await employer.change(
        "insert into event (organization_id, type, subject_kind, subject_id, occurred_at, actor, data)"
        " select $1, $2, 'invitation', place, $3, $4, jsonb_build_object('activity_id', $5::bigint)"
        " from generate_series(1, $6) as place",
        employer.organization.id,
        type_,
        employer.clock.now(),
        actor,
        employer.activities["quiz"].id,
        times,
    )


async def lately(employer) -> list[tuple[str, int]]:
    told = await overview.list_recent(employer.database, employer.organization.id, 20)
    return [(one.newest.type, one.number) for one in told if one.newest.type[:3] != "act"]


async def test_what_was_done_to_many_in_one_go_is_one_line(browser, employer, clock):
    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    clock.advance(hours=1)
    await employer.invite(*(Guest(f"p{number}@example.com", f"P {number}") for number in range(30)))
    page = await (await browser()).get("/console")
    text = re.sub(r"<[^>]+>", "", page.text)
    assert "invited 30 people to The quiz · Invitations" in text
    assert "/console/invitations?activity=quiz&amp;from=2026-03-02&amp;to=2026-03-02" in page.text
    assert "Amara Okafor completed The quiz" in text
    assert "invited Amara Okafor to The quiz" in text


async def test_a_flood_hides_nothing_that_came_before_it(employer, clock):
    await note(employer, "report.viewed", actor="member:mem_bo")
    clock.advance(hours=1)
    await note(employer, "invitation.created", times=1500)
    await note(employer, "message.accepted", times=1500, actor="delivery")
    assert await lately(employer) == [("invitation.created", 1500), ("report.viewed", 1)]


async def test_others_and_other_times_are_other_lines(employer, clock):
    await note(employer, "invitation.created", times=5)
    clock.advance(minutes=11)
    await note(employer, "invitation.created", times=4)
    clock.advance(minutes=9)
    await note(employer, "invitation.created", times=6, actor="key:abc")
    await note(employer, "invitation.created", times=4)
    await note(employer, "invitation.revoked", times=2)
    await note(employer, "invitation.started", times=4, actor="candidate")
    assert await lately(employer) == [
        *[("invitation.started", 1)] * 4,
        *[("invitation.revoked", 1)] * 2,
        ("invitation.created", 8),
        ("invitation.created", 6),
        ("invitation.created", 5),
    ]


async def test_what_came_of_a_list_stands_apart(employer, clock):
    await note(employer, "invitation.created", times=4)
    clock.advance(minutes=1)
    await employer.change(
        "insert into intake (organization_id, uid, made_by, source, activity_ids, state, created_at,"
        " begun_at, ended_at)"
        " values ($1, gen_random_uuid(), 'member:mem_ana', 'lines', $2, 'done', $3, $3, $3)",
        employer.organization.id,
        [employer.activities["quiz"].id],
        clock.now(),
    )
    await note(employer, "invitation.created", times=5)
    assert await lately(employer) == [("invitation.created", 5), ("invitation.created", 4)]


async def test_a_line_whose_beginning_is_not_looked_for_says_so(employer):
    told = await overview.list_recent(employer.database, employer.organization.id, 20)
    (made, *_) = [one for one in told if one.newest.type == "activity.created"]
    many = replace(made, number=20_000, is_more=True)
    assert Sentences(Words("en"), "").lately(many) == "An operator made 20,000+ activities"
