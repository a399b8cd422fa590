"""Every operation of micro1, one after the other: whose it is, and what lets you in."""

import pytest

from contracts import published
from muster.features import organizations

HOOK = {"url": "https://hooks.example.com/", "event": "interview.started"}
BODIES = {
    "/interview": {"interview_name": "Talk"},
    "/custom/interview": {"interview_name": "Talk", "custom_question_list": [{"question": "Why?"}]},
    "/interview/{interviewId}": {"interview_name": "Theirs"},
    "/mock/interview": {"skills": [{"name": "Excel"}]},
    "/job/{jobId}/applicant": {
        "first_name": "Bo", "last_name": "Lind", "email_id": "bo@example.com",
    },
    "/webhook": HOOK,
    "/webhook/{webhookId}": HOOK,
}  # fmt: skip
# What deletes comes last.
OPERATIONS = sorted(
    (
        (method.upper(), path)
        for path, item in published("micro1")["paths"].items()
        for method in item
    ),
    key=lambda operation: operation[0] == "DELETE",
)


@pytest.fixture
def call(client, world, micro1_ids):
    """Call an operation with the ids of the world's organization, as somebody with a key."""

    async def call(method, path, key):
        headers = {"x-api-key": key} if key else {}
        own = {"x-api-key": world.key}
        made = (await client.post("/webhook", headers=own, json=HOOK)).json()["id"]
        invite = {name: micro1_ids[name] for name in ("interview_id", "candidate_id",
                                                      "job_application_id")}  # fmt: skip
        body = {**BODIES, "/interview/invite": invite}.get(path)
        query = {
            name: micro1_ids[name]
            for name in ("interview_id", "candidate_id", "report_id")
            if path.startswith("/interview/re") or path == "/interview/invites"
        }
        given = {} if method == "GET" or body is None else {"json": body}
        filled = path.format(**micro1_ids, webhookId=made)
        return await client.request(method, filled, headers=headers, params=query, **given)

    return call


async def test_another_organization_gets_nothing_of_any(call, other_world):
    for method, path in OPERATIONS:
        answer = await call(method, path, other_world.key)
        text = answer.text.lower()
        assert "amara" not in text, path
        assert "bookkeeper" not in text, path
        if "{" in path or path in {"/interview/invite", "/interview/recording"}:
            assert answer.status_code in {400, 404}, path
            assert answer.json()["status"] is False


async def test_its_own_organization_gets_an_answer_of_all(call, world):
    for method, path in OPERATIONS:
        answer = await call(method, path, world.key)
        # Nothing was recorded, so that there is no recording.
        assert answer.status_code == (404 if path == "/interview/recording" else 200), path


async def test_every_one_needs_a_key_and_its_scope(call, database, clock, world):
    scopes = organizations.parse_scopes(["candidates:erase"])
    key, _ = await organizations.create_key(
        database, world.organization.id, organizations.WantedKey(scopes), clock=clock
    )
    for method, path in OPERATIONS:
        for status, shown in ((401, None), (403, key.text)):
            answer = await call(method, path, shown)
            assert (answer.status_code, answer.json()["status"]) == (status, False), path
