"""Applications over the native API: how they stand, decisions, lists, numbers."""

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import application_shapes
from muster.features import attempts, catalog, invitations, tracks
from muster.features.attempts import Save
from takers import CONSENT

FILES = """
key: sums
kind: assessment
title: Sums
pass_percent: 50
questions:
  - {id: q, type: number, prompt: 'Two and two?', answer: 4, points: 1}
---
key: joining
kind: track
title: Joining us
stages:
  - {activity: sums, advance: decided}
  - activity: puzzle
  - review: A talk
"""
AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}
BO = {"email": "bo@example.com", "name": "Bo Řezníček"}


def strict(model: type[BaseModel]) -> type[BaseModel]:
    return type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})


@pytest.fixture
async def employer(employer):
    files = [catalog.SourceFile(f"{i}.yaml", text) for i, text in enumerate(FILES.split("---"))]
    imported = await catalog.import_files(
        employer.database, employer.organization.id, files, employer.clock
    )
    employer.activities |= {one.activity.key: one.activity for one in imported}
    return employer


@pytest.fixture
async def applied(client) -> list[dict]:
    """Two people who were invited to the track."""
    body = {"activity": "joining", "candidates": [AMARA, BO]}
    rows = (await client.post("/v1/invitations", json=body)).json()["data"]
    return [row["invitation"] for row in rows]


@pytest.fixture
def take(employer, services):
    """Start the track and take its first stage."""

    async def take(invitation, value="4"):
        database, clock, organization = employer.database, employer.clock, employer.organization.id
        claim = services.links.read(invitation["link"].rpartition("/")[2])
        session = await invitations.open_link(database, claim, None, clock)
        view = await tracks.begin(database, organization, str(invitation["number"]), clock=clock)
        uid = view.present.child.uid
        attempt = await attempts.start(database, session, uid, CONSENT, clock)
        save = Save(session, attempt.uid, "q", attempt.epoch, 0, value)
        await attempts.save(database, save, clock)
        await attempts.submit(database, session, attempt.uid, "once", clock)
        await tracks.conclude(database, organization, attempt.id, clock)

    return take


async def test_an_application_says_how_it_stands_before_and_after_start(client, applied, take):
    path = f"/v1/applications/{applied[0]['id']}"
    before = (await client.get(path)).json()
    strict(application_shapes.Application).model_validate(before, strict=True)
    assert (before["status"], before["current"], before["started_at"]) == ("pending", 1, None)
    assert [stage["state"] for stage in before["stages"]] == ["ahead"] * 3
    await take(applied[0])
    after = (await client.get(path)).json()
    strict(application_shapes.Application).model_validate(after, strict=True)
    assert (after["status"], after["score"]) == ("submitted", 100.0)
    assert [stage["state"] for stage in after["stages"]] == ["waiting", "ahead", "ahead"]
    assert after["stages"][0]["invitation"].startswith("inv_")
    assert after["stages"][2]["type"] == "review"


async def test_advance_and_reject_over_http(client, applied, take):
    path = f"/v1/applications/{applied[0]['id']}"
    early = await client.post(f"{path}/advance")
    assert (early.status_code, early.json()["code"]) == (409, "not_started")
    await take(applied[0])
    body = {"stage": 1, "reason": "Exact", "send": True}
    moved = await client.post(f"{path}/advance", json=body)
    answer = moved.json()
    strict(application_shapes.DecidedApplication).model_validate(answer, strict=True)
    assert (answer["changed"], answer["letter"], answer["current"]) == (True, "queued", 2)
    assert answer["stages"][0]["reason"] == "Exact"
    again = (await client.post(f"{path}/advance", json=body)).json()
    assert (again["changed"], again["letter"], again["current"]) == (False, None, 2)
    assert (await client.post(f"{path}/advance")).json()["changed"] is False
    unfinished = await client.post(f"{path}/advance", json={"stage": 2})
    assert (unfinished.status_code, unfinished.json()["code"]) == (409, "stage_unfinished")
    out = (await client.post(f"{path}/reject", json={"stage": 2, "reason": "Withdrawn"})).json()
    assert (out["status"], out["outcome"]) == ("rejected", "rejected")
    assert (await client.post(f"{path}/reject")).json()["changed"] is False


@pytest.mark.parametrize(
    "body", [{"stage": 0}, {"reason": "a\nb"}, {"send": "yes"}, {"mood": "good"}, []]
)
async def test_a_wrong_decision_is_refused(client, applied, take, body):
    await take(applied[0])
    answer = await client.post(f"/v1/applications/{applied[0]['id']}/advance", json=body)
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


async def test_other_invitations_are_no_applications(client):
    body = {"activity": "quiz", "candidates": [AMARA]}
    made = (await client.post("/v1/invitations", json=body)).json()["data"][0]["invitation"]
    answer = await client.get(f"/v1/applications/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_track")
    assert (await client.get("/v1/tracks/quiz/stats")).status_code == 404


async def test_applicants_are_listed_a_page_at_a_time(client, applied, take):
    await take(applied[1], "5")
    query = {"sort_by": "name", "order": "asc", "limit": 1}
    first = (await client.get("/v1/tracks/joining/applicants", params=query)).json()
    strict(application_shapes.ApplicantPage).model_validate(first, strict=True)
    second = (
        await client.get(
            "/v1/tracks/joining/applicants", params=query | {"cursor": first["next_cursor"]}
        )
    ).json()
    rows = first["data"] + second["data"]
    assert [(row["name"], row["status"], row["score"]) for row in rows] == [
        ("Amara Nwosu", "pending", None),
        ("Bo Řezníček", "submitted", 0.0),
    ]
    assert (first["total"], second["next_cursor"]) == (2, None)
    for wanted in ({"status": "submitted"}, {"name": "ŘEZ"}, {"candidate": rows[1]["candidate"]}):
        found = (await client.get("/v1/tracks/joining/applicants", params=wanted)).json()
        assert [row["name"] for row in found["data"]] == ["Bo Řezníček"]
    nobody = await client.get("/v1/tracks/joining/applicants", params={"candidate": "cand_x"})
    assert nobody.json() == {"data": [], "total": 0, "next_cursor": None}


async def test_a_tracks_numbers(client, applied, take):
    await take(applied[0])
    answer = (await client.get("/v1/tracks/joining/stats", params={"since": "2026-03-01"})).json()
    strict(application_shapes.TrackStats).model_validate(answer, strict=True)
    assert (answer["applicants"], answer["by_status"]) == (2, {"pending": 1, "submitted": 1})
    assert [stage["count"] for stage in answer["stages"]] == [2, 0, 0]


async def test_scores_are_for_keys_that_may_read_reports(connect, employer, applied, take):
    await take(applied[0])
    client = connect(await employer.key("invitations:read"))
    assert (await client.get(f"/v1/applications/{applied[0]['id']}")).json()["score"] is None
    page = await client.get("/v1/tracks/joining/applicants")
    assert {row["score"] for row in page.json()["data"]} == {None}
    sorted_so = await client.get("/v1/tracks/joining/applicants", params={"sort_by": "score"})
    assert (sorted_so.status_code, sorted_so.json()["code"]) == (403, "missing_scope")


async def test_stages_stand_in_lists_only_when_asked_for(client, applied, take):
    await take(applied[0])
    plain = (await client.get("/v1/invitations")).json()["data"]
    assert {row["parent"] for row in plain} == {None}
    full = (await client.get("/v1/invitations", params={"stages": "true"})).json()["data"]
    assert [row["parent"] for row in full] == [applied[0]["number"], None, None]
    revoked = await client.post(f"/v1/invitations/{full[0]['id']}/revoke")
    assert (revoked.status_code, revoked.json()["code"]) == (409, "stage_of_track")
