"""Reviewing over HTTP: the queue, a report, ratings, hidden names, comments, decisions, links."""

import re

import pytest

from muster.base.ids import to_typeid
from muster.features import members, reviews
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import publish, settled

WRITTEN = """
key: written
kind: assessment
title: A written interview
pass_percent: 50
questions:
  - {id: pick, type: single_choice, prompt: 'Which?', points: 1, options: {a: A, b: B}, correct: a}
  - id: essay
    type: long_text
    prompt: Tell us about a day at work.
    rubric:
      - {criterion: Clarity, points: 2, look_for: Short sentences}
      - {criterion: Tone, points: 1}
"""
ANSWERS = {"pick": "a", "essay": "I bake bread, says Žofkàvræn."}
NAME = "Žofkàvræn <script>alert(1)</script> Qwellon"
RATING = {"level-0": "1.5", "level-1": "1", "comment": "Warm & clear", "revision": "0"}


@pytest.fixture
async def attempt(employer):
    await publish(employer, WRITTEN)
    guest = Guest("zofka@example.com", NAME, external_id="EXT-7")
    return await settled(employer, "written", ANSWERS, guest)


@pytest.fixture
async def report(employer, attempt):
    rows = await employer.fetch("select uid from report where attempt_id = $1", attempt.id)
    return f"/console/reports/{to_typeid('rep', rows[0][0])}"


@pytest.fixture
async def hidden(employer):
    await reviews.set_blind(
        employer.database,
        employer.organization.id,
        (None, True),
        actor="member:mem_1",
        clock=employer.clock,
    )


async def test_the_queue_leads_to_the_report_and_a_rating_completes_it(browser, report):
    client = await browser(MemberRole.REVIEWER)
    queue = await client.get("/console/reviews")
    assert "A written interview" in queue.text
    assert "zofka@example.com" not in queue.text
    answer = await client.get("/console/reviews/next")
    assert answer.headers["location"].endswith(report)
    page = await client.get(report)
    assert "Žofkàvræn &lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "zofka@example.com" not in page.text
    answer = await client.post(f"{report}/ratings/2", data=RATING)
    assert answer.status_code == 303
    page = await client.get(report)
    assert "Your rating is complete." in page.text
    assert 'value="1.5" id="rate-2-level-0-3" checked' in page.text
    assert "Warm &amp; clear" in page.text
    assert (await client.get("/console/reviews/next")).headers["location"].endswith("/reviews")
    assert "Nothing waits to be rated" in (await client.get("/console/reviews")).text


async def test_a_rating_that_is_refused_is_shown_again_as_it_was(browser, report):
    client = await browser(MemberRole.REVIEWER)
    page = await client.post(f"{report}/ratings/2", data={"level-0": "2", "comment": "Half"})
    assert page.status_code == 422
    assert "Choose one of these" in page.text
    assert 'value="2" id="rate-2-level-0-4" checked' in page.text
    assert "Half</textarea>" in page.text
    for wrong in ({"level-0": "9", "level-1": "1"}, {"level-0": "NaN", "level-1": "1"}):
        assert (await client.post(f"{report}/ratings/2", data=wrong)).status_code == 422
    assert (await client.post(f"{report}/ratings/1", data=RATING)).status_code == 404


async def test_a_rating_is_taken_back_and_brought_back_by_undo(browser, report):
    client = await browser(MemberRole.REVIEWER)
    await client.post(f"{report}/ratings/2", data=RATING)
    await client.post(f"{report}/ratings/2/withdraw", data={"revision": "1"})
    page = await client.get(report)
    assert "was taken back" in page.text
    form = re.search(r'<form method="post" action="([^"]+)">\s*((?:<input[^>]+>\s*)+)', page.text)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]))
    assert fields["revision"] == "2"
    answer = await client.post(form[1], data=fields)
    assert answer.status_code == 303
    assert "Change my rating" in (await client.get(report)).text


TRACES = ("Žofkàvræn", "Qwellon", "zofka", "EXT-7", "Inés", "Warm", "%C5%BDofk", "cand_")


@pytest.mark.usefixtures("hidden")
async def test_a_hidden_name_is_in_no_byte_until_one_has_rated(browser, employer, report):
    recruiter = await browser(MemberRole.RECRUITER)
    ola = await browser(MemberRole.REVIEWER)
    names = {
        one.role: one
        for one in await members.list_members(employer.database, employer.organization.id)
    }
    await recruiter.post(f"{report}/ratings/2", data=RATING)
    await recruiter.post(f"{report}/comments", data={"text": "Žofkàvræn was late"})
    for path in ("/console/reviews", "/console/reviews?which=unrated", report):
        page = await ola.get(path)
        told = page.text + str(page.headers)
        for trace in (*TRACES[:4], "late", "Warm", names[MemberRole.RECRUITER].shown_name):
            assert trace not in told, (path, trace)
    page = (await ola.get(report)).text
    assert "Candidate " in page
    assert "I bake bread, says ▒▒▒." in page
    assert "Question 1" not in page
    await ola.post(f"{report}/ratings/2", data=RATING)
    page = (await ola.get(report)).text
    assert "Žofkàvræn" in page
    assert "was late" in page
    assert "Question 1" in page


@pytest.mark.usefixtures("hidden")
async def test_who_decides_has_the_name_shown_and_a_pdf_hides_it_until_then(browser, report):
    client = await browser(MemberRole.RECRUITER)
    printed = await client.get(f"{report}/report.pdf")
    assert printed.content.startswith(b"%PDF")
    assert "ofk" not in printed.headers["content-disposition"]
    assert b"Qwellon" not in printed.content
    assert (await client.post(f"{report}/decision", data={"choice": "rejected"})).status_code == 409
    assert (await client.post(f"{report}/shares", data={"minutes": "60"})).status_code == 409
    await client.post(f"{report}/reveal")
    assert "Žofkàvræn" in (await client.get(report)).text
    assert "ofk" in (await client.get(f"{report}/report.pdf")).headers["content-disposition"]


@pytest.mark.usefixtures("attempt")
async def test_names_are_hidden_of_all_or_of_one_activity(browser):
    client = await browser(MemberRole.RECRUITER)
    page = await client.post("/console/reviews/names", data={"blind": "yes"})
    assert page.status_code == 303
    await client.post("/console/reviews/names", data={"blind": "no", "activity": "written"})
    page = (await client.get("/console/reviews/names")).text
    assert "Show names again" in page
    assert page.count("as all") == 3


async def test_a_comment_is_written_edited_deleted_and_brought_back(browser, report):
    client = await browser(MemberRole.REVIEWER)
    await client.post(f"{report}/comments", data={"text": "A <b>bold</b> start"})
    page = (await client.get(report)).text
    assert "A &lt;b&gt;bold&lt;/b&gt; start" in page
    comment = re.search(r"/comments/(cmt_\w+)/delete", page)[1]
    empty = await client.post(f"{report}/comments/{comment}", data={"text": " "})
    assert empty.status_code == 422
    assert "Write something first" in empty.text
    await client.post(f"{report}/comments/{comment}", data={"text": "Calmer"})
    await client.post(f"{report}/comments/{comment}/delete")
    page = (await client.get(report)).text
    assert "The comment was deleted." in page
    assert "Calmer" not in page
    await client.post(f"{report}/comments/{comment}/restore")
    assert "Calmer" in (await client.get(report)).text


async def test_a_decision_has_a_reason_and_is_taken_back(browser, report):
    client = await browser(MemberRole.RECRUITER)
    assert (await client.post(f"{report}/decision", data={})).status_code == 422
    await client.post(f"{report}/decision", data={"choice": "rejected", "reason": "Too\nlate"})
    page = (await client.get(report)).text
    assert "Too late" in page
    undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', page))
    await client.post(f"{report}/decision/undo", data=undo)
    assert "undecided" in (await client.get(report)).text
    again = await client.post(f"{report}/decision/undo", data=undo)
    assert again.status_code == 409
    for odd in ("", "passed_on", "none"):
        answer = await client.post(f"{report}/decision/undo", data={"choice": odd})
        assert answer.status_code == 409


async def test_undo_leaves_what_somebody_else_decided_meanwhile(browser, report, employer):
    client, other = await browser(MemberRole.RECRUITER), await browser()
    await client.post(f"{report}/decision", data={"choice": "passed_on", "reason": "Kind"})
    page = (await client.get(report)).text
    undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)">', page))
    await other.post(f"{report}/decision", data={"choice": "rejected", "reason": "Never came"})
    assert (await client.post(f"{report}/decision/undo", data=undo)).status_code == 409
    assert await employer.count("report_decision") == 2
    await other.post(f"{report}/decision/undo", data={"choice": "rejected"})
    said = (await client.get(report)).text.partition('id="decision"')[2]
    assert "Kind" in said


async def test_a_link_is_made_and_revoked(browser, report):
    client = await browser(MemberRole.RECRUITER)
    assert (await client.post(f"{report}/shares", data={"minutes": "1"})).status_code == 422
    await client.post(f"{report}/shares", data={"minutes": "60"})
    page = (await client.get(report)).text
    assert "https://muster.example.com" in page
    share = re.search(r"/shares/(shr_\w+)/revoke", page)[1]
    await client.post(f"{report}/shares/{share}/revoke")
    assert "/revoke" not in (await client.get(report)).text


async def test_a_reviewer_neither_decides_nor_shares_nor_answers_requests(browser, report):
    client = await browser(MemberRole.REVIEWER)
    page = (await client.get(report)).text
    assert "/decision" not in page
    assert "/shares" not in page
    for path in ("/console/reviews/decisions", "/console/reviews/requests", f"{report}/report.pdf"):
        assert (await client.get(path)).status_code == 403
    assert (await client.post(f"{report}/shares", data={"minutes": "60"})).status_code == 403


async def test_nobody_of_another_organization_reads_a_report(browser, other_employer, report):
    client = await browser(MemberRole.OWNER, of=other_employer)
    assert (await client.get(report)).status_code == 404
    assert (await client.post(f"{report}/ratings/2", data=RATING)).status_code == 404
