"""Xobin's settings of webhooks, and what the webhooks say."""

import json
from decimal import Decimal

import pytest
from result_calls import FILES, rate, take
from vendor_calls import VENDOR_NUMBER, is_error, make_world

from muster.edges.dialects.xobin import AssessmentHooks, InterviewHooks
from muster.features import catalog, journal, webhooks
from muster.features.catalog import SourceFile
from muster.features.organizations import Scope, WantedKey, create_key
from muster.features.webhooks import AuthKind, EndpointState, Style
from takers import start

PATH, AI_PATH = "/api/v2/webhooks", "/api/v2/ai-interviews/settings/webhooks"
HERE = "https://hooks.example.com"
BASIC = {"type": "basic", "basic": {"username": "user", "password": "pass"}}


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


@pytest.fixture
def post(client, world):
    async def post(path, settings, **others):
        headers = {"apiKey": world.key}
        return await client.post(path, headers=headers, json={"webhooks": settings, **others})

    return post


@pytest.fixture
def endpoints(database, clock, world):
    async def endpoints(style=Style.XOBIN):
        found = await webhooks.list_endpoints(database, world.organization.id, clock, style=style)
        return {one.slot: one for one in found}

    return endpoints


def slot(name, *, on=True):
    return {"status": on, "url": f"{HERE}/{name}"}


async def test_each_slot_is_an_endpoint_that_hears_of_its_own(post, endpoints):
    names = ("start", "submission", "updates")
    answer = await post(
        PATH, {name: slot(name) for name in names}, updateAll=False, updateAuth=False
    )
    assert answer.status_code == 200
    body = answer.json()
    assert (body["status"], body["message"]) == ("success", "Webhook added successfully")
    secrets = {body["webhook"][name].pop("secret")[:6] for name in names}
    assert secrets == {"whsec_"}
    assert body["webhook"] == {name: slot(name) for name in names}
    found = await endpoints()
    assert {name: one.url for name, one in found.items()} == {
        name: f"{HERE}/{name}" for name in names
    }
    assert found["submission"].events == {"report.scored", "report.changed"}


async def test_settings_that_are_said_again_change_what_is_there(post, endpoints):
    await post(PATH, {"start": slot("start"), "updates": slot("updates")})
    before = await endpoints()
    answer = await post(PATH, {"start": slot("other"), "updates": slot("updates", on=False)})
    assert answer.json()["webhook"] == {
        "start": slot("other"),
        "submission": {"status": False, "url": ""},
        "updates": slot("updates", on=False),
    }
    after = await endpoints()
    assert {name: one.uid for name, one in after.items()} == {
        name: one.uid for name, one in before.items()
    }
    assert after["updates"].state is EndpointState.DISABLED
    await post(PATH, {"updates": {"status": True}, "submission": {"status": False, "url": ""}})
    after = await endpoints()
    assert after["updates"].state is EndpointState.ACTIVE
    assert set(after) == {"start", "updates"}


async def test_authentication_is_kept_masked_and_changed_only_when_said(post, endpoints):
    answer = await post(
        AI_PATH, {"start": slot("start"), "submission": slot("done"), "auth": BASIC}, updateAll=True
    )
    told = answer.json()["webhooks"]
    assert told.pop("auth") == {
        "type": "basic",
        "basic": {"username": "user", "password": None, "hasPassword": True},
        "apikey": {"header": None, "apikey": None},
    }
    assert "pass" not in str(told).replace("password", "")
    found = await endpoints(Style.XOBIN_INTERVIEWS)
    assert {one.auth.kind for one in found.values()} == {AuthKind.BASIC}
    await post(AI_PATH, {"start": slot("start")})
    assert (await endpoints(Style.XOBIN_INTERVIEWS))["start"].auth.name == "user"
    for inner in ({"header": "X-Hook", "apikey": "k1"}, {"key": "X-Hook", "value": "k1"}):
        answer = await post(AI_PATH, {"auth": {"type": "apikey", "apikey": inner}})
        assert answer.json()["webhooks"]["auth"]["apikey"] == {"header": "X-Hook", "apikey": None}
    found = await endpoints(Style.XOBIN_INTERVIEWS)
    assert {one.auth.name for one in found.values()} == {"X-Hook"}
    assert await endpoints() == {}


async def test_a_new_slot_beside_one_with_a_secret_needs_it_said_again(post):
    await post(AI_PATH, {"start": slot("start"), "auth": BASIC})
    answer = await post(AI_PATH, {"submission": slot("done")})
    assert (answer.status_code, is_error(answer)) == (400, True)
    assert "webhooks.auth is required" in answer.json()["error"]
    assert (await post(AI_PATH, {"submission": slot("done"), "auth": BASIC})).status_code == 200


@pytest.mark.parametrize("path", [PATH, AI_PATH])
@pytest.mark.parametrize(
    "settings",
    [
        None, [], {}, {"other": {}}, {"start": []}, {"start": {"status": "yes", "url": HERE}},
        {"start": {"status": True}}, {"start": {"status": True, "url": 7}},
        {"start": {"status": True, "url": "http://127.0.0.1:9/x"}},
        {"start": {"status": True, "url": "file:///etc/passwd"}},
        {"auth": {"type": "digest"}}, {"auth": {"type": "basic"}},
        {"auth": {"type": "basic", "basic": {"username": "a", "password": ""}}},
        {"start": slot("a"), "auth": {"type": "apikey", "apikey": {"key": "Host", "value": "a"}}},
    ],
)  # fmt: skip
async def test_settings_that_cannot_be_are_refused_and_change_nothing(
    post, endpoints, path, settings
):
    answer = await post(path, settings)
    assert (answer.status_code, is_error(answer)) == (400, True)
    assert await endpoints() == {}


async def test_a_key_must_be_one_that_manages_webhooks(client, database, clock, world, other_world):
    key, _ = await create_key(
        database, world.organization.id, WantedKey({Scope.REPORTS_READ}), clock=clock
    )
    body = {"webhooks": {"start": slot("start")}}
    for path in (PATH, AI_PATH):
        for headers, status in (({"apiKey": key.text}, 403), ({}, 401)):
            answer = await client.post(path, headers=headers, json=body)
            assert (answer.status_code, is_error(answer)) == (status, True)
    theirs = await client.post(PATH, headers={"apiKey": other_world.key}, json=body)
    assert theirs.status_code == 200
    ours = await client.post(PATH, headers={"apiKey": world.key}, json=body)
    assert "secret" in ours.json()["webhook"]["start"]


@pytest.fixture
def said(post, endpoints, database, world, services):
    """Return what the endpoint of a slot is told of everything that has happened."""

    async def said(style, name):
        path = PATH if style is Style.XOBIN else AI_PATH
        await post(path, {name: slot(name)})
        endpoint = (await endpoints(style))[name]
        maker = (AssessmentHooks if style is Style.XOBIN else InterviewHooks)(services)
        number = world.organization.id
        while await journal.sequence(database, number):
            pass
        events = await journal.read_feed(database, number, after=0, limit=200)
        told = [
            await maker(endpoint, event, world.organization)
            for event in events
            if endpoint.wants(event)
        ]
        return [one for one in told if one is not None]

    return said


async def test_a_start_is_told_in_the_vendors_words(said, employer, clock):
    clock.advance(seconds=1, microseconds=717_000)
    taker = await start(employer, "sums")
    await start(employer, "talk")
    (body,) = await said(Style.XOBIN, "start")
    assert (body.type, body.candidate) == ("assessment.start", taker.attempt.candidate_id)
    assert json.loads(body.content) == {
        "id": taker.attempt.invitation_id,
        "assessment_id": VENDOR_NUMBER,
        "started_at": 1772443801717,
        "name": "Amara Nwosu",
        "email": "amara@example.com",
    }
    (body,) = await said(Style.XOBIN_INTERVIEWS, "start")
    told = json.loads(body.content)
    assert sorted(told) == [
        "ai_interview_id", "ai_interview_name", "candidate_email", "candidate_id",
        "candidate_name", "invite_status", "response_id",
    ]  # fmt: skip
    assert told["invite_status"] == "Started"


async def test_a_submission_is_told_when_it_is_scored_and_again_when_that_changes(
    said, employer, client, world
):
    await take(employer, "sums", {"q1": "42", "q2": "42", "q3": "420"})
    waits = await take(employer, "words", {"q1": "Money goes back."})
    (body,) = await said(Style.XOBIN, "submission")
    told = json.loads(body.content)
    read = await client.get(
        f"/api/v2/assessments/report/{told['report_id']}", headers={"apiKey": world.key}
    )
    assert told == read.json()
    assert (told["overall_percentage"], told["invite_status"]) == (100.0, "Completed")
    await rate(employer, waits, "q1", Decimal(3))
    bodies = [json.loads(one.content) for one in await said(Style.XOBIN, "submission")]
    assert [one["overall_percentage"] for one in bodies] == [100.0, 75.0]
    assert await said(Style.XOBIN_INTERVIEWS, "submission") == []


async def test_an_interviews_submission_is_its_report(said, employer):
    attempt = await take(employer, "talk", {})
    (body,) = await said(Style.XOBIN_INTERVIEWS, "submission")
    told = json.loads(body.content)
    assert (told["response_id"], told["invite_status"]) == (attempt.invitation_id, "Completed")
    assert told["pdf_link"].endswith("/report.pdf")
    assert body.candidate == attempt.candidate_id


async def test_changes_of_assessments_are_told_once_each(said, database, clock, world):
    text = "key: {key}\nkind: {kind}\ntitle: {title}\nquestions:\n  - {{type: number, prompt: '?', answer: 1}}\n"
    for title in ("New", "Renamed"):
        files = [SourceFile("a.yaml", text.format(key="new", kind="assessment", title=title))]
        await catalog.import_files(database, world.organization.id, files, clock)
    bodies = [json.loads(one.content) for one in await said(Style.XOBIN, "updates")]
    number = bodies[-1]["data"]["assessment_id"]
    ours = [one for one in bodies if one["data"]["assessment_id"] == number]
    assert [one["event"] for one in ours] == ["assessments.create", "assessments.updates"]
    assert ours[1] == {
        "event": "assessments.updates",
        "timestamp": "2026-03-02T09:30:00",
        "data": {
            "assessment_id": number,
            "assessment_name": "Renamed",
            "status": "live",
            "created_by": {"name": None, "id": None, "email": None},
            "updated_by": {"name": None, "id": None, "email": None},
        },
    }
    kinds = [one["event"] for one in bodies]
    assert kinds.count("assessments.create") == len(FILES) - 2 + 1
