"""Limits of the native API, and what every answer says of them."""

from dataclasses import replace

import pytest


@pytest.fixture
async def limited(connect, employer, services):
    return connect(await employer.key(), replace(services, requests_a_minute=60))


async def test_every_answer_says_what_is_left(limited):
    answer = await limited.get("/v1/activities")
    assert answer.headers["ratelimit-policy"] == '"default";q=60;w=60'
    assert answer.headers["ratelimit"] == '"default";r=59;t=1'


async def test_a_batch_is_charged_by_its_rows_and_the_next_call_waits(limited, employer):
    people = [{"email": f"p{n}@example.com", "name": "P"} for n in range(65)]
    body = {"activity": "quiz", "candidates": people, "send": False}
    assert (await limited.post("/v1/invitations", json=body)).status_code == 200
    refused = await limited.get("/v1/activities")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["content-type"] == "application/problem+json"
    wait = int(refused.headers["retry-after"])
    employer.clock.advance(seconds=wait)
    assert (await limited.get("/v1/activities")).status_code == 200


async def test_one_key_does_not_pay_for_another(limited, connect, employer, services):
    other = connect(await employer.key(), services)
    for _ in range(60):
        await limited.get("/v1/nothing")
    assert (await limited.get("/v1/nothing")).status_code == 429
    assert (await other.get("/v1/activities")).status_code == 200
