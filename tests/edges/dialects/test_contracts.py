"""The vendors' documents against what Muster serves, and any JSON against its shapes."""

import json
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from result_calls import employer_of, take
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from vendor_calls import OPERATIONS, PUBLIC_URL, is_error

from contracts import ROOT, SEEDS, complete, contract, embedded, facts, published, samples

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# The fixtures of a test are one world for all examples, in one transaction that is undone.
thorough = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def cases(document: dict[str, Any], path: str) -> st.SearchStrategy:
    (method,) = (name.upper() for name in document["paths"][path] if name in {"get", "post", "put"})
    return schemathesis.openapi.from_dict(document)[path][method].as_strategy()


async def send(client, case, headers, prefix=""):
    request = case.as_transport_kwargs(base_url=PUBLIC_URL + prefix)
    wanted = {key: request[key] for key in ("method", "url", "params", "json") if key in request}
    content = request.get("data")
    return await client.request(
        **wanted,
        content=content if isinstance(content, bytes | str) else None,
        headers={**request["headers"], **headers},
    )


@thorough
@given(case=cases(complete("hiringbranch"), "/v1/invite"), known=st.booleans(), sound=st.booleans())
async def test_hiringbranchs_contract_holds(client, world, case, known, sound):
    headers = {"X-API-Key": world.key} | ({"instance": "northwind"} if known else {})
    if known and isinstance(case.body, dict) and "assessments" in case.body:
        case.body = {**case.body, "assessments": [world["sums"].object_id]}
        if sound:
            person = {"email": "amara@example.com", "firstName": "Amara", "lastName": "Okafor"}
            case.body = {**case.body, **person}
    answer = await send(client, case, headers, prefix="/connect")
    case.validate_response(answer, checks=CHECKS)


@thorough
@given(case=cases(complete("hiringbranch"), "/v1/score"), sound=st.booleans())
async def test_hiringbranchs_contract_of_scores_holds(client, world, case, sound):
    if sound and isinstance(case.query, dict):
        case.query = {**case.query, "assessmentIds": world["sums"].object_id}
    answer = await send(client, case, {"X-API-Key": world.key}, prefix="/connect")
    case.validate_response(answer, checks=CHECKS)


MICRO1 = complete("micro1")
MICRO1_OPERATIONS = [(path, method) for path, item in MICRO1["paths"].items() for method in item]


def micro1_cases(operation: tuple[str, str]) -> st.SearchStrategy:
    path, method = operation
    return schemathesis.openapi.from_dict(MICRO1)[path][method.upper()].as_strategy()


def test_our_page_has_a_row_for_each_of_the_vendors_eighteen_operations():
    page = (ROOT / "docs" / "dialects" / "micro1.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z]+) (/[^`]+)` \| [^|]+ \| yes \|", page, re.MULTILINE)
    assert sorted(rows) == sorted((verb.upper(), path) for path, verb in MICRO1_OPERATIONS)
    assert len(rows) == 18


@settings(thorough, max_examples=2 * thorough.max_examples)
@given(case=st.sampled_from(MICRO1_OPERATIONS).flatmap(micro1_cases), known=st.booleans())
async def test_the_whole_contract_of_micro1_holds(client, world, micro1_ids, case, known):
    if known and isinstance(case.body, dict):
        case.body = {name: micro1_ids.get(name, value) for name, value in case.body.items()}
    if known and case.path_parameters:
        case.path_parameters = {
            name: micro1_ids.get(name, value) for name, value in case.path_parameters.items()
        }
    if known and case.query:
        case.query = {name: micro1_ids.get(name, value) for name, value in case.query.items()}
    answer = await send(client, case, {"x-api-key": world.key})
    case.validate_response(answer, checks=CHECKS)


XOBIN = published("xobin")
ACTIVITIES = {
    "assessment_id": "sums",
    "interview_id": "talk",
    "ai_interview_id": "talk",
    "track_id": "joining",
}
REPORTS = {"report_id": "sums", "response_id": "talk", "interview_response_id": "talk"}


@pytest.fixture
async def taken(database, clock, world):
    """What somebody has completed, by activity: numbers of invitations."""
    employer = employer_of(database, clock, world)
    return {
        activity: (await take(employer, activity, {})).invitation_id
        for activity in ("sums", "talk")
    }


@thorough
@given(
    case=st.sampled_from(list(XOBIN["paths"])).flatmap(lambda path: cases(XOBIN, path)),
    known=st.booleans(),
)
async def test_our_own_document_of_xobin_holds(client, world, taken, case, known):
    if known and isinstance(case.body, dict):
        fields = ACTIVITIES.keys() & case.body.keys()
        case.body = {**case.body, **{field: world[ACTIVITIES[field]].id for field in fields}}
    if known and case.path_parameters:
        (name,) = case.path_parameters
        case.path_parameters = {
            name: taken[REPORTS[name]] if name in REPORTS else world["joining"].id
        }
    answer = await send(client, case, {"apiKey": world.key})
    case.validate_response(answer, checks=CHECKS)


@pytest.mark.parametrize("vendor", ["hiringbranch", "micro1"])
def test_what_is_served_answers_what_contract_and_overlay_say(vendor):
    prefix = {"hiringbranch": "/connect", "micro1": ""}[vendor]
    for path, wanted in complete(vendor)["paths"].items():
        served = published(vendor)["paths"][prefix + path]
        for method in wanted:
            assert set(served[method]["responses"]) == set(wanted[method]["responses"])


@pytest.mark.parametrize("vendor", ["hiringbranch", "xobin", "micro1"])
async def test_each_dialect_publishes_its_document(client, vendor):
    prefix = {"hiringbranch": "/connect", "xobin": "/api/v2", "micro1": "/interview"}[vendor]
    answer = await client.get(f"{prefix}/openapi.json")
    assert answer.json() == {**published(vendor), "servers": [{"url": PUBLIC_URL}]}
    invites = {one.path.partition("?")[0] for one in OPERATIONS if one.path.startswith(prefix)}
    assert invites <= set(answer.json()["paths"])


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the vendors' documents are not in this repository")
@pytest.mark.parametrize(("vendor", "page"), [("hiringbranch", "000"), ("micro1", "003")])
def test_our_contract_says_what_the_vendors_document_says(vendor, page):
    ours, theirs = facts(contract(vendor)), facts(embedded(page))
    ours["paths"] = {path: ours["paths"][path] for path in theirs["paths"]}
    assert ours == theirs


WHOLE = ROOT.parent / "shared" / "reference" / "micro1-openapi.json"


@pytest.mark.skipif(not WHOLE.is_file(), reason="the vendor's document is not in this repository")
def test_our_contract_of_micro1_says_all_that_the_vendors_document_says():
    assert facts(contract("micro1")) == facts(json.loads(WHOLE.read_text("utf-8")))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the vendors' documents are not in this repository")
@pytest.mark.parametrize(
    ("path", "page"),
    [("assessment", "001"), ("automated-interviews", "002"), ("tracks", "004")],
)
def test_our_document_of_xobin_has_the_names_and_types_of_the_vendors_pages(path, page):
    asked, answered = samples(page)
    operation = XOBIN["paths"][f"/api/v2/{path}/invite"]["post"]
    schemas = XOBIN["components"]["schemas"]
    body = schema_of(operation["requestBody"])
    assert set(body["required"]) <= set(asked) <= set(body["properties"])
    answer = schema_of(operation["responses"]["200"])
    if "invites" in answered:
        answered = answered["invites"][0]
        answer = schemas["Report"]
    types = {name: answer["properties"][name]["type"] for name in answer["required"]}
    assert types == answered


def schema_of(part):
    schema = part["content"]["application/json"]["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    return XOBIN["components"]["schemas"].get(name, schema)


texts = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Z", "C")), max_size=20)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
FIELDS = [
    "email", "firstName", "lastName", "assessments", "assessment_id", "interview_id", "track_id",
    "candidates", "candidate_name", "candidate_email", "name", "invite_format", "invite_type",
    "expiry_date", "candidate_id", "job_application_id", "disable_email_notification",
]  # fmt: skip
people = st.fixed_dictionaries({"name": values, "email": values | st.just("amara@example.com")})
changes = st.dictionaries(
    st.sampled_from(FIELDS), values | st.lists(people, max_size=3), max_size=3
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
@thorough
@given(body=values | changes, based=st.booleans())
async def test_any_json_is_answered_in_the_vendors_shape(client, world, operation, body, based):
    if based and isinstance(body, dict):
        body = operation.good_body(world) | body
    headers = {**operation.headers(world), "content-type": "application/json"}
    answer = await client.post(operation.path, headers=headers, content=json.dumps(body))
    assert answer.status_code == 200 or operation.refused(answer)
    assert answer.status_code < 500


hours = st.fixed_dictionaries({"expiration_hours": values | st.floats(0, 30)})
slots = st.dictionaries(
    st.sampled_from(["start", "submission", "updates", "auth", "status", "url", "type"]),
    values | st.just({"status": True, "url": "https://hooks.example.com"}),
)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/webhooks",
        "/api/v2/ai-interviews/settings/webhooks",
        "/api/v2/assessments/reports/{}/share",
    ],
)
@thorough
@given(body=values | hours | st.fixed_dictionaries({"webhooks": slots}))
async def test_any_settings_and_hours_are_answered_in_xobins_shape(
    client, world, taken, path, body
):
    headers = {"apiKey": world.key, "content-type": "application/json"}
    answer = await client.post(
        path.format(taken["sums"]), headers=headers, content=json.dumps(body)
    )
    assert answer.status_code in {200, 400}
    assert answer.status_code == 200 or is_error(answer)
