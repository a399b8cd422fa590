"""Jobs and applicants by the native API."""

import pytest

AMARA = {"first_name": "Amara", "last_name": "Nwosu", "email": "amara@example.com"}


@pytest.fixture
async def job(client):
    body = {"title": "Bookkeeper", "activity": "quiz", "external_id": "J-7"}
    return (await client.post("/v1/jobs", json=body)).json()


async def test_a_job_is_made_listed_changed_and_closed(client, job):
    assert (job["state"], job["activity"]["key"]) == ("open", "quiz")
    assert (await client.get(f"/v1/jobs/{job['number']}")).json() == job
    closed = await client.patch(f"/v1/jobs/{job['id']}", json={"state": "closed", "activity": ""})
    assert (closed.json()["state"], closed.json()["activity"]) == ("closed", None)
    assert (await client.get("/v1/jobs", params={"state": "open"})).json()["data"] == []
    assert (await client.get("/v1/jobs")).json() == {"data": [closed.json()], "next_cursor": None}
    refused = await client.post(f"/v1/jobs/{job['id']}/applicants", json=AMARA)
    assert (refused.status_code, refused.json()["code"]) == (409, "job_closed")


async def test_an_applicant_applies_is_invited_and_removed(client, job):
    path = f"/v1/jobs/{job['id']}/applicants"
    made = (await client.post(path, json=AMARA)).json()
    assert (made["state"], made["job"], made["candidate"]) == ("applied", job["id"], None)
    invited = await client.post(f"{path}/{made['id']}/invite", json={})
    assert invited.json()["activity"]["key"] == "quiz"
    again = await client.post(f"{path}/{made['uid']}/invite", json={"send": False})
    assert again.json()["id"] == invited.json()["id"]
    (listed,) = (await client.get(path)).json()["data"]
    assert (listed["state"], listed["invitation"]) == ("invited", invited.json()["number"])
    assert (await client.get(f"{path}/{made['number']}")).json() == listed
    other = (await client.post("/v1/jobs", json={"title": "Cook"})).json()
    elsewhere = await client.get(f"/v1/jobs/{other['id']}/applicants/{made['id']}")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown_applicant")
    assert (await client.delete(f"{path}/{made['id']}")).status_code == 204
    assert (await client.get(path)).json()["data"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [("", {}), ("", {"title": 7}), ("", {"title": "a", "activity": "nothing"}),
     ("/{job}/applicants", {**AMARA, "email": "amara"}), ("/{job}/applicants", {"email": "a"})],
)  # fmt: skip
async def test_what_cannot_be_kept_is_refused(client, job, path, body):
    answer = await client.post("/v1/jobs" + path.format(job=job["id"]), json=body)
    assert answer.status_code == (404 if "activity" in body else 422)


async def test_a_job_without_an_activity_says_that_one_is_needed(client):
    job = (await client.post("/v1/jobs", json={"title": "Cook"})).json()
    path = f"/v1/jobs/{job['id']}/applicants"
    made = (await client.post(path, json=AMARA)).json()
    answer = await client.post(f"{path}/{made['id']}/invite", json={})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "activity")
    named = await client.post(f"{path}/{made['id']}/invite", json={"activity": "talk"})
    assert named.json()["activity"]["key"] == "talk"
