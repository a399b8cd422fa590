"""Processes are killed while five hundred letters leave: none is lost, and at most one doubles."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from story_people import people
from story_program import Delivered, Server, eventually, relaying

from muster.base.settings import Settings
from muster.storage.embedded.postmaster import listener

pytestmark = pytest.mark.slow
PEOPLE = 500
CONNECTIONS = Settings().smtp_connections
"""What a worker keeps by default; each may double one letter when it is killed."""
SETTINGS = {"MUSTER_PUBLIC_URL": "https://muster.example.com"}
"""Links that do not change with the port, or a letter would not be the same after a restart."""


@dataclass(frozen=True)
class Aftermath:
    acknowledged: set[str]
    listed: set[str]
    delivered: list[Delivered]


@pytest.fixture(scope="module")
def aftermath(template, tmp_path_factory):
    """What three crashes leave behind, by what was killed; most of the time is leases lapsing."""
    stories = {
        "program": (_kill_program, ()),
        "child": (_kill_child, ("--processes", "2")),
        "postmaster": (_kill_postmaster, ()),
    }

    def tell(name: str) -> Aftermath:
        folder = tmp_path_factory.mktemp(name)
        return _tell(template, template.copy_to(folder / "data"), *stories[name])

    with ThreadPoolExecutor() as pool:
        return dict(zip(stories, pool.map(tell, stories), strict=True))


@pytest.fixture(params=["program", "child", "postmaster"])
def story(request, aftermath) -> Aftermath:
    return aftermath[request.param]


def test_every_acknowledged_invitation_is_there(story):
    assert len(story.acknowledged) == PEOPLE
    assert story.listed == story.acknowledged


def test_everybody_gets_the_letter(story):
    assert {one.recipient for one in story.delivered} == {address for _, address in people(PEOPLE)}


def test_at_most_one_letter_a_connection_comes_twice(story):
    assert len(story.delivered) - PEOPLE <= CONNECTIONS


def test_a_letter_that_comes_twice_has_the_same_message_id_and_bytes(story):
    contents = Counter(
        recipient for recipient, _ in {(d.recipient, d.content) for d in story.delivered}
    )
    assert set(contents.values()) == {1}


def _tell(template, data: Path, kill, words) -> Aftermath:
    with relaying(data.with_name("letters"), hold=0.03) as relay:
        words = ("--smtp-url", relay.url, *words)
        server = Server.start(data, *words, **SETTINGS)
        with server.abandoned_on_failure():
            acknowledged = _invite(server, template.northwind)
            relay.wait_for(PEOPLE // 5)
            server = kill(server, data, words)
        with server.abandoned_on_failure():
            assert relay.count() < PEOPLE, "everything had left before the kill"
            eventually(lambda: len(relay.addresses()) == PEOPLE, 120)
            eventually(lambda: server.waiting() == 0)
            listed = {_token(one["link"]) for one in server.invitations(template.northwind.key)}
        server.stop()
        return Aftermath(acknowledged, listed, relay.delivered())


def _kill_program(server: Server, data: Path, words) -> Server:
    server.kill()
    return Server.start(data, *words, **SETTINGS)


def _kill_child(server: Server, _: Path, __) -> Server:
    Server.end(server.children()[0])
    return server


def _kill_postmaster(server: Server, data: Path, words) -> Server:
    Server.end(listener(server.socket))
    server.stop()
    return Server.start(data, *words, **SETTINGS)


def _invite(server: Server, employer) -> set[str]:
    body = {
        "assessment_id": employer.ids("assessment", "id")[0],
        "invite_format": "sendlink",
        "candidates": [{"name": name, "email": email} for name, email in people(PEOPLE)],
    }
    with server.client(employer.key) as client:
        answer = client.post("/api/v2/assessment/invite", json=body)
    return {_token(one["invite_link"]) for one in answer.json()["invites"]}


def _token(link: str) -> str:
    return link.rpartition("/")[2]
