"""Webhooks to a real receiver, with the worker killed in between: every event arrives."""

import base64
import json
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from standardwebhooks import Webhook
from story_people import people
from story_program import Server, eventually, whole_lines

pytestmark = pytest.mark.slow
RECEIVER = str(Path(__file__).with_name("story_receiver.py"))
PEOPLE = 120
PATHS = ("/good", "/flaky", "/busy", "/gone", "/slow")
WELL = ("/good", "/flaky", "/busy")
RESTING = ("/slow", "/dead")
BEFORE = PEOPLE // 5
"""How many calls are answered before the worker is killed."""


@dataclass(frozen=True)
class Heard:
    """What the receiver took, and the webhooks as the API shows them afterwards."""

    rows: list[dict]
    webhooks: dict[str, dict]
    calls: dict[str, list[dict]]
    secrets: dict[str, str]
    invited: set[int]
    resting: float

    def at(self, path: str, status: int | None = None) -> list[dict]:
        return [
            row
            for row in self.rows
            if row["path"] == path and (status is None or row["status"] == status)
        ]

    def subjects(self, path: str) -> set[int]:
        return {subject_of(row) for row in self.at(path, 200)}


@contextmanager
def receiving(ledger: Path):
    words = [sys.executable, RECEIVER, str(ledger), str(BEFORE)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@pytest.fixture(scope="module")
def heard(template, tmp_path_factory) -> Heard:
    folder = tmp_path_factory.mktemp("webhooks")
    data, ledger = template.copy_to(folder / "data"), folder / "calls"
    settings = {"MUSTER_WEBHOOK_ALLOW": "127.0.0.1", "MUSTER_MAIL_FOLDER": str(folder / "mail")}
    with receiving(ledger) as port:
        server = Server.start(data, **settings)
        with server.abandoned_on_failure():
            made = {path: create(server, template.northwind, port, path) for path in PATHS}
            made["/dead"] = create(server, template.northwind, 1, "/dead")
            invited = invite(server, template.northwind)
            eventually(lambda: len(read(ledger, "/good")) == BEFORE)
            server.kill()
        ledger.with_suffix(".go").touch()
        server = Server.start(data, **settings)
        with server.abandoned_on_failure(), server.client(template.northwind.key) as client:
            eventually(lambda: heard_all(ledger, invited), 120)
            eventually(lambda: is_written(client, made))
            shown = client.get("/v1/webhooks").json()["data"]
            calls = {path: calls_of(client, one) for path, one in made.items()}
            resting = server.metric('muster_webhook_endpoints_resting{style="muster"}')
        server.stop()
    webhooks = {f"/{one['url'].rpartition('/')[2]}": one for one in shown}
    secrets = {path: one["secret"] for path, one in made.items()}
    return Heard(read(ledger), webhooks, calls, secrets, invited, resting)


def create(server: Server, employer, port: int, path: str) -> dict:
    body = {"url": f"http://127.0.0.1:{port}{path}", "events": ["invitation.created"]}
    with server.client(employer.key) as client:
        answer = client.post("/v1/webhooks", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def calls_of(client, webhook: dict) -> list[dict]:
    return client.get(f"/v1/webhooks/{webhook['id']}/calls?limit=200").json()["data"]


def is_written(client, made: dict[str, dict]) -> bool:
    """Tell whether every call is made and every answer is noted.

    Calls of endpoints that rest are made when somebody has time for them.
    """
    wanted = dict.fromkeys(WELL, "delivered") | dict.fromkeys(RESTING, "waiting")
    return all(
        [call["state"] for call in calls_of(client, made[path])] == [state] * PEOPLE
        for path, state in wanted.items()
    )


def invite(server: Server, employer) -> set[int]:
    body = {
        "activity": "customer-support-english",
        "candidates": [{"name": name, "email": email} for name, email in people(PEOPLE)],
        "send": False,
    }
    with server.client(employer.key) as client:
        answer = client.post("/v1/invitations", json=body)
    return {row["invitation"]["number"] for row in answer.json()["data"]}


def read(ledger: Path, path: str | None = None) -> list[dict]:
    rows = [json.loads(line) for line in whole_lines(ledger.read_bytes())]
    return [row for row in rows if path in {None, row["path"]}]


def heard_all(ledger: Path, invited: set[int]) -> bool:
    time.sleep(0.2)  # reading is dear, and the lease of the killed worker lasts 20 s
    found = defaultdict(set)
    for row in read(ledger):
        if row["status"] == 200:
            found[row["path"]].add(subject_of(row))
    return all(found[path] == invited for path in WELL)


def subject_of(row: dict) -> int:
    return json.loads(base64.b64decode(row["body"]))["data"]["subject"]["number"]


@pytest.mark.parametrize("path", WELL)
def test_every_event_arrives_although_the_worker_was_killed(heard, path):
    assert len(heard.invited) == PEOPLE
    assert heard.subjects(path) == heard.invited


@pytest.mark.parametrize("path", WELL)
def test_what_comes_again_has_the_same_id_and_bytes(heard, path):
    said = {(row["webhook-id"], row["body"]) for row in heard.at(path)}
    assert len(said) == len({row["webhook-id"] for row in heard.at(path)}) == PEOPLE


def test_a_kill_doubles_no_more_than_what_was_not_written_yet(heard):
    doubled = len(heard.at("/good")) - PEOPLE
    assert doubled <= 50


def test_every_call_is_signed_as_the_standard_says(heard):
    for path in (*WELL, "/gone"):
        verifier = Webhook(heard.secrets[path])
        for row in heard.at(path):
            said = verifier.verify(base64.b64decode(row["body"]), row)
            assert said["type"] == "invitation.created"


def test_one_that_fails_is_tried_again(heard):
    failed = {row["webhook-id"] for row in heard.at("/flaky", 500)}
    assert len(failed) > PEOPLE // 6
    tried = {call["id"]: call["tries"] for call in heard.calls["/flaky"]}
    for one in failed:
        outcomes = [one["outcome"] for one in tried[one]]
        assert outcomes in (["refused", "delivered"], ["delivered"]), one  # or lost with the worker


def test_one_that_asks_for_patience_gets_it(heard):
    stamps = sorted(int(row["webhook-timestamp"]) for row in heard.at("/busy"))
    assert [row["status"] for row in heard.at("/busy")].count(429) == 1
    assert stamps[-1] - stamps[0] >= 2


def test_one_that_is_gone_is_disabled_at_once(heard):
    assert 1 <= len(heard.at("/gone")) <= 10
    assert (heard.webhooks["/gone"]["state"], heard.webhooks["/gone"]["disabled_reason"]) == (
        "disabled",
        "gone",
    )


def test_the_slow_and_the_dead_one_wait_for_their_turn_and_lose_nothing(heard):
    for path in RESTING:
        assert {call["state"] for call in heard.calls[path]} == {"waiting"}
        assert len(heard.calls[path]) == PEOPLE
    assert heard.resting >= 1
