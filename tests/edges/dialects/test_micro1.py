"""micro1's call as its clients make it."""

import re
from uuid import UUID

import httpx2
import pytest
from vendor_calls import PUBLIC_URL, VENDOR_INTERVIEW, make_services

from muster.base.signing import LinkKind
from muster.edges.dialects import micro1

PATH = "/interview/invite"
NOBODY = "123e4567-e89b-12d3-a456-426614174000"


@pytest.fixture
def invite(client, world):
    async def invite(path=PATH, headers=None, **body):
        given = {"x-api-key": world.key, **(headers or {})}
        return await client.post(
            path, headers=given, json={"interview_id": str(world["talk"].uid), **body}
        )

    return invite


JOHN = {"name": "John Doe", "email": "candidate@example.com"}


async def test_the_documents_example_is_answered_in_its_envelope(invite, services, count):
    answer = await invite(
        candidates=[JOHN],
        job_application_id="",
        disable_email_notification=False,
    )
    assert answer.status_code == 200
    body = answer.json()
    (item,) = body["data"]["invitations"]
    assert body == {
        "status": True,
        "message": "Invitations sent successfully",
        "data": {"invitations": [item]},
    }
    assert set(item) == {"candidate_id", "candidate_email", "invite_url"}
    assert UUID(item["candidate_id"]).version == 7
    assert item["candidate_email"] == "candidate@example.com"
    token = re.fullmatch(PUBLIC_URL + r"/i/([0-9a-z]{48})", item["invite_url"])[1]
    assert services.links.read(token).kind is LinkKind.INVITATION
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["muster-mail"] == "queued"
    assert await count("message") == 1


async def test_the_example_with_every_property_invites_its_candidates(invite, count):
    answer = await invite(
        candidates=[JOHN],
        job_application_id=NOBODY,
        candidate_id=NOBODY,
        disable_email_notification=False,
    )
    data = answer.json()["data"]
    assert answer.status_code == 200
    assert len(data["invitations"]) == 1
    assert data["errors"] == [
        {"message": "candidate_id: there is no candidate with this id"},
        {"message": "job_application_id: there is no application with this id"},
    ]
    assert await count("invitation") == await count("message") == 1


async def test_the_vendors_own_id_names_the_interview(invite):
    answer = await invite(interview_id=VENDOR_INTERVIEW.upper(), candidates=[JOHN])
    assert answer.status_code == 200


async def test_no_mail_is_sent_when_it_is_disabled(invite, count):
    answer = await invite(candidates=[JOHN], disable_email_notification=True)
    assert answer.json()["message"] == "Invitations created successfully"
    assert answer.headers["muster-mail"] == "none"
    assert await count("message") == 0


async def test_one_candidate_may_come_flat(invite, count):
    answer = await invite(candidate_name="Amara Okafor", candidate_email="amara@example.com")
    assert answer.json()["data"]["invitations"][0]["candidate_email"] == "amara@example.com"
    beside = await invite(candidates=[], candidate_name="Bo Lind", candidate_email="bo@example.com")
    assert beside.json()["data"]["invitations"][0]["candidate_email"] == "bo@example.com"
    assert await count("message") == 2


async def test_nobody_is_told_of_mail_that_is_not_sent(invite, as_owner):
    await invite(candidates=[JOHN])
    await as_owner("update invitation set state = 'completed', completed_at = now()")
    answer = await invite(candidates=[JOHN])
    assert answer.headers["muster-mail"] == "none"
    assert answer.json()["message"] == "Invitations created successfully"


async def test_a_candidate_id_sends_the_letter_once_more(invite, count, relay_takes_all):
    first = (await invite(candidates=[JOHN])).json()["data"]["invitations"][0]
    await relay_takes_all()
    again = await invite(candidate_id=first["candidate_id"])
    assert again.json()["data"]["invitations"] == [first]
    assert await count("invitation") == 1
    assert await count("message") == 2


async def test_a_candidate_id_beside_candidates_is_one_row_more(invite, count, relay_takes_all):
    known = (await invite(candidates=[JOHN])).json()["data"]["invitations"][0]
    await relay_takes_all()
    amara = {"name": "Amara Okafor", "email": "amara@example.com"}
    answer = await invite(candidates=[amara], candidate_id=known["candidate_id"])
    rows = answer.json()["data"]["invitations"]
    assert [row["candidate_email"] for row in rows] == ["amara@example.com", JOHN["email"]]
    assert await count("message") == 3


async def test_a_candidate_of_another_organization_is_unknown(client, invite, other_world, count):
    theirs = await client.post(
        PATH,
        headers={"x-api-key": other_world.key},
        json={"interview_id": str(other_world["talk"].uid), "candidates": [JOHN]},
    )
    stranger = theirs.json()["data"]["invitations"][0]["candidate_id"]
    answer = await invite(candidate_id=stranger)
    assert answer.status_code == 400
    assert answer.json()["status"] is False
    assert await count("invitation") == await count("message") == 0


async def test_bad_rows_are_listed_and_never_fail_the_good_ones(invite, count):
    answer = await invite(
        candidates=[{"name": "Bad", "email": "bad"}, JOHN, {"name": "x\u0000", "email": 7}, 5]
    )
    body = answer.json()
    assert answer.status_code == 200
    assert body["message"] == "Invitations sent successfully; 3 refused, see data.errors"
    assert len(body["data"]["invitations"]) == 1
    assert [error["index"] for error in body["data"]["errors"]] == [0, 2, 3]
    assert body["data"]["errors"][1]["message"] == "email must be a string"
    assert await count("invitation") == await count("message") == 1


async def test_a_call_whose_rows_are_all_bad_is_refused(invite, count):
    answer = await invite(candidates=[{"name": "Bad", "email": "bad"}])
    assert answer.status_code == 400
    assert answer.json() == {
        "status": False,
        "message": "No candidate could be invited, see data.errors",
        "data": {
            "invitations": [],
            "errors": [{"index": 0, "message": "email is not a valid e-mail address"}],
        },
    }
    assert await count("invitation") == await count("message") == 0


@pytest.mark.parametrize(
    "body",
    [{}, {"job_application_id": NOBODY}, {"candidates": []}, {"candidate_id": ""},
     {"candidates": None, "candidate_id": None}, {"candidate_id": 7, "candidates": [JOHN]},
     {"job_application_id": 7, "candidates": [JOHN]},
     {"disable_email_notification": "yes", "candidates": [JOHN]}],
)  # fmt: skip
async def test_a_call_for_nobody_or_of_wrong_types_is_refused(invite, count, body):
    answer = await invite(**body)
    assert answer.status_code == 400
    assert answer.json()["status"] is False
    assert await count("invitation") == 0


async def test_a_missing_key_is_answered_in_the_vendors_words(client):
    answer = await client.post(PATH, json={})
    assert answer.status_code == 401
    assert answer.json() == {
        "status": False,
        "message": "Unauthorized: API key is missing or invalid.",
    }


async def test_a_browser_may_ask_first(client):
    answer = await client.options(
        PATH,
        headers={
            "origin": "https://careers.example.com",
            "access-control-request-method": "POST",
            "access-control-request-headers": "x-api-key,content-type",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert {"x-api-key", "content-type"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_repeated_idempotency_key_sends_no_second_letter(invite, count):
    headers = {"Idempotency-Key": "once"}
    first = await invite(candidates=[JOHN], headers=headers)
    second = await invite(candidates=[JOHN], headers=headers)
    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert await count("message") == 1


async def test_without_a_relay_the_letters_wait_and_the_message_says_so(
    database, clock, watch, world, count
):
    services = make_services(database, clock, watch, mail_configured=False)
    transport = httpx2.ASGITransport(app=micro1.build(services))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        answer = await client.post(
            PATH,
            headers={"x-api-key": world.key},
            json={"interview_id": str(world["talk"].uid), "candidates": [JOHN]},
        )
    assert answer.headers["muster-mail"] == "waiting"
    assert "no relay" in answer.json()["message"]
    assert await count("message") == 1
