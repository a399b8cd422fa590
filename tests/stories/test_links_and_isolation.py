"""Following links as a browser does, and what another organization gets to see: nothing."""

import re

import pytest
from story_calls import calls_of, links_of
from story_program import serving

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(data):
    with serving(data) as server:
        yield server


@pytest.fixture(scope="module")
def links(server, template) -> dict[str, str]:
    """One link of each of northwind's calls."""
    calls = calls_of(template.northwind)
    with server.client(template.northwind.key) as client:
        return {call.name: links_of(call.make(client).json())[0] for call in calls}


def seen(browser) -> str:
    """The candidate's page; one invitation leads on to its briefing."""
    return browser.get("/home", follow_redirects=True).text


def starts(browser) -> set[str]:
    """Where the candidate's page offers to start."""
    return set(re.findall(r"/home/[0-9a-f-]{36}/start", seen(browser)))


@pytest.fixture
def browser(server):
    with server.client() as browser:
        yield browser


def test_looking_makes_no_session_and_changes_nothing(browser, links):
    first, second = (browser.get(links["micro1"]) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert browser.head(links["micro1"]).status_code == 200
    assert not browser.cookies
    assert "Northwind" not in seen(browser)


def test_opening_trades_the_link_for_a_cookie_and_an_address_without_it(browser, links, template):
    answer = browser.post(links["micro1"])
    assert answer.status_code == 303
    assert answer.headers["location"] == "/home"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    home = seen(browser)
    assert template.northwind.activities["interview"][0]["title"] in home
    assert links["micro1"].rpartition("/")[2] not in home


def test_start_waits_for_the_candidates_agreement(browser, links):
    browser.post(links["micro1"])
    (start,) = starts(browser)
    answer = browser.post(start)
    assert answer.status_code == 422
    assert "Without your agreement nothing can be started." in answer.text


def test_several_assessments_are_listed_behind_one_link(browser, links, template):
    browser.post(links["hiringbranch"])
    home = seen(browser)
    for activity in template.northwind.activities["assessment"][:3]:
        assert activity["title"] in home


def test_opening_a_second_link_keeps_what_the_first_opened(browser, links):
    browser.post(links["micro1"])
    browser.post(links["xobin interview"])
    assert len(starts(browser)) == 2


def test_a_revoked_link_ends_its_session_at_the_next_request(browser, server, template):
    employer = template.northwind
    body = {
        "activity": "bookkeeping-basics",
        "candidates": [{"email": "gone@example.com", "name": "Gone Soon"}],
    }
    with server.client(employer.key) as client:
        made = client.post("/v1/invitations", json=body).json()["data"][0]["invitation"]
        browser.post(made["link"])
        assert len(starts(browser)) == 1
        assert client.post(f"/v1/invitations/{made['id']}/revoke").status_code == 200
    assert starts(browser) == set()
    assert "Bookkeeping" not in seen(browser)
    assert browser.get(made["link"]).status_code == 410


def test_a_cut_link_is_told_from_a_wrong_one(browser, links):
    link = links["micro1"]
    wrong = link[:-1] + ("0" if link[-1] != "0" else "1")
    cut_page, wrong_page = browser.get(link[:-5]), browser.get(wrong)
    assert cut_page.status_code == wrong_page.status_code == 404
    assert cut_page.text != wrong_page.text


@pytest.mark.parametrize("index", range(5))
def test_no_vendor_call_takes_the_activities_of_another_organization(index, server, template):
    ours = calls_of(template.northwind)[index]
    headers = ours.headers and {"instance": template.southwind.slug}
    with server.client(template.southwind.key) as client:
        answer = ours.make(client, **headers)
        before = server.invitations(template.southwind.key)
    assert answer.status_code in {400, 404}
    for private in ("Bookkeeping", "Support", "Northwind", "northwind"):
        assert private not in answer.text
    assert before == []


def test_an_instance_of_another_organization_is_refused(server, template):
    call = calls_of(template.southwind)[0]
    with server.client(template.southwind.key) as client:
        answer = call.make(client, instance=template.northwind.slug)
    assert answer.status_code == 400


def test_a_candidate_of_another_organization_cannot_be_written_to(server, template, links):
    assert links
    with server.client(template.northwind.key) as client:
        candidate = calls_of(template.northwind)[4].make(client).json()
    (theirs,) = [one["candidate_id"] for one in candidate["data"]["invitations"]]
    interview = template.southwind.ids("interview", "uid")[0]
    body = {"interview_id": interview, "candidate_id": theirs}
    with server.client(template.southwind.key) as client:
        answer = client.post("/interview/invite", json=body)
    assert answer.status_code == 400
    assert "john" not in answer.text.lower()


def test_a_session_of_one_organization_shows_nothing_of_another(browser, server, template, links):
    body = {
        "activity": "bookkeeping-basics",
        "candidates": [{"email": "john@example.com", "name": "Jack Southerner"}],
    }
    with server.client(template.southwind.key) as client:
        made = client.post("/v1/invitations", json=body).json()["data"][0]["invitation"]
    browser.post(made["link"])
    home = seen(browser)
    assert "Southwind" in home
    assert "Northwind" not in home
    with server.client() as other:
        other.post(links["micro1"])
        (theirs,) = starts(other)
    assert browser.get(theirs).status_code == 404
    assert browser.post(theirs).status_code == 404
