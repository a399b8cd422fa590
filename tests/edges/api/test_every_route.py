"""Every route, one after the other: whose it is, and what lets you in."""

import pytest

from muster.edges.api import build
from takers import settle, take

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}
PERSON = {"email": "amara@example.com", "first_name": "Amara", "last_name": "Nwosu"}


async def invite(client, activity="quiz") -> dict:
    body = {"activity": activity, "candidates": [AMARA]}
    return (await client.post("/v1/invitations", json=body)).json()["data"][0]["invitation"]


async def applied_for_job(client) -> tuple[str, str]:
    job = (await client.post("/v1/jobs", json={"title": "Cook", "activity": "quiz"})).json()["id"]
    return job, (await client.post(f"/v1/jobs/{job}/applicants", json=PERSON)).json()["id"]


ROUTES = [
    ("get", "/v1/invitations"),
    ("get", "/v1/invitations/{invitation}"),
    ("patch", "/v1/invitations/{invitation}"),
    ("post", "/v1/invitations/{invitation}/resend"),
    ("post", "/v1/invitations/{invitation}/rotate"),
    ("post", "/v1/invitations/{invitation}/revoke"),
    ("get", "/v1/more-time-requests"),
    ("post", "/v1/invitations/{invitation}/more-time"),
    ("get", "/v1/candidates"),
    ("get", "/v1/candidates/{candidate}"),
    ("patch", "/v1/candidates/{candidate}"),
    ("get", "/v1/suppressions"),
    ("post", "/v1/suppressions"),
    ("delete", "/v1/suppressions/{suppression}"),
    ("get", "/v1/activities"),
    ("get", "/v1/activities/{activity}"),
    ("post", "/v1/activities"),
    ("post", "/v1/activities/{activity}/archive"),
    ("post", "/v1/activities/{activity}/restore"),
    ("get", "/v1/candidates/{candidate}/accommodation"),
    ("put", "/v1/candidates/{candidate}/accommodation"),
    ("get", "/v1/accommodation-requests"),
    ("get", "/v1/attempts"),
    ("get", "/v1/attempts/{attempt}"),
    ("get", "/v1/attempts/{attempt}/answers"),
    ("get", "/v1/attempts/{attempt}/signals"),
    ("get", "/v1/attempts/{attempt}/score"),
    ("get", "/v1/attempts/{attempt}/ratings/{question}"),
    ("put", "/v1/attempts/{attempt}/ratings/{question}"),
    ("get", "/v1/reports"),
    ("get", "/v1/reports.csv"),
    ("get", "/v1/reports/{report}"),
    ("get", "/v1/reports/{report}/pdf"),
    ("get", "/v1/reports/{report}/shares"),
    ("post", "/v1/reports/{report}/shares"),
    ("get", "/v1/reports/{report}/shares/{share}"),
    ("delete", "/v1/reports/{report}/shares/{share}"),
    ("get", "/v1/attempts/{attempt}/recordings"),
    ("get", "/v1/attempts/{attempt}/files"),
    ("get", "/v1/recordings/{recording}/content"),
    ("get", "/v1/files/{file}/content"),
    ("get", "/v1/applications/{application}"),
    ("post", "/v1/applications/{application}/advance"),
    ("post", "/v1/applications/{application}/reject"),
    ("get", "/v1/tracks/{track}/applicants"),
    ("get", "/v1/tracks/{track}/stats"),
    ("get", "/v1/jobs"),
    ("post", "/v1/jobs"),
    ("get", "/v1/jobs/{job}"),
    ("patch", "/v1/jobs/{job}"),
    ("get", "/v1/jobs/{job}/applicants"),
    ("post", "/v1/jobs/{job}/applicants"),
    ("get", "/v1/jobs/{job}/applicants/{applicant}"),
    ("delete", "/v1/jobs/{job}/applicants/{applicant}"),
    ("post", "/v1/jobs/{job}/applicants/{applicant}/invite"),
    ("get", "/v1/events"),
    ("post", "/v1/invitations"),
]
WEBHOOKS = [
    ("get", "/v1/webhooks"),
    ("post", "/v1/webhooks"),
    ("get", "/v1/webhooks/{webhook}"),
    ("patch", "/v1/webhooks/{webhook}"),
    ("delete", "/v1/webhooks/{webhook}"),
    ("post", "/v1/webhooks/{webhook}/roll"),
    ("post", "/v1/webhooks/{webhook}/ping"),
    ("post", "/v1/webhooks/{webhook}/enable"),
    ("post", "/v1/webhooks/{webhook}/disable"),
    ("post", "/v1/webhooks/{webhook}/replay"),
    ("get", "/v1/webhooks/{webhook}/calls"),
    ("get", "/v1/webhooks/{webhook}/calls/{call}"),
    ("post", "/v1/webhooks/{webhook}/calls/{call}/replay"),
]
PRIVACY = [  # test_privacy.py asks them as another organization
    ("get", "/v1/candidates/{candidate}/export"),
    ("delete", "/v1/candidates/{candidate}"),
    ("get", "/v1/candidates/{candidate}/hold"),
    ("put", "/v1/candidates/{candidate}/hold"),
    ("delete", "/v1/candidates/{candidate}/hold"),
]
ALL = [*ROUTES, *WEBHOOKS, *PRIVACY]


def test_the_isolation_test_knows_every_route(services):
    described = build(services).openapi()["paths"]
    routes = {(verb, path) for path, verbs in described.items() for verb in verbs}
    assert routes == set(ALL)


@pytest.mark.parametrize(("verb", "path"), ROUTES)
async def test_another_organization_gets_nothing_of_it(client, stranger, employer, verb, path):
    made = await invite(client)
    await employer.change("update invitation set external_id = 'secret-of-a'")
    attempt = await take(employer, "quiz", {})
    await settle(employer, attempt)
    applied = await invite(client, "path")
    job, applicant = await applied_for_job(client)
    held = await client.post("/v1/suppressions", json={"email": "amara@example.org"})
    filled = path.format(
        suppression=held.json()["number"],
        job=job,
        applicant=applicant,
        invitation=made["id"],
        candidate=made["candidate"]["id"],
        activity=made["activity"]["id"],
        attempt=attempt.typeid,
        application=applied["id"],
        track=applied["activity"]["id"],
        question="q1",
        recording=attempt.uid,  # test_recordings.py has real ones
        file=attempt.uid,
        report=attempt.typeid,
        share=attempt.uid,
    )
    body = {"json": {}} if verb in {"patch", "put"} else {}
    if (verb, path[-7:]) == ("post", "/shares"):
        body = {"json": {}}
    if path == "/v1/invitations" and verb == "post":
        body = {"json": {"activity": made["activity"]["id"], "candidates": [AMARA]}}
    if path.endswith("/more-time"):
        body = {"json": {"grant": 3}}
    if path.endswith(("/applicants", "/invite")) and verb == "post":
        body = {"json": PERSON if path.endswith("s") else {}}
    answer = await getattr(stranger, verb)(filled, **body)
    if "{" in path or (verb, path) == ("post", "/v1/invitations"):
        assert answer.status_code == 404
    assert "amara" not in answer.text
    assert "secret-of-a" not in answer.text
    assert made["id"] not in answer.text


@pytest.mark.parametrize(("verb", "path"), WEBHOOKS)
async def test_another_organization_gets_nothing_of_a_webhook(client, stranger, verb, path):
    made = (await client.post("/v1/webhooks", json={"url": "https://a.example.com/amara"})).json()
    call = (await client.post(f"/v1/webhooks/{made['id']}/ping")).json()
    filled = path.format(webhook=made["id"], call=call["number"])
    answer = await getattr(stranger, verb)(filled, **({"json": {}} if verb == "patch" else {}))
    if "{" in path:
        assert answer.status_code == 404
    assert "amara" not in answer.text
    assert made["id"] not in answer.text
    assert (await client.get(f"/v1/webhooks/{made['id']}")).json()["state"] == "active"


@pytest.mark.parametrize(("verb", "path"), ALL)
async def test_no_route_is_open_without_a_key(connect, verb, path):
    client = connect(None)
    answer = await getattr(client, verb)(
        path, **({"json": {}} if verb not in {"get", "delete"} else {})
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("verb", "path"), ALL)
async def test_a_key_may_do_only_what_its_scopes_say(connect, employer, verb, path):
    other = "candidates:erase" if (verb, path) in WEBHOOKS else "webhooks:manage"
    client = connect(await employer.key(other))
    answer = await getattr(client, verb)(
        path, **({"json": {}} if verb not in {"get", "delete"} else {})
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
