"""Every route, one after the other: whose it is, and what lets you in."""

import pytest

from muster.edges.api import build
from takers import settle, take

ERASE, MANAGE = "candidates:erase", "webhooks:manage"
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


@pytest.fixture
async def names(client, employer) -> dict[str, object]:
    """What the paths name: one of each thing that an organization has."""
    made = await invite(client)
    await employer.change("update invitation set external_id = 'secret-of-a'")
    attempt = await take(employer, "quiz", {})
    await settle(employer, attempt)
    applied = await invite(client, "path")
    job, applicant = await applied_for_job(client)
    held = await client.post("/v1/suppressions", json={"email": "amara@example.org"})
    webhook = (
        await client.post("/v1/webhooks", json={"url": "https://a.example.com/amara"})
    ).json()
    return {
        "suppression": held.json()["number"],
        "job": job,
        "applicant": applicant,
        "invitation": made["id"],
        "candidate": made["candidate"]["id"],
        "activity": made["activity"]["id"],
        "attempt": attempt.typeid,
        "application": applied["id"],
        "track": applied["activity"]["id"],
        "question": "q1",
        "recording": attempt.uid,  # test_recordings.py has real ones
        "file": attempt.uid,
        "report": attempt.typeid,
        "share": attempt.uid,
        "webhook": webhook["id"],
        "call": (await client.post(f"/v1/webhooks/{webhook['id']}/ping")).json()["number"],
    }


def body_of(verb: str, path: str, names) -> dict[str, object]:
    """What makes sense as a body of a route, as an argument of a client."""
    body = {"json": {}} if verb in {"patch", "put"} else {}
    if (verb, path[-7:]) == ("post", "/shares"):
        body = {"json": {}}
    if path == "/v1/invitations" and verb == "post":
        body = {"json": {"activity": names["activity"], "candidates": [AMARA]}}
    if path.endswith("/more-time"):
        body = {"json": {"grant": 3}}
    if path.endswith(("/applicants", "/invite")) and verb == "post":
        body = {"json": PERSON if path.endswith("s") else {}}
    return body


async def test_another_organization_gets_nothing_of_it(client, stranger, names):
    for verb, path in [*ROUTES, *WEBHOOKS]:
        answer = await getattr(stranger, verb)(path.format(**names), **body_of(verb, path, names))
        if "{" in path or (verb, path) == ("post", "/v1/invitations"):
            assert answer.status_code == 404, (verb, path)
        for secret in ("amara", "secret-of-a", names["invitation"], names["webhook"]):
            assert secret not in answer.text, (verb, path)
        webhook = await client.get(f"/v1/webhooks/{names['webhook']}")
        assert webhook.json()["state"] == "active", (verb, path)


async def test_no_route_is_open_without_a_key(connect):
    client = connect(None)
    for verb, path in ALL:
        answer = await getattr(client, verb)(
            path, **({"json": {}} if verb not in {"get", "delete"} else {})
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), (verb, path)
        assert answer.headers["www-authenticate"] == "Bearer", (verb, path)


async def test_a_key_may_do_only_what_its_scopes_say(connect, employer):
    others = {scope: connect(await employer.key(scope)) for scope in (ERASE, MANAGE)}
    for verb, path in ALL:
        client = others[ERASE if (verb, path) in WEBHOOKS else MANAGE]
        answer = await getattr(client, verb)(
            path, **({"json": {}} if verb not in {"get", "delete"} else {})
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope"), (verb, path)
