"""The relay refuses our login: nothing is burnt, everybody is told, and then all letters leave."""

import asyncpg
import pytest
from story_calls import calls_of
from story_people import people
from story_program import eventually, muster_json, relaying, serving

from muster.storage.embedded import EmbeddedServer

pytestmark = pytest.mark.slow
PEOPLE = 40


async def end_the_rest_of_the_lane(data) -> None:
    """Let the minute pass that a lane rests after a refused login."""
    postgres = await EmbeddedServer.start(data / "postgres")
    connection = await asyncpg.connect(postgres.url)
    await connection.execute("update lane set probe_at = now() where probe_at is not null")
    await connection.close()
    await postgres.stop()


async def test_letters_wait_for_a_login_that_works_and_then_all_leave(data, template, tmp_path):
    employer, password = template.northwind, tmp_path / "password"
    password.write_text("right")
    with relaying(tmp_path / "letters", password=password) as relay:
        url = f"smtp://muster:wrong@127.0.0.1:{relay.port}"
        with serving(data, "--smtp-url", url) as server, server.client(employer.key) as client:
            body = {
                "activity": "bookkeeping-basics",
                "candidates": [{"name": name, "email": email} for name, email in people(PEOPLE)],
            }
            assert client.post("/v1/invitations", json=body).status_code == 200
            eventually(lambda: server.ready()["mail"]["state"] == "paused")
            assert server.ready()["mail"]["reason"] == "configuration"
            assert server.metric("muster_mail_paused") == 1
            assert server.waiting() == PEOPLE
            answer = calls_of(employer)[0].make(client)
            assert answer.json()[0]["invitationStatus"] == "FAILED"
            assert answer.headers["Muster-Mail"] == "waiting"
            doctor = muster_json("doctor", "--data", data, "--smtp-url", url, status=1)
            findings = {one["check"]: one for one in doctor["findings"]}
            assert "paused (configuration" in findings["letters"]["text"]
            assert findings["relay"]["text"].startswith("login")
            assert "wrong" not in str(doctor["settings"])
            assert relay.count() == 0
            password.write_text("wrong")  # the relay now knows us
            await end_the_rest_of_the_lane(data)
            eventually(lambda: server.waiting() == 0)
            assert server.ready()["mail"]["state"] == "running"
            assert server.metric("muster_mail_paused") == 0
        addresses = [one.recipient for one in relay.delivered()]
    assert sorted(addresses) == sorted(["candidate@example.com", *(e for _, e in people(PEOPLE))])
