"""Requests that no page of ours sends are refused in words, and never a failure of ours."""

import re

import pytest


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


@pytest.fixture
async def attempt(client, path, invited) -> str:
    """The path of a started attempt of the quiz."""
    await client.post(path)
    home = f"/home/{invited.invitation.uid}/start"
    form = {
        "consent": "yes",
        "version": hidden(await client.get(home), "version"),
        "language": "en",
    }
    return (await client.post(home, data=form)).headers["location"]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("address", "headers", "body", "status", "code"),
    [
        ("answers/q1", {"Content-Type": "text/plain"}, "{}", 415, "unsupported_media_type"),
        ("answers/q1", JSON, " " * 1_300_001, 413, "body_too_large"),
        ("answers/q1", JSON, "{", 400, "malformed_json"),
        ("answers/q1", JSON, "[1]", 400, "bad_request"),
    ],
)
async def test_a_script_hears_why_in_json(client, attempt, address, headers, body, status, code):
    refused = await client.put(f"{attempt}/{address}", content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


@pytest.mark.parametrize("submission", ["x" * 101, "\x00"])
async def test_an_odd_form_is_no_failure_of_ours(client, attempt, submission):
    refused = await client.post(f"{attempt}/submit", data={"submission_id": submission})
    assert refused.status_code == 400
    assert (await client.get(attempt)).headers["location"] == f"{attempt}/1"
