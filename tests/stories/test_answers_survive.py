"""The program is killed while candidates write: what was acknowledged is there, and they go on."""

import threading
from contextlib import suppress

import httpx2
import pytest
from story_candidate import Candidate, invite
from story_program import Server

pytestmark = pytest.mark.slow
SETTINGS = {"MUSTER_PUBLIC_URL": "http://muster.example.com"}
ITEM = "find-the-difference"


class Writer(threading.Thread):
    """Saves one longer text after the other until nobody answers."""

    def __init__(self, candidate: Candidate):
        super().__init__()
        self.candidate = candidate
        self.acknowledged: list[tuple[int, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        with suppress(httpx2.HTTPError):
            for revision in range(10_000):
                text = f"{'word ' * (revision % 50)}{revision}"
                answer = self.candidate.save(ITEM, revision, text)
                answer.raise_for_status()
                self.acknowledged.append((answer.json()["revision"], text))
                if revision == 30:
                    self.enough.set()


def test_every_acknowledged_answer_is_there_after_a_kill(template, data):
    key = template.northwind.key
    server = Server.start(data, **SETTINGS)
    with server.abandoned_on_failure():
        candidate = Candidate(server, invite(server, key, "bookkeeping-basics"))
        writer = Writer(candidate)
        writer.start()
        assert writer.enough.wait(30)
        server.kill()
        writer.join()

    server = Server.start(data, **SETTINGS)
    with server.abandoned_on_failure():
        candidate.move_to(server)
        with server.client(key) as client:
            path = f"/v1/attempts/{candidate.uid}/answers"
            (answer,) = [
                one
                for one in client.get(path, params={"history": "true"}).json()["data"]
                if one["question"] == ITEM
            ]
        kept = {one["revision"]: one["value"] for one in answer["history"]}
        assert all(kept[revision] == text for revision, text in writer.acknowledged)
        # At most the one that was on its way when the program died stands above them.
        assert answer["revision"] - len(writer.acknowledged) in {0, 1}
        assert candidate.save(ITEM, answer["revision"], "I go on.").status_code == 200
        candidate.browser.close()
    server.stop()
