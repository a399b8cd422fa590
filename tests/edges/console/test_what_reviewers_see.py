"""What reviewers are not shown anywhere: addresses, and results of people whose names are hidden."""

import pytest

from muster.base.ids import to_typeid
from muster.features import delivery
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import publish, settled

ADDRESS = "amara@example.com"
AMARA = Guest(ADDRESS, "Amara Okafor")


@pytest.fixture
async def invited(employer):
    """Invite; return the paths of the person, and of the letter to them."""
    (row,) = (await employer.invite(AMARA)).rows
    (message,) = await employer.fetch("select uid from message")
    person = f"/console/candidates/{to_typeid('cand', row.candidate.uid)}"
    return person, f"{person}/letters/{to_typeid('msg', message['uid'])}"


async def test_reviewers_see_names_and_no_addresses(browser, employer, clock, invited):
    person, letter = invited
    await delivery.suppress(
        employer.database,
        employer.organization.id,
        [ADDRESS],
        reason="manual",
        actor="operator",
        now=clock.now(),
    )
    reviewer, auditor = await browser(MemberRole.REVIEWER), await browser(MemberRole.AUDITOR)
    for path in ("/console", "/console/invitations", "/console/candidates", person):
        page = await reviewer.get(path)
        assert "Amara Okafor" in page.text
        assert ADDRESS not in page.text
        assert "/letters/" not in page.text
        assert ADDRESS in (await auditor.get(path)).text
    for path in (letter, f"{letter}/html"):
        assert (await reviewer.get(path)).status_code == 403
        assert (await auditor.get(path)).status_code == 200


def found(page) -> int:
    return page.text.partition("<tbody>")[2].count("<tr>")


@pytest.mark.parametrize("page", ["invitations", "candidates"])
async def test_reviewers_find_nobody_by_address(browser, employer, page):
    await employer.invite(AMARA, Guest("zoe@example.com", "Zoë Brontë"))
    reviewer, recruiter = await browser(MemberRole.REVIEWER), await browser(MemberRole.RECRUITER)
    for words in (ADDRESS, "amara@", "zoe@example"):
        path = f"/console/{page}?q={words}"
        assert "Okafor" not in (await reviewer.get(path)).text
        assert f"1 {page[:-1]}" in (await recruiter.get(path)).text
    for words in ("OKA ama", "bronte"):
        assert f"1 {page[:-1]}" in (await reviewer.get(f"/console/{page}?q={words}")).text


WRITTEN = """
key: written
kind: assessment
title: A written interview
pass_percent: 10
questions:
  - {id: pick, type: single_choice, prompt: 'Which?', points: 1, options: {a: A, b: B}, correct: a}
  - {id: essay, type: long_text, prompt: Tell us about a day at work.,
     rubric: [{criterion: Clarity, points: 2}]}
"""
RATING = {"level-0": "2", "comment": "", "revision": "0"}


@pytest.fixture
async def rated(employer, browser):
    """A report that an owner has rated; names are hidden from whoever has not. Return its path."""
    await publish(employer, WRITTEN)
    attempt = await settled(employer, "written", {"pick": "a", "essay": "I bake."}, AMARA)
    (row,) = await employer.fetch("select uid from report where attempt_id = $1", attempt.id)
    path = f"/console/reports/{to_typeid('rep', row['uid'])}"
    owner = await browser()
    await owner.post("/console/reviews/names", data={"blind": "yes"})
    answer = await owner.post(f"{path}/ratings/2", data=RATING)
    assert answer.status_code == 303
    return path, owner


async def test_lists_have_no_results_of_whom_the_reader_has_not_rated(browser, rated):
    path, owner = rated
    recruiter = await browser(MemberRole.RECRUITER)
    for page in ("invitations", "candidates"):
        assert "100%" in (await owner.get(f"/console/{page}")).text
        text = (await recruiter.get(f"/console/{page}")).text
        assert "Amara Okafor" in text
        assert "100%" not in text
        assert "Passed" not in text
    for state in ("passed", "failed"):  # neither tells who passed
        assert found(await recruiter.get(f"/console/invitations?state={state}")) == 1
    await recruiter.post(f"{path}/ratings/2", data=RATING)
    assert "100%" in (await recruiter.get("/console/invitations")).text
    assert "100%" in (await recruiter.get("/console/candidates")).text


async def test_no_page_tells_reviewers_who_did_what_when_while_names_are_hidden(
    browser, employer, rated
):
    _, owner = rated
    reviewer = await browser(MemberRole.REVIEWER)
    (row,) = await employer.fetch(
        "select i.uid as invitation, c.uid as candidate from invitation i join candidate c "
        "on c.organization_id = i.organization_id and c.id = i.candidate_id"
    )
    person = f"/console/candidates/{to_typeid('cand', row['candidate'])}"
    invitation = f"/console/invitations/{to_typeid('inv', row['invitation'])}"
    closed = ("/console/invitations", "/console/candidates", person, invitation)
    for path in closed:
        page = await reviewer.get(path)
        assert (page.status_code, "Amara" in page.text) == (403, False)
        assert "Names are hidden from reviewers" in page.text
    home = await reviewer.get("/console")
    assert (home.status_code, "Amara" in home.text) == (200, False)
    await owner.post("/console/reviews/names", data={"blind": "no"})
    for path in (*closed, "/console"):
        assert "Amara" in (await reviewer.get(path, follow_redirects=True)).text


async def test_exports_have_no_hidden_results(browser, rated):
    _, owner = rated
    recruiter = await browser(MemberRole.RECRUITER)
    for page in ("invitations", "candidates"):
        assert ",100" in (await owner.get(f"/console/{page}/export")).text
        answer = await recruiter.get(f"/console/{page}/export")
        assert "Amara Okafor" in answer.text
        assert ",100" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_the_first_page_names_nobody_whose_report_waits(browser, employer):
    await publish(employer, WRITTEN)
    await settled(employer, "written", {"pick": "a", "essay": "I bake."}, AMARA)
    owner = await browser()
    line = "1 report waits for a rating"
    named = '<span class="soft"><bdi>Amara Okafor</bdi></span>'
    page = (await owner.get("/console")).text
    assert line in page
    assert named in page
    await owner.post("/console/reviews/names", data={"blind": "yes"})
    page = (await owner.get("/console")).text
    assert line in page
    assert named not in page
