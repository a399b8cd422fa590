"""The page of a person: invitations with their steps, letters, time line, rights, erasure."""

import re

import pytest

from muster.base.ids import to_typeid
from muster.features import attempts, delivery, invitations, reviews
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from muster.storage.postgres import Role
from takers import publish, settled, start

AMARA = Guest("amara@example.com", "Amara Okafor")
SCRIPT = Guest("mallory@example.org", "<script>alert(1)</script>")


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def invited(employer, guest=AMARA):
    """Invite; return the path of the person, and that of the invitation."""
    row = (await employer.invite(guest)).rows[0]
    return (
        f"/console/candidates/{to_typeid('cand', row.candidate.uid)}",
        f"/console/invitations/{to_typeid('inv', row.invitation.uid)}",
    )


async def state(employer) -> str:
    return (await employer.fetch("select state from invitation order by id desc limit 1"))[0][0]


async def test_a_person_is_shown_with_everything(browser, employer):
    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    path, _ = await invited(employer)
    page = await (await browser()).get(path)
    assert page.status_code == 200
    text = words(page)
    assert "Amara Okafor" in text
    assert "completed The quiz" in text
    assert "100%" in text
    assert "/console/reports/rep_" in page.text


async def test_hostile_names_are_only_names(browser, employer):
    path, _ = await invited(employer, SCRIPT)
    page = await (await browser()).get(path)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


async def test_a_stranger_has_no_page(browser, other_employer):
    path, invitation = await invited(other_employer)
    client = await browser()
    assert (await client.get(path)).status_code == 404
    assert (await client.get(invitation)).status_code == 404
    assert (await client.post(f"{invitation}/revoke")).status_code == 404
    assert (await client.get("/console/candidates/cand_nonsense")).status_code == 404


async def test_an_invitation_is_found_on_the_page_of_its_person(browser, employer):
    path, invitation = await invited(employer)
    answer = await (await browser()).get(invitation)
    assert answer.headers["location"].endswith(f"{path}#{invitation.rpartition('/')[2]}")


@pytest.mark.parametrize("role", [MemberRole.REVIEWER, MemberRole.AUDITOR])
async def test_who_may_not_invite_sees_no_such_button_and_is_refused(browser, employer, role):
    path, invitation = await invited(employer)
    client = await browser(role)
    page = await client.get(path)
    assert "Copy link" not in page.text
    assert "Revoke" not in page.text
    for step in ("link", "resend", "extend", "revoke", "revive", "rotate", "more-time"):
        assert (await client.post(f"{invitation}/{step}")).status_code == 403
    assert (await client.post(f"{path}/erase")).status_code == 403
    assert (await client.get(f"{path}/export")).status_code == 403


async def test_the_link_is_shown_on_demand_only(browser, employer):
    path, invitation = await invited(employer)
    client = await browser()
    assert "/i/" not in (await client.get(path)).text
    page = await client.post(f"{invitation}/link")
    assert re.search(r"https://muster.example.com/i/[\w-]{20,}", page.text)


async def test_an_end_is_moved_and_moved_back(browser, employer):
    path, invitation = await invited(employer)
    client = await browser()
    (before,) = await employer.fetch("select expires_at from invitation")
    answer = await client.post(f"{invitation}/extend", data={"until": "2026-05-01T18:00"})
    assert answer.status_code == 303
    (after,) = await employer.fetch("select expires_at from invitation")
    assert after[0].isoformat() == "2026-05-01T16:00:00+00:00"  # Berlin in summer
    page = await client.get(path)
    assert "The end was changed." in page.text
    old = re.search(r'name="until" value="([^"]+\+[^"]+)"', page.text)[1]
    await client.post(f"{invitation}/extend", data={"until": old.replace("&#43;", "+")})
    assert (await employer.fetch("select expires_at from invitation")) == [before]


async def test_an_end_that_has_passed_is_said_beside_its_field(browser, employer):
    _, invitation = await invited(employer)
    page = await (await browser()).post(f"{invitation}/extend", data={"until": "2020-05-01T18:00"})
    assert page.status_code == 422
    assert "The expiry date has passed" in page.text
    assert 'value="2020-05-01T18:00"' in page.text
    assert "data-reopens" in page.text


async def test_revoking_can_be_taken_back(browser, employer):
    path, invitation = await invited(employer)
    client = await browser()
    await client.post(f"{invitation}/revoke")
    assert await state(employer) == "revoked"
    assert f"{invitation}/revive" in (await client.get(path)).text
    await client.post(f"{invitation}/revive")
    assert await state(employer) == "pending"
    kinds = [row["type"] for row in await employer.fetch("select type from event order by id")]
    assert "invitation.revived" in kinds
    assert (await employer.fetch("select link_version from invitation"))[0][0] == 0
    actors = {row["actor"] for row in await employer.fetch("select actor from event")}
    assert any(actor.startswith("member:mem_") for actor in actors)


async def test_a_letter_is_sent_again_and_a_refusal_is_said(browser, employer):
    path, invitation = await invited(employer)
    client = await browser()
    await client.post(f"{invitation}/resend")
    assert "is on its way" in (await client.get(path)).text
    await client.post(f"{invitation}/revoke")
    await client.post(f"{invitation}/resend")
    assert "The invitation is revoked; inviting again revives it" in words(await client.get(path))


async def test_a_letter_that_does_not_leave_is_not_called_on_its_way(browser, employer, clock):
    organization = employer.organization.id
    how = {"reason": "manual", "actor": "operator", "now": clock.now()}
    await delivery.suppress(employer.database, organization, ["amara@example.com"], **how)
    path, invitation = await invited(employer)
    client = await browser()
    for step, sent in (("resend", {}), ("rotate", {"send": "yes"})):
        await client.post(f"{invitation}/{step}", data=sent)
        said = words(await client.get(path))
        assert "is on its way" not in said
        assert said.count("so no letters are sent") == 2


async def test_a_new_link_voids_the_old_one(browser, employer):
    _, invitation = await invited(employer)
    await (await browser()).post(f"{invitation}/rotate", data={"send": "yes"})
    (row,) = await employer.fetch("select link_version from invitation")
    assert row[0] == 1


async def test_more_time_is_granted_where_it_was_asked_for(browser, employer, clock):
    row = (await employer.invite(AMARA)).rows[0]
    clock.advance(days=13, hours=20)
    claim = row.invitation.claim(employer.organization.id)
    await invitations.ask_for_more_time(
        employer.database, claim, None, "My train is late", employer.clock
    )
    client = await browser()
    path = f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"
    assert "My train is late" in (await client.get(path)).text
    name = to_typeid("inv", row.invitation.uid)
    await client.post(
        f"/console/invitations/{name}/more-time", data={"days": "2", "answer": "grant"}
    )
    assert "got 2 days" in words(await client.get(path))


async def test_a_name_is_corrected_and_a_bad_address_is_said_beside_its_field(browser, employer):
    path, _ = await invited(employer)
    client = await browser()
    await client.post(f"{path}/correct", data={"name": "Amara N.", "email": "amara@example.com"})
    assert "Amara N." in (await client.get(path)).text
    page = await client.post(f"{path}/correct", data={"name": "Amara N.", "email": "nowhere"})
    assert page.status_code == 422
    assert 'id="email-error"' in page.text
    assert 'value="nowhere"' in page.text


async def test_an_address_that_somebody_else_has_is_refused(browser, employer):
    path, _ = await invited(employer)
    await invited(employer, SCRIPT)
    page = await (await browser()).post(
        f"{path}/correct", data={"name": "Amara", "email": "mallory@example.org"}
    )
    assert page.status_code == 422
    assert "Another candidate" in page.text


async def test_accommodations_are_set_and_taken_back(browser, employer):
    path, _ = await invited(employer)
    client = await browser()
    wanted = {"time_factor": "1.5", "break_minutes": "10"}
    await client.post(f"{path}/accommodations", data=wanted)
    assert "1.5 × the time" in (await client.get(path)).text
    reference = path.rpartition("/")[2]
    given = await attempts.get_accommodation(employer.database, employer.organization.id, reference)
    assert (float(given.time_factor), given.break_minutes) == (1.5, 10)
    page = await client.post(f"{path}/accommodations", data={"break_minutes": "999"})
    assert page.status_code == 422


async def test_a_letter_is_read_as_it_was_sent_with_masked_links(browser, employer):
    path, _ = await invited(employer)
    client = await browser()
    letter = re.search(r"/console/candidates/[^\"]+/letters/msg_\w+", (await client.get(path)).text)
    page = await client.get(letter[0])
    assert page.status_code == 200
    assert "https://muster.example.com/i/…" in page.text
    assert not re.search(r"/i/[\w-]{8,}", page.text)
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    html = await client.get(f"{letter[0]}/html")
    assert "sandbox" in html.headers["content-security-policy"]
    assert "script-src" not in html.headers["content-security-policy"]
    assert not re.search(r"/i/[\w-]{8,}", html.text)
    assert "The quiz" in html.text


async def test_letters_of_others_are_not_shown(browser, employer):
    path, _ = await invited(employer)
    other, _ = await invited(employer, SCRIPT)
    client = await browser()
    letter = re.search(r"letters/msg_\w+", (await client.get(other)).text)[0]
    assert (await client.get(f"{path}/{letter}")).status_code == 404


async def test_what_the_relay_said_is_shown(browser, employer):
    path, _ = await invited(employer)
    async with employer.database.acting_as(Role.WORKER).transaction() as connection:
        await connection.execute(
            "insert into message_try (organization_id, message_id, number, started_at, ended_at,"
            " phase, outcome, code, enhanced, words) select organization_id, id, 1, $1, $1,"
            " 'rcpt', 'bounced', 550, '5.1.1', 'No <b>such</b> user here' from message",
            employer.clock.now(),
        )
    text = (await (await browser()).get(path)).text
    assert "No &lt;b&gt;such&lt;/b&gt; user here" in text
    assert "550" in text


async def test_a_long_story_goes_by_pages_and_loses_nothing(browser, employer):
    taker = await start(employer, "quiz", AMARA)
    await employer.change(
        "insert into event (organization_id, type, subject_kind, subject_id, occurred_at, actor)"
        " select $1, 'signal.left_tab', 'attempt', $2, $3::timestamptz + number * interval '1s',"
        " 'candidate' from generate_series(1, 100) as number",
        employer.organization.id,
        taker.attempt.id,
        employer.clock.now(),
    )
    client = await browser()
    path = f"/console/candidates/{(await employer.fetch('select uid from candidate'))[0][0]}"
    seen, place = 0, path
    for _ in range(4):
        page = await client.get(place)
        seen += page.text.count("another page in front")
        older = re.search(r'rel="next" href="([^"]+)"', page.text)
        if older is None:
            break
        place = older[1].replace("&amp;", "&").partition("#")[0]
    assert seen == 100
    assert "invited" in words(page)


ESSAY = """
key: essay
kind: assessment
title: An essay
questions:
  - {id: q1, type: long_text, prompt: Why, rubric: [{criterion: Clarity, points: 2}]}
"""


async def test_what_is_hidden_from_who_rates_is_not_shown_beside_the_name(browser, employer):
    await publish(employer, ESSAY)
    await settled(employer, "essay", {"q1": "Because."}, AMARA)
    path = f"/console/candidates/{(await employer.fetch('select uid from candidate'))[0][0]}"
    client = await browser(MemberRole.RECRUITER)
    assert "/console/reports/rep_" in (await client.get(path)).text
    await reviews.set_blind(
        employer.database,
        employer.organization.id,
        (None, True),
        actor="cli",
        clock=employer.clock,
    )
    page = await client.get(path)
    assert "Hidden until you have rated" in page.text
    assert "rep_" not in page.text
    assert "rep_" not in (await client.get("/console")).text
