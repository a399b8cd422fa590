"""Every refusal of every call, in the vendor's own shape, with nothing written and nobody mailed."""

import json

import pytest
from vendor_calls import BULK, OPERATIONS, PUBLIC_URL

from muster.features import organizations
from muster.features.organizations import Scope

every = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
every_bulk = pytest.mark.parametrize("operation", BULK, ids=lambda one: one.name)
every_strict = pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if one.name != "xobin-bulk"], ids=lambda one: one.name
)
every_dated = pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS if "xobin" in one.name], ids=lambda one: one.name
)

# Dates of AI interviews are GMT, in which other times exist.
every_local = pytest.mark.parametrize(
    "operation",
    [one for one in OPERATIONS if "xobin" in one.name and one.name != "xobin-ai"],
    ids=lambda one: one.name,
)


@pytest.fixture
def refuses(client, world, count):
    """Make a call and check that it is refused in shape and leaves nothing behind."""

    async def refuses(operation, status: int, *, headers=None, **request):
        given = operation.headers(world) if headers is None else headers
        answer = await client.post(operation.path, headers=given, **request)
        assert answer.status_code == status, (request, answer.text)
        assert operation.refused(answer), (request, answer.text)
        assert await count("invitation") == 0
        assert await count("message") == 0
        return answer

    return refuses


@every
async def test_a_missing_or_wrong_key_is_refused(refuses, world, operation):
    for key in (None, "", "muster_live_x", "k" * 5000, "ключ".encode()):
        headers = {**operation.headers(world)}
        headers.pop(operation.key_header)
        if key is not None:
            headers[operation.key_header] = key
        answer = await refuses(operation, 401, headers=headers, json=operation.good_body(world))
        assert "bearer" in answer.headers["www-authenticate"].lower()


@every
async def test_a_key_in_the_query_is_no_key(refuses, world, operation):
    headers = {**operation.headers(world)}
    key = headers.pop(operation.key_header)
    params = {operation.key_header: key}
    await refuses(operation, 401, headers=headers, params=params, json=operation.good_body(world))


@every
async def test_a_key_that_may_not_invite_is_refused(refuses, database, clock, world, operation):
    scopes = frozenset({Scope.INVITATIONS_READ})
    key, _ = await organizations.create_key(
        database, world.organization.id, organizations.WantedKey(scopes), clock=clock
    )
    headers = {**operation.headers(world), operation.key_header: key.text}
    await refuses(operation, 403, headers=headers, json=operation.good_body(world))


@every
async def test_an_unknown_activity_is_refused(refuses, operation):
    body = operation.body(operation.unknown)
    await refuses(operation, operation.unknown_status, json=body)


@every
async def test_an_activity_of_another_organization_is_unknown(
    refuses, world, other_world, operation
):
    theirs = operation.reference(other_world[operation.kind])
    assert theirs != operation.reference(world[operation.kind])
    await refuses(operation, operation.unknown_status, json=operation.body(theirs))


@every
async def test_an_activity_of_another_kind_is_refused(refuses, world, operation):
    wrong = "talk" if operation.kind != "talk" else "words"
    body = operation.body(operation.reference(world[wrong]))
    await refuses(operation, 400, json=body)


MALFORMED = [b"", b"  ", b"{", b"nul", b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe\xfa", b"9" * 5000,
     b"[" * 100_000, b'{"a": "\xc3\x28"}', b"\x00", b'{"a":1}{"b":2}']  # fmt: skip


@every
async def test_malformed_json_is_refused(refuses, world, operation):
    for content in MALFORMED:
        headers = {**operation.headers(world), "content-type": "application/json"}
        await refuses(operation, 400, headers=headers, content=content)


@every
async def test_a_body_that_is_no_such_object_is_refused(refuses, operation):
    for body in ([], "text", 7, None, True, {}):
        await refuses(operation, 400, json=body)


@every
async def test_an_id_of_a_wrong_type_or_form_is_refused(refuses, operation):
    for wrong in (None, True, 1.5, [], {}, "", "x\x00", "-1", "12 x"):
        await refuses(operation, 400, json=operation.body(wrong))


EMAILS = [
    "", "amara", "a@b@example.com", "a@example", "a\r\nBcc: b@example.com", "a@\x00.com",
    "\ud800@example.com", "a" * 300 + "@example.com",
]  # fmt: skip
NAMES = [
    "Amara\r\nBcc: Okafor", "Amara =?utf-8?q?x?=", "Amara \u202eOkafor", "Amara \x00",
    "Amara \ud800", "A " + "b" * 300,
]  # fmt: skip
BAD_PEOPLE = [{"email": one} for one in EMAILS] + [{"name": one} for one in NAMES]
bad_people = pytest.mark.parametrize("person", BAD_PEOPLE, ids=repr)


@every_strict
async def test_a_candidate_who_cannot_be_mailed_is_refused(refuses, world, operation):
    for person in BAD_PEOPLE:
        headers = {**operation.headers(world), "content-type": "application/json"}
        content = json.dumps(operation.good_body(world, **person))
        await refuses(operation, 400, headers=headers, content=content)


@every_bulk
@bad_people
async def test_a_bad_row_is_not_mailed_and_fails_no_good_one(
    client, world, operation, count, person
):
    body = operation.good_body(world)
    body["candidates"] *= 2
    body["candidates"][0] = body["candidates"][0] | person
    headers = {**operation.headers(world), "content-type": "application/json"}
    answer = await client.post(operation.path, headers=headers, content=json.dumps(body))
    assert answer.status_code == 200
    assert answer.text.count(f"{PUBLIC_URL}/i/") == 1
    assert await count("invitation") == await count("message") == 1


@every_bulk
@pytest.mark.parametrize("number", [0, 501])
async def test_an_empty_and_an_overfull_list_are_refused(refuses, world, operation, number):
    body = operation.good_body(world)
    body["candidates"] = [
        {"name": "Amara Okafor", "email": f"amara{place}@example.com"} for place in range(number)
    ]
    await refuses(operation, 400, json=body)


@every_bulk
async def test_candidates_of_a_wrong_type_are_refused(refuses, world, operation):
    for wrong in ("x", {}, 7, True):
        await refuses(operation, 400, json={**operation.good_body(world), "candidates": wrong})


BAD_DATES = ["tomorrow", "2026-13-01 10:00", "2026-02-30", "31.12.2031", 20311231, [], True,
             "2027-03-28 02:30", "9999-12-31 23:59:99", "0001-01-01 00:00", "2026-03-02 10:00"]  # fmt: skip


@every_local
async def test_a_bad_or_past_date_is_refused(refuses, world, operation):
    for date in BAD_DATES:
        await refuses(operation, 400, json={**operation.good_body(world), "expiry_date": date})


@every_dated
async def test_a_mail_switch_that_says_nothing_is_refused(refuses, world, operation):
    for switch in (None, "", "mail", 7, True, ["getlink"]):
        body = operation.good_body(world)
        for name in ("invite_format", "invite_type"):
            if name in body:
                body[name] = switch
        await refuses(operation, 400, json=body)


@every_dated
async def test_two_mail_switches_that_disagree_are_refused(refuses, world, operation):
    body = operation.good_body(world) | {"invite_format": "getlink", "invite_type": "sendlink"}
    await refuses(operation, 400, json=body)


@every
async def test_a_body_over_the_limit_is_refused(refuses, world, operation):
    content = json.dumps(operation.good_body(world)).encode()
    content += b" " * (operation.megabytes * 1024 * 1024)
    headers = {**operation.headers(world), "content-type": "application/json"}
    await refuses(operation, 413, headers=headers, content=content)


@every
async def test_a_body_over_the_limit_that_does_not_say_so_is_refused(refuses, world, operation):
    async def endless():
        for _ in range(operation.megabytes + 1):
            yield b" " * 1024 * 1024

    headers = {**operation.headers(world), "content-type": "application/json"}
    await refuses(operation, 413, headers=headers, content=endless())


@every
async def test_a_body_that_is_not_declared_as_json_is_refused(refuses, world, operation):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "a/jsonx"):
        headers = {**operation.headers(world), "content-type": kind}
        content = json.dumps(operation.good_body(world)).encode()
        await refuses(operation, 415, headers=headers, content=content)


@every
async def test_another_method_is_refused_in_shape(client, world, operation):
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await client.request(method, operation.path, headers=operation.headers(world))
        assert answer.status_code == 405
        assert answer.headers["allow"] == "POST"
        assert operation.refused(answer)


@every
async def test_another_path_is_refused_in_shape(client, operation):
    for tail in ("/", "/x"):
        path = operation.path.partition("?")[0] + tail
        answer = await client.post(path)
        assert answer.status_code == 404
        assert operation.refused(answer)


@every
async def test_a_bad_idempotency_key_is_refused(refuses, world, operation):
    for key in ("", "x" * 256, "\x7f", '""'):
        headers = {**operation.headers(world), "Idempotency-Key": key}
        await refuses(operation, 400, headers=headers, json=operation.good_body(world))


@every
async def test_an_idempotency_key_of_another_request_is_refused(client, world, operation, count):
    headers = {**operation.headers(world), "Idempotency-Key": "once"}
    first = await client.post(operation.path, headers=headers, json=operation.good_body(world))
    assert first.status_code == 200
    other = operation.good_body(world, email="else@example.com")
    second = await client.post(operation.path, headers=headers, json=other)
    assert second.status_code == 422
    assert operation.refused(second)
    assert await count("invitation") == 1
