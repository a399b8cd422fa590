"""Publishing and archiving activities by the native API."""

import json

import pytest

QUIZ = """key: sums
kind: assessment
title: Sums
questions:
  - {type: number, prompt: 'What is 2 + 2?', answer: 4}
"""
YAML = {"content-type": "application/yaml"}
JSON = {"content-type": "application/json; charset=utf-8"}


async def test_yaml_makes_an_activity_and_then_its_next_version(client):
    made = await client.post("/v1/activities", content=QUIZ, headers=YAML)
    assert (made.status_code, made.json()["change"]) == (201, "created")
    assert made.json()["key"] == "sums"
    again = await client.post("/v1/activities", content=QUIZ, headers=YAML)
    assert (again.status_code, again.json()["change"]) == (200, "unchanged")
    other = await client.post("/v1/activities", content=QUIZ.replace("4}", "5}"), headers=YAML)
    assert (other.json()["version"], other.json()["change"]) == (2, "published")


async def test_json_says_the_same_whatever_its_spelling(client):
    document = {
        "key": "sums",
        "kind": "assessment",
        "title": "Sums \U0001f600 \\ud83d",
        "questions": [{"type": "number", "prompt": "What is 2 + 2?", "answer": 4}],
    }
    for change, text in (
        ("created", json.dumps(document)),
        ("unchanged", json.dumps(document, indent="\t", ensure_ascii=False)),
    ):
        answer = await client.post("/v1/activities", content=text, headers=JSON)
        assert (answer.json()["change"], answer.json()["title"]) == (change, document["title"])


async def test_every_fault_is_told_with_its_line_and_field(client):
    bad = QUIZ.replace("title", "titel").replace("answer", "anser")
    answer = await client.post("/v1/activities", content=bad, headers=YAML)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_activity")
    faults = {(one["line"], one["field"]) for one in answer.json()["errors"]}
    assert {(3, "titel"), (5, "questions[1].anser"), (5, "questions[1].answer")} <= faults


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(QUIZ, "text/html", 415), (b"\xff", "application/yaml", 400), ("", "text/yaml", 422),
     ("x" * 1_100_000, "text/yaml", 413), ("[" * 50_000, "application/json", 422)],
)  # fmt: skip
async def test_what_is_no_activity_is_refused(client, content, kind, status):
    answer = await client.post("/v1/activities", content=content, headers={"content-type": kind})
    assert answer.status_code == status


async def test_an_archived_activity_invites_nobody_until_it_is_restored(client):
    body = {"activity": "quiz", "candidates": [{"email": "amara@example.com", "name": "Amara"}]}
    archived = (await client.post("/v1/activities/quiz/archive")).json()
    assert archived["archived_at"] is not None
    assert "quiz" not in {one["key"] for one in (await client.get("/v1/activities")).json()["data"]}
    shown = await client.get("/v1/activities", params={"archived": True})
    assert "quiz" in {one["key"] for one in shown.json()["data"]}
    refused = await client.post("/v1/invitations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "archived_activity")
    assert (await client.post("/v1/activities/quiz/restore")).json()["archived_at"] is None
    assert (await client.post("/v1/invitations", json=body)).status_code == 200
