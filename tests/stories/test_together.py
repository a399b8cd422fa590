"""The same people invited from several sides at once, without a relay at first."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import ANY

import pytest
from story_calls import calls_of
from story_people import people
from story_program import eventually, log_lines, muster_json, relaying, serving

pytestmark = pytest.mark.slow
PEOPLE = 500


@pytest.fixture(scope="module")
def told(template, tmp_path_factory):
    """Everything of this story, in the order in which it happened, by name."""
    folder = tmp_path_factory.mktemp("together")
    data, employer, facts = template.copy_to(folder / "data"), template.northwind, {}
    with serving(data, "--processes", "2") as server:
        facts["twins"] = _at_once(server, employer, [list(people(PEOPLE))] * 2)
        facts["invitations"] = len(server.invitations(employer.key))
        facts["crowd"] = _at_once(server, employer, list(_overlapping(4)))
        facts["crowd_invitations"] = len(server.invitations(employer.key))
        facts["without"] = _without_a_relay(server, employer)
        facts["unready"] = server.ready()
        facts["doctor"] = muster_json("doctor", "--data", data, status=1)
    facts["log"] = log_lines(server.log)
    with relaying(folder / "letters") as relay:
        with serving(data, "--smtp-url", relay.url) as server:
            eventually(lambda: server.waiting() == 0)
            facts["ready"] = server.ready()
            facts["busy"] = _at_once(server, employer, [list(people(PEOPLE, "busy"))] * 2)
            with server.client(employer.key) as client:
                repeated = {"Idempotency-Key": "once"}
                body = _body(employer, list(people(100, "keyed")))
                calls = [lambda: client.post(_PATH, json=body, headers=repeated)] * 2
                with ThreadPoolExecutor() as pool:
                    facts["keyed"] = list(pool.map(lambda call: call(), calls))
            eventually(lambda: server.waiting() == 0)
        facts["letters"] = Counter(one.recipient for one in relay.delivered())
    return facts


def test_two_processes_that_invite_the_same_people_at_once_make_each_invitation_once(told):
    assert [answer.status_code for answer in told["twins"]] == [200, 200]
    first, second = ([row["invite_link"] for row in a.json()["invites"]] for a in told["twins"])
    assert first == second
    assert told["invitations"] == PEOPLE


def test_letters_that_wait_are_owed_once_however_often_they_are_asked_for(told):
    assert {told["letters"][address] for _, address in people(PEOPLE)} == {1}


def test_letters_that_leave_meanwhile_are_sent_again_at_most_once_a_call(told):
    # Both calls asked for a letter. Those of the first that still wait when the second commits
    # serve both; a letter that the relay has taken by then cannot be called back.
    assert [answer.status_code for answer in told["busy"]] == [200, 200]
    assert {told["letters"][address] for _, address in people(PEOPLE, "busy")} <= {1, 2}


def test_the_same_idempotency_key_sends_no_second_letter(told):
    assert {answer.status_code for answer in told["keyed"]} <= {200, 409}
    assert {told["letters"][address] for _, address in people(100, "keyed")} == {1}


def test_overlapping_batches_in_any_order_neither_fail_nor_double(told):
    assert {answer.status_code for answer in told["crowd"]} == {200}
    assert told["crowd_invitations"] == PEOPLE + len(
        {p for batch in _overlapping(4) for p in batch}
    )
    assert {told["letters"][address] for batch in _overlapping(4) for _, address in batch} == {1}


def test_without_a_relay_every_answer_says_that_the_letter_waits(told):
    for call, answer in told["without"]:
        assert answer.status_code == 200
        if call == "native":
            assert answer.json()["data"][0]["letter"] == "waiting_for_relay"
        else:
            assert answer.headers["Muster-Mail"] == "waiting", call
    answers = dict(told["without"])
    assert answers["hiringbranch"].json()[0]["invitationStatus"] == "FAILED"
    assert "no relay is configured" in answers["micro1"].json()["message"]


def test_without_a_relay_readiness_doctor_and_log_say_so(told):
    assert told["unready"]["mail"] == {"state": "waiting", "reason": "no_relay", "letters": ANY}
    findings = {one["check"]: one for one in told["doctor"]["findings"]}
    assert findings["relay"]["grade"] == "bad"
    assert "MUSTER_SMTP_URL" in findings["relay"]["text"]
    assert [line["level"] for line in told["log"] if line["event"] == "no_relay"] == ["warning"]


def test_with_a_relay_the_letters_of_before_leave(told):
    assert told["ready"]["mail"]["state"] == "running"
    for address in ("candidate.w", "zoe.w", "xiuying.w", "john.w"):
        assert told["letters"][f"{address}@example.com"] == 1
    assert told["letters"]["amara.w@example.com"] == 2


_PATH = "/api/v2/assessment/invite"


def _body(employer, batch) -> dict:
    candidates = [{"name": name, "email": email} for name, email in batch]
    number = employer.ids("assessment", "id")[0]
    return {"assessment_id": number, "invite_format": "sendlink", "candidates": candidates}


def _overlapping(number: int):
    everybody = list(people(800, "crowd"))
    for seed in range(number):
        yield random.Random(seed).sample(everybody, PEOPLE)


def _at_once(server, employer, batches) -> list:
    def call(batch):
        with server.client(employer.key) as client:
            return client.post(_PATH, json=_body(employer, batch))

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(call, batches))


def _without_a_relay(server, employer) -> list:
    with server.client(employer.key) as client:
        answers = [(call.name, call.make(client)) for call in calls_of(employer, ".w")]
        body = {
            "activity": "bookkeeping-basics",
            "candidates": [{"email": "native.w@example.com", "name": "Native"}],
        }
        return [*answers, ("native", client.post("/v1/invitations", json=body))]
