"""Letters come back: by a pipe, then by a folder of a mail server; an address is put right."""

import json
import subprocess

import pytest
from story_program import (
    MUSTER,
    Relay,
    Server,
    environment,
    eventually,
    muster_json,
    relaying,
    serving,
)

from bounce_samples import delivery_status, feedback
from imap_server import imap_server

pytestmark = pytest.mark.slow
DOMAIN = {"MUSTER_BOUNCE_DOMAIN": "bounces.example.com"}
TYPO, RIGHT, CROSS = "lin.wie@example.com", "lin.wei@example.com", "ana@example.org"


def pipe(content: bytes, *words: object, status: int = 0) -> dict:
    """Hand a mail to the command as a mail server does."""
    line = [MUSTER, "bounce", *map(str, words), "--json"]
    done = subprocess.run(
        line, input=content, env=environment(**DOMAIN), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def invite(server: Server, key: str, *addresses: str) -> list[dict]:
    people = [{"email": address, "name": "Lin Wei"} for address in addresses]
    body = {"activity": "bookkeeping-basics", "candidates": people}
    with server.client(key) as client:
        rows = client.post("/v1/invitations", json=body).json()["data"]
    return [row["invitation"] for row in rows]


def read(server: Server, key: str, path: str) -> dict:
    with server.client(key) as client:
        return client.get(path).json()


def senders(relay: Relay) -> dict[str, str]:
    return {one.recipient: one.sender for one in relay.delivered()}


def test_letters_come_back_and_go_out_again(data, template, tmp_path):
    key = template.northwind.key
    with relaying(tmp_path / "letters") as relay:
        words = ("--smtp-url", relay.url)
        with serving(data, *words, **DOMAIN) as server:
            typo, _ = invite(server, key, TYPO, CROSS)
            relay.wait_for(2)
            eventually(lambda: server.waiting() == 0)
            came_from = senders(relay)
            assert came_from[TYPO] != came_from[CROSS]
            assert came_from[TYPO].endswith("@bounces.example.com")
            it_comes_back_by_a_pipe(server, data, key, typo, came_from[TYPO])
            it_goes_to_the_right_address(server, relay, key, typo)
    a_complaint_comes_by_the_folder(data, key, came_from[CROSS])


def it_comes_back_by_a_pipe(server, data, key, invitation, path) -> None:
    report = delivery_status(recipient=TYPO)  # that names the letter in no other way
    nowhere = ("--database-url", "postgresql://nobody@127.0.0.1:1/nothing")
    refused = pipe(report, "--recipient", path, *nowhere, status=75)
    assert refused["error"]["code"] == "try_again"
    (taken,) = pipe(report, "--recipient", path, "--data", data)["taken"]
    assert (taken["kind"], taken["reason"]) == ("hard", "address")
    mail = read(server, key, f"/v1/invitations/{invitation['id']}")["mail"]
    assert (mail["state"], mail["bounce"]["status"]) == ("bounced", "5.1.1")
    events = read(server, key, "/v1/events?after=0")["data"]
    assert [one["type"] for one in events].count("message.bounced") == 1
    assert TYPO not in json.dumps(events)


def it_goes_to_the_right_address(server, relay, key, invitation) -> None:
    with server.client(key) as client:
        person = f"/v1/candidates/{invitation['candidate']['id']}"
        told = client.patch(person, json={"email": RIGHT, "resend": True}).json()
    assert told["letters"] == [{"invitation": invitation["id"], "letter": "queued"}]
    eventually(lambda: RIGHT in senders(relay))
    old, new = (
        next(one.link for one in relay.delivered() if one.recipient == address)
        for address in (TYPO, RIGHT)
    )
    with server.client() as client:
        assert client.get(new).status_code == 200
        assert "Bookkeeping" in client.get(new).text
        assert "Bookkeeping" not in client.get(old).text


def a_complaint_comes_by_the_folder(data, key, path) -> None:
    with imap_server() as inbox:
        inbox.deliver(b"Subject: nothing of ours\r\n\r\n", feedback(to=path, recipient=CROSS))
        folder = inbox.url(options="?done=Done")
        with serving(data, MUSTER_BOUNCE_IMAP=folder, **DOMAIN) as server:
            eventually(lambda: inbox.flags(".Done") == ["S", "S"])
            held = read(server, key, "/v1/suppressions")["data"]
            assert [(one["email"], one["reason"]) for one in held] == [
                (TYPO, "bounced"),
                (CROSS, "complained"),
            ]
            assert server.metric('muster_bounces_total{kind="complaint"}') == 1
            doctor = muster_json("doctor", "--data", data, status=1, MUSTER_BOUNCE_IMAP=folder)
            (found,) = [one for one in doctor["findings"] if one["check"] == "bounces"]
            assert (found["grade"], "received" in found["text"]) == ("ok", True)
            assert "s@cret" not in server.log.read_text()
            assert CROSS not in server.log.read_text()
