"""POST /v1/invitations."""

import pytest

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}


def order(*candidates, **others) -> dict:
    return {"activity": "quiz", "candidates": list(candidates or [AMARA]), **others}


async def test_a_person_is_invited_and_the_link_returned(client, employer, services):
    answer = await client.post("/v1/invitations", json=order())
    assert answer.status_code == 200
    (row,) = answer.json()["data"]
    assert row["outcome"] == "created"
    assert row["letter"] == "queued"
    invitation = row["invitation"]
    assert invitation["state"] == "pending"
    assert invitation["candidate"]["email"] == "amara@example.com"
    assert invitation["activity"]["key"] == "quiz"
    token = invitation["link"].removeprefix("https://muster.example.com/i/")
    claim = services.links.read(token)
    assert (claim.organization, claim.subject) == (employer.organization.id, invitation["number"])
    assert answer.json()["summary"] == {"created": 1}


async def test_an_activity_is_named_by_key_id_or_uuid(client, employer):
    quiz = employer.activities["quiz"]
    for name in ("quiz", quiz.typeid, str(quiz.uid)):
        answer = await client.post("/v1/invitations", json=order(activity=name))
        assert answer.json()["activity"]["number"] == quiz.id


async def test_every_row_is_answered_for_itself(client, employer):
    bad = [
        {"email": "nobody", "name": "Bo"},
        {"email": "bo@example.com"},
        {"email": 7, "name": "Bo"},
        "bo@example.com",
        None,
        {**AMARA, "surprise": 1},
        {**AMARA, "expires_at": "2020-01-01"},
        {**AMARA, "expires_at": "2026-03-29 02:30"},
        {**AMARA, "metadata": {"x": "y" * 9000}},
    ]
    answer = await client.post("/v1/invitations", json=order(AMARA, *bad))
    rows = answer.json()["data"]
    assert answer.json()["summary"] == {"created": 1, "refused": len(bad)}
    assert [row["index"] for row in rows] == list(range(len(bad) + 1))
    assert [row["errors"][0]["code"] for row in rows[1:]] == [
        "bad_address", "invalid", "invalid", "invalid", "invalid", "invalid",
        "bad_window", "bad_date", "invalid",
    ]  # fmt: skip
    assert rows[2]["errors"][0]["field"] == "name"
    assert await employer.count("candidate") == 1
    assert await employer.count("message") == 1


async def test_five_thousand_people_are_invited_in_one_call(client, employer):
    people = [{"email": f"p{n}@example.com", "name": f"Person {n}"} for n in range(5000)]
    answer = await client.post("/v1/invitations", json=order(*people, send=False))
    assert answer.json()["summary"] == {"created": 5000}
    assert await employer.count("invitation") == 5000
    assert await employer.count("message") == 0


@pytest.mark.parametrize("number", [0, 5001])
async def test_too_few_and_too_many_people_are_refused(client, employer, number):
    people = [{"email": f"p{n}@example.com", "name": "P"} for n in range(number)]
    answer = await client.post("/v1/invitations", json={"activity": "quiz", "candidates": people})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "candidates"
    assert await employer.count("candidate") == 0


async def test_a_body_over_sixteen_megabytes_is_refused(client):
    body = b'{"activity": "' + b"x" * (16 * 1024 * 1024) + b'"}'
    answer = await client.post(
        "/v1/invitations", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed_json"),
        (b"{", 400, "malformed_json"),
        (b"[]", 422, "invalid"),
        (b'{"activity": "quiz"}', 422, "invalid"),
        (b'{"activity": "quiz", "candidates": {}}', 422, "invalid"),
        (b'{"activity": "nothing", "candidates": [{}]}', 404, "unknown_activity"),
        (b'{"activity": "quiz", "candidates": [{}], "expires_at": "soon"}', 422, "bad_date"),
        (
            b'{"activity": "quiz", "candidates": [{}], "expires_at": "2020-01-01"}',
            422,
            "bad_window",
        ),
        (b'{"activity": "quiz", "candidates": [{}], "on_completed": "again"}', 422, "invalid"),
        (b'{"activity": "quiz", "candidates": [{}], "extra": 1}', 422, "invalid"),
        (b'{"activity": "quiz", "candidates": [{}], "send": "no"}', 422, "invalid"),
    ],
)
async def test_a_bad_call_is_a_problem_with_a_code(client, employer, body, status, code):
    answer = await client.post(
        "/v1/invitations", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert await employer.count("candidate") == 0


async def test_another_media_type_is_refused(client):
    answer = await client.post(
        "/v1/invitations", content=b"x", headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 415


async def test_without_a_relay_the_answer_says_that_the_letter_waits(
    connect, employer, without_relay
):
    client = connect(await employer.key(), without_relay)
    answer = await client.post("/v1/invitations", json=order())
    assert answer.json()["data"][0]["letter"] == "waiting_for_relay"
    assert await employer.count("message") == 1


async def test_a_repeated_key_answers_again_and_does_nothing_twice(client, employer):
    headers = {"Idempotency-Key": '"order-7"'}
    first = await client.post("/v1/invitations", json=order(), headers=headers)
    again = await client.post("/v1/invitations", json=order(), headers=headers)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    bare = await client.post(
        "/v1/invitations", json=order(), headers={"Idempotency-Key": "order-7"}
    )
    assert bare.headers["Idempotent-Replayed"] == "true"
    assert await employer.count("message") == 1


async def test_a_replay_shows_the_link_that_works_now(client):
    headers = {"Idempotency-Key": "order-8"}
    first = (await client.post("/v1/invitations", json=order(), headers=headers)).json()
    invitation = first["data"][0]["invitation"]
    rotated = (await client.post(f"/v1/invitations/{invitation['id']}/rotate")).json()
    again = (await client.post("/v1/invitations", json=order(), headers=headers)).json()
    assert again["data"][0]["invitation"]["link"] == rotated["link"] != invitation["link"]


async def test_the_same_key_with_another_body_is_refused(client, employer):
    headers = {"Idempotency-Key": "order-9"}
    await client.post("/v1/invitations", json=order(), headers=headers)
    other = order({"email": "bo@example.com", "name": "Bo"})
    answer = await client.post("/v1/invitations", json=other, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert await employer.count("candidate") == 1


async def test_a_key_belongs_to_its_organization(client, stranger, other_employer):
    headers = {"Idempotency-Key": "order-10"}
    await client.post("/v1/invitations", json=order(), headers=headers)
    answer = await stranger.post("/v1/invitations", json=order(), headers=headers)
    assert "Idempotent-Replayed" not in answer.headers
    assert await other_employer.count("invitation") == 1


async def test_a_repeat_is_answered_although_its_date_has_passed_since(client, employer):
    headers = {"Idempotency-Key": "order-11"}
    body = order(expires_at="2026-03-04")
    first = await client.post("/v1/invitations", json=body, headers=headers)
    employer.clock.advance(days=4)
    again = await client.post("/v1/invitations", json=body, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["data"][0]["outcome"] == first.json()["data"][0]["outcome"]
    assert again.json()["data"][0]["invitation"]["state"] == "expired"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ('"metadata": {"x": 1e999}', "invalid"),
        ('"metadata": {"x": "\\u0000"}', "invalid"),
        ('"metadata": {"x": "\\ud800"}', "invalid"),
        ('"external_id": "\\u0000"', "unsafe_text"),
        ('"opens_at": "9999-12-30T00:00:00Z"', "bad_date"),
    ],
)
async def test_a_value_that_cannot_be_kept_refuses_its_row_only(client, extra, code):
    body = (
        f'{{"activity": "quiz", "candidates": [{{"email": "bo@example.com", "name": "Bo", {extra}}},'
        ' {"email": "cy@example.com", "name": "Cy"}]}'
    )
    answer = await client.post(
        "/v1/invitations", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.json()["summary"] == {"refused": 1, "created": 1}
    assert answer.json()["data"][0]["errors"][0]["code"] == code


async def test_a_backslash_before_u0000_is_no_nul(client):
    metadata = {"pattern": "\\u0000"}
    answer = await client.post("/v1/invitations", json=order({**AMARA, "metadata": metadata}))
    assert answer.json()["data"][0]["invitation"]["metadata"] == metadata


async def test_a_reference_is_kept_as_it_is_searched_for(client):
    await client.post("/v1/invitations", json=order({**AMARA, "external_id": " A-1 "}))
    answer = await client.get("/v1/invitations", params={"external_id": "A-1"})
    assert answer.json()["data"][0]["external_id"] == "A-1"
