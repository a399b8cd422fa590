"""Boards of tracks, requests of candidates, and recordings, over HTTP."""

import re
from urllib.parse import quote

import pytest

from muster.features import attempts, catalog, invitations, tracks
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from shared_reports import RECORDED, share_everything
from takers import CONSENT, Taker, publish

TRACK = """
key: joining
kind: track
title: Joining <b>us</b>
stages:
  - {activity: quiz, advance: decided}
  - {activity: puzzle, advance: decided}
  - review: A meeting
"""
WRITTEN = """
key: written
kind: assessment
title: A written interview
questions:
  - {id: essay, type: long_text, prompt: Tell us about a day at work., points: 1}
"""
WRITTEN_TRACK = """
key: writing
kind: track
title: Writing
stages:
  - {activity: written, advance: decided}
"""


@pytest.fixture
async def track(employer) -> catalog.Activity:
    return await publish(employer, TRACK)


@pytest.fixture
def begin(employer, track):
    """Return a function that starts the track for somebody; with ``done`` the first stage, too."""

    async def begin(name: str, *, done: bool = True) -> invitations.Invitation:
        guest = Guest(f"{name.split(maxsplit=1)[0].lower()}@example.com", name)
        (row,) = (await employer.invite(guest, activities=(track,))).rows
        database, organization, clock = employer.database, employer.organization.id, employer.clock
        session = await invitations.open_link(
            database, row.invitation.claim(organization), None, clock
        )
        progress = await tracks.start(database, session, row.invitation.uid, clock)
        if done:
            child = progress.present.child.uid
            attempt = await attempts.start(database, session, child, CONSENT, clock)
            taker = Taker(employer, session, attempt)
            await taker.save("q1", "a")
            await taker.submit()
            await tracks.conclude(database, organization, attempt.id, clock)
        return row.invitation

    return begin


BOARD = "/console/reviews/tracks/joining"


def cards(page: str) -> list[str]:
    """Return who can be chosen, as ``inv_…:STAGE``."""
    return re.findall(r'name="who" form="bulk" value="([^"]+)"', page)


async def test_several_are_moved_at_once_and_brought_back(browser, begin):
    for name in ("Inés Duarte", "Bo Lind"):
        await begin(name)
    await begin("Ada Early", done=False)
    client = await browser(MemberRole.RECRUITER)
    page = (await client.get(BOARD)).text
    assert "2 people wait for you" in page
    assert "Joining &lt;b&gt;us&lt;/b&gt;" in page
    chosen = cards(page)
    assert len(chosen) == 2
    waiting = (await client.get("/console/reviews/decisions")).text
    assert "Inés Duarte" in waiting
    who = "&".join(f"who={quote(one)}" for one in chosen)
    asked = await client.get(f"{BOARD}/decide?decision=advance&{who}")
    assert "Advance 2 people" in asked.text
    body = {"decision": "advance", "who": chosen, "reason": "Both\nare good"}
    assert (await client.post(f"{BOARD}/decide", data=body)).status_code == 303
    page = (await client.get(BOARD)).text
    assert "2 people were advanced." in page
    assert cards(page) == []
    undo = re.search(r'name="who" value="([^"]+)"', page)[1]
    await client.post(f"{BOARD}/undo", data={"who": undo})
    page = (await client.get(BOARD)).text
    assert "2 decisions were taken back." in page
    assert cards(page) == chosen


async def test_who_cannot_be_moved_is_told_and_the_others_are_moved(browser, begin):
    await begin("Inés Duarte")
    early = await begin("Ada Early", done=False)
    client = await browser(MemberRole.RECRUITER)
    (ready,) = cards((await client.get(BOARD)).text)
    body = {"decision": "advance", "who": [ready, f"{early.uid}:1", "inv_none:1"]}
    await client.post(f"{BOARD}/decide", data=body)
    page = (await client.get(BOARD)).text
    assert "1 person was advanced. The candidate has not finished the present stage." in page


async def test_a_reason_that_is_too_long_is_asked_for_again(browser, begin):
    await begin("Inés Duarte")
    client = await browser(MemberRole.RECRUITER)
    chosen = cards((await client.get(BOARD)).text)
    body = {"decision": "reject", "who": chosen, "reason": "x" * 1001}
    answer = await client.post(f"{BOARD}/decide", data=body)
    assert answer.status_code == 422
    assert "x" * 1001 in answer.text
    assert "reason is longer than" in answer.text
    assert (await client.post(f"{BOARD}/decide", data={"decision": "hire"})).status_code == 422


async def test_boards_are_for_who_decides_and_of_tracks_only(browser, begin, other_employer):
    await begin("Inés Duarte")
    assert (await (await browser(MemberRole.REVIEWER)).get(BOARD)).status_code == 403
    other = await browser(MemberRole.OWNER, of=other_employer)
    assert (await other.get(BOARD)).status_code == 404
    owner = await browser(MemberRole.OWNER)
    assert (await owner.get("/console/reviews/tracks/quiz")).status_code == 404
    assert "Joining" in (await owner.get("/console/reviews/tracks")).text


async def test_what_somebody_needs_is_granted_by_one_press(browser, employer):
    (row,) = (await employer.invite(Guest("ada@example.com", "Ada <i>Lind</i>"))).rows
    claim = row.invitation.claim(employer.organization.id)
    session = await invitations.open_link(employer.database, claim, None, employer.clock)
    await attempts.ask_for_accommodation(
        employer.database, session, row.invitation.uid, "I see badly", employer.clock
    )
    client = await browser(MemberRole.RECRUITER)
    page = (await client.get("/console/reviews/requests")).text
    assert "I see badly" in page
    assert "Ada &lt;i&gt;Lind&lt;/i&gt;" in page
    candidate = re.search(r'name="candidate" value="(\d+)"', page)[1]
    body = {"candidate": candidate, "factor": "1.5", "breaks": "20"}
    await client.post("/console/reviews/requests/needs", data=body)
    given = await attempts.get_accommodation(employer.database, employer.organization.id, candidate)
    assert (str(given.time_factor), given.break_minutes) == ("1.5", 20)
    assert "Nobody asks for anything" in (await client.get("/console/reviews/requests")).text


async def test_more_time_is_given_or_refused_by_one_press(browser, employer, clock):
    guests = [Guest("ada@example.com", "Ada Lind"), Guest("bo@example.com", "Bo Lind")]
    rows = (await employer.invite(*guests)).rows
    clock.advance(days=13, hours=20)
    for row in rows:
        claim = row.invitation.claim(employer.organization.id)
        await invitations.ask_for_more_time(employer.database, claim, None, "I was ill", clock)
    client = await browser(MemberRole.RECRUITER)
    page = (await client.get("/console/reviews/requests")).text
    assert page.count("I was ill") == 2
    names = re.findall(r'name="invitation" value="(\d+)"', page)
    for name, days in zip(names, ("3", "0"), strict=True):
        body = {"invitation": name, "days": days}
        answer = await client.post("/console/reviews/requests/time", data=body)
        assert answer.status_code == 303
    assert (await client.post("/console/reviews/requests/time", data=body)).status_code == 409
    found = await invitations.list_requests(employer.database, employer.organization.id, None)
    assert {one.days for one in found} == {3, None}


async def test_a_recording_is_played_in_ranges_and_a_file_is_saved(browser, services, employer):
    shared = await share_everything(services, employer)
    client = await browser(MemberRole.REVIEWER)
    page = (await client.get("/console/reviews")).text
    report = re.search(r"/console/reports/rep_\w+", page)[0]
    page = (await client.get(report)).text
    part = await client.get(f"{report}/recordings/{shared.take}", headers={"range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, RECORDED[4:10])
    assert "sandbox" in part.headers["content-security-policy"]
    file = await client.get(f"{report}/files/{shared.file}")
    assert "Plan.txt" in file.headers["content-disposition"]
    image = re.search(rf"{report}/images/\w+", page)[0]
    assert (await client.get(image)).headers["content-type"] == "image/png"
    for wrong in (f"{report}/recordings/{shared.file}", f"{report}/files/{shared.take}"):
        assert (await client.get(wrong)).status_code == 404


async def test_the_first_page_counts_the_stages_that_the_queue_lists(browser, employer, begin):
    await publish(employer, WRITTEN)
    track = await publish(employer, WRITTEN_TRACK)
    await begin("Inés Duarte")
    guest = Guest("ada@example.com", "Ada Early")
    (row,) = (await employer.invite(guest, activities=(track,))).rows
    database, organization, clock = employer.database, employer.organization.id, employer.clock
    session = await invitations.open_link(database, row.invitation.claim(organization), None, clock)
    progress = await tracks.start(database, session, row.invitation.uid, clock)
    child = progress.present.child.uid
    attempt = await attempts.start(database, session, child, CONSENT, clock)
    taker = Taker(employer, session, attempt)
    await taker.save("essay", "I bake.")
    await taker.submit()
    await tracks.conclude(database, organization, attempt.id, clock)
    client = await browser(MemberRole.RECRUITER)
    home = (await client.get("/console")).text
    assert "1 report waits for a rating" in home
    assert "1 candidate waits for a decision" in home  # the essay has to be rated first
    queue = (await client.get("/console/reviews/decisions")).text
    assert "Inés Duarte" in queue
    assert "Ada Early" not in queue
