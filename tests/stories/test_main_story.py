"""The main job on real input: vendors' calls, a CSV of five hundred, real mail, links that open."""

import csv
import unicodedata
from collections import Counter

import pytest
from story_calls import calls_of, links_of
from story_people import people
from story_program import eventually, muster_json, relaying, serving

pytestmark = pytest.mark.slow
PEOPLE = 500


@pytest.fixture(scope="module")
def relay(tmp_path_factory):
    with relaying(tmp_path_factory.mktemp("relay") / "letters") as relay:
        yield relay


@pytest.fixture(scope="module")
def server(data, relay):
    with serving(data, "--smtp-url", relay.url) as server:
        yield server


@pytest.fixture(scope="module")
def invited(server, data, relay, tmp_path_factory):
    """Five hundred people of a CSV, invited by the command line while the server runs."""
    file = tmp_path_factory.mktemp("csv") / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("name", "email"), *people(PEOPLE)])
    rows = muster_json(
        "invite", "--organization", "northwind", "--activity", "bookkeeping-basics", file, "--send",
        "--data", data, MUSTER_PUBLIC_URL=server.url,
    )  # fmt: skip
    eventually(lambda: server.waiting() == 0)
    letters = [one for one in relay.delivered() if one.recipient.startswith("person.")]
    return rows, letters


def test_each_vendor_call_is_answered_and_mailed_once_and_its_links_open(server, template, relay):
    calls = calls_of(template.northwind)
    with server.client(template.northwind.key) as client:
        answers = [call.make(client) for call in calls]
        assert [answer.status_code for answer in answers] == [200] * 5
        links = [link for answer in answers for link in links_of(answer.json())]
        assert answers[0].json()[0]["invitationStatus"] == "SENT"
        relay.wait_for(6)
        assert Counter(
            letter.link for letter in relay.delivered() if "person" not in letter.recipient
        ) == Counter(links)
        for link in links:
            assert client.get(link).status_code == 200
            assert client.post(link).headers["location"] == "/home"


def test_every_vendor_call_made_again_returns_the_same_links(server, template):
    calls = calls_of(template.northwind, suffix=".again")
    with server.client(template.northwind.key) as client:
        first, second = ([call.make(client).json() for call in calls] for _ in range(2))
    assert [links_of(body) for body in first] == [links_of(body) for body in second]


def test_a_csv_of_five_hundred_invites_everybody_and_tells_each_link(invited):
    rows, _ = invited
    assert [row["outcome"] for row in rows] == ["created"] * PEOPLE
    assert [(row["name"], row["email"]) for row in rows] == list(people(PEOPLE))
    assert len({row["link"] for row in rows}) == PEOPLE


def test_everybody_gets_exactly_one_letter_with_the_link_that_was_told(invited):
    rows, letters = invited
    assert Counter(letter.recipient for letter in letters) == Counter(row["email"] for row in rows)
    assert {letter.recipient: letter.link for letter in letters} == {
        row["email"]: row["link"] for row in rows
    }
    assert len({letter.message_id for letter in letters}) == PEOPLE


def test_every_letter_parses_and_names_its_person_as_the_list_did(invited):
    rows, letters = invited
    names = {row["email"]: row["name"] for row in rows}
    for delivered in letters:
        letter = delivered.letter
        name = unicodedata.normalize("NFC", names[delivered.recipient])
        assert delivered.receiver.replace('"', "") == f"{name} <{delivered.recipient}>"
        assert not letter.defects
        assert not any(part.defects for part in letter.walk())
        assert {part.get_content_type() for part in letter.walk() if not part.is_multipart()} == {
            "text/plain",
            "text/html",
            "text/calendar",
        }
        assert name in delivered.text


def test_every_link_shows_its_page_and_opens(invited, server):
    rows, _ = invited
    with server.client() as browser:
        for row in rows:
            browser.cookies.clear()
            assert browser.get(row["link"]).status_code == 200
            assert browser.post(row["link"]).headers["location"] == "/home"
        assert "Bookkeeping" in browser.get("/home", follow_redirects=True).text


def test_the_same_list_once_more_invites_nobody_again(invited, server, data, tmp_path):
    rows, _ = invited
    file = tmp_path / "again.csv"
    file.write_text("\n".join(["name,email", *(f"{r['name']},{r['email']}" for r in rows)]))
    again = muster_json(
        "invite", "--organization", "northwind", "--activity", "bookkeeping-basics", file,
        "--data", data, MUSTER_PUBLIC_URL=server.url,
    )  # fmt: skip
    assert {row["outcome"] for row in again} == {"renewed"}
    assert [row["link"] for row in again] == [row["link"] for row in rows]
