"""Copies, erasure and holds over HTTP."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from muster.base.ids import from_typeid
from muster.features.organizations import Scope
from takers import take

REASON = {"reason": "Case 12/27"}
ROUTES = [
    ("get", "/export", None),
    ("delete", "", None),
    ("get", "/hold", None),
    ("put", "/hold", REASON),
    ("delete", "/hold", None),
]


@pytest.fixture
async def eraser(employer, connect):
    """A client that may do everything."""
    return connect(await employer.key(*[scope.value for scope in Scope]))


@pytest.fixture
async def person(employer, client) -> dict:
    """Somebody who has taken an assessment."""
    await take(employer, "quiz", {"q1": "a"})
    return (await client.get("/v1/candidates")).json()["data"][0]


def path_of(person, tail: str = "") -> str:
    return f"/v1/candidates/{person['id']}{tail}"


async def test_a_copy_is_an_archive_with_a_name_that_says_nothing(eraser, person):
    answer = await eraser.get(path_of(person, "/export"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{person["id"]}.zip"'
    assert answer.headers["cache-control"] == "private, no-store"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("data.json"))
        assert "Northwind Traders keeps about you" in archive.read("README.txt").decode()
    assert data["candidate"]["address"] == "amara@example.com"
    assert data["attempts"][0]["answers"][0]["value"] == "a"
    assert [one["type"] for one in data["events"]][-1] == "candidate.exported"


async def test_who_is_erased_is_gone_and_has_one_tombstone(eraser, person, services):
    gone = await eraser.delete(path_of(person))
    assert gone.status_code == 202
    assert gone.json() == {
        "id": person["id"],
        "number": person["number"],
        "basis": "request",
        "erased_at": services.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    services.clock.advance(hours=1)
    for reference in (person["id"], str(person["number"])):
        again = await eraser.delete(f"/v1/candidates/{reference}", params={"basis": "retention"})
        assert (again.status_code, again.json()) == (202, gone.json())
    assert (await eraser.get(path_of(person))).status_code == 404
    assert (await eraser.get(path_of(person, "/export"))).status_code == 404
    feed = (await eraser.get("/v1/events", params={"limit": 1000})).json()["data"]
    (event,) = [one for one in feed if one["type"] == "candidate.erased"]
    assert event["subject"]["number"] == person["number"]
    uid = str(from_typeid("cand", person["id"]))
    assert event["data"] == {"basis": "request", "id": person["id"], "uuid": uid}


async def test_a_hold_is_read_and_keeps_a_person_until_released(eraser, person):
    path = path_of(person, "/hold")
    assert (await eraser.get(path)).json()["code"] == "unknown_hold"
    held = (await eraser.put(path, json=REASON)).json()
    assert held["reason"] == "Case 12/27"
    assert (await eraser.get(path)).json() == held
    refused = await eraser.delete(path_of(person))
    assert (refused.status_code, refused.json()["code"]) == (409, "on_hold")
    assert [(await eraser.delete(path)).status_code for _ in range(2)] == [204, 204]
    assert (await eraser.delete(path_of(person))).status_code == 202


async def test_what_cannot_be_read_is_refused(eraser, person):
    bad = await eraser.put(path_of(person, "/hold"), json={"reason": " "})
    assert (bad.status_code, bad.json()["code"]) == (422, "text_length")
    basis = await eraser.delete(path_of(person), params={"basis": "spite"})
    assert basis.status_code == 422
    assert (await eraser.delete("/v1/candidates/cand_nobody")).status_code == 404


async def test_no_key_erases_or_holds_unless_it_was_asked_for(client, person):
    for verb, tail, body in ROUTES[1:]:
        said = {"json": body} if body else {}
        answer = await getattr(client, verb)(path_of(person, tail), **said)
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert (await client.get(path_of(person, "/export"))).status_code == 200


@pytest.mark.parametrize(("verb", "tail", "body"), ROUTES)
async def test_another_organization_reaches_nobody(
    other_employer, connect, eraser, person, verb, tail, body
):
    stranger = connect(await other_employer.key(*[scope.value for scope in Scope]))
    said = {"json": body} if body else {}
    for reference in (person["id"], str(person["number"])):
        path = f"/v1/candidates/{reference}{tail}"
        answer = await getattr(stranger, verb)(path, **said)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_candidate")
    assert (await eraser.get(path_of(person))).json() == person
