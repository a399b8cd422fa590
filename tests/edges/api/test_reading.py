"""Reading and changing invitations, candidates, activities and events."""

import base64

import pytest

from muster.features.invitations import Guest

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}


async def invite(client, *candidates, **others) -> dict:
    body = {"activity": "quiz", "candidates": list(candidates or [AMARA]), **others}
    return (await client.post("/v1/invitations", json=body)).json()["data"][0]["invitation"]


async def test_an_invitation_is_read_by_each_of_its_names(client):
    made = await invite(client)
    for name in (made["id"], str(made["number"])):
        answer = (await client.get(f"/v1/invitations/{name}")).json()
        assert answer["id"] == made["id"]
        assert answer["letters"][0]["state"] == "queued"


async def test_lists_are_newest_first_and_paged(client):
    people = [{"email": f"p{n}@example.com", "name": f"P {n}"} for n in range(5)]
    await invite(client, *people)
    first = (await client.get("/v1/invitations", params={"limit": 3})).json()
    rest = (
        await client.get("/v1/invitations", params={"limit": 3, "cursor": first["next_cursor"]})
    ).json()
    emails = [row["candidate"]["email"] for row in first["data"] + rest["data"]]
    assert sorted(emails) == [f"p{n}@example.com" for n in range(5)]
    numbers = [row["number"] for row in first["data"] + rest["data"]]
    assert numbers == sorted(numbers, reverse=True)
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "pending"}, 1),
        ({"state": "expired"}, 1),
        ({"state": "revoked"}, 0),
        ({"activity": "quiz"}, 2),
        ({"activity": "puzzle"}, 0),
        ({"activity": "nothing"}, 0),
        ({"email": "AMARA@example.com"}, 1),
        ({"email": "nobody"}, 0),
        ({"external_id": "A-1"}, 1),
        ({"external_id": "A\0"}, 0),
        ({"candidate": "cand_00000000000000000000000000"}, 0),
    ],
)
async def test_filters_narrow_the_list(client, employer, filters, found):
    await invite(client, {**AMARA, "external_id": "A-1", "expires_at": "2026-03-03"})
    await invite(client, {"email": "bo@example.com", "name": "Bo"})
    employer.clock.advance(days=5)
    answer = await client.get("/v1/invitations", params=filters)
    assert len(answer.json()["data"]) == found


@pytest.mark.parametrize("text", ["nonsense", "after:-1", "after:x", f"after:{10**30}"])
async def test_a_foreign_cursor_is_refused(client, text):
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    answer = await client.get("/v1/invitations", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


async def test_a_deadline_is_extended_in_the_organizations_zone(client):
    made = await invite(client)
    answer = await client.patch(f"/v1/invitations/{made['id']}", json={"expires_at": "2026-07-01"})
    assert answer.json()["expires_at"] == "2026-07-01T21:59:59Z"


async def test_shortening_must_be_said(client):
    made = await invite(client)
    path = f"/v1/invitations/{made['id']}"
    refused = await client.patch(path, json={"expires_at": "2026-03-05"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_window")
    done = await client.patch(path, json={"expires_at": "2026-03-05", "may_shorten": True})
    assert done.json()["expires_at"] == "2026-03-05T22:59:59Z"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b'{"metadata": {"x": NaN}}', "application/json", 400, "malformed_json"),
        (b"{}", "text/csv", 415, "unsupported_media_type"),
        (b'"' + b"x" * 1024 * 1024 + b'"', "application/json", 413, "body_too_large"),
        (b"[]", "application/json", 422, "invalid"),
        (b'{"metadata": {"x": 1e999}}', "application/json", 422, "invalid"),
        (b'{"external_id": "a\\u0000b"}', "application/json", 422, "unsafe_text"),
        (b'{"external_id": "' + b"x" * 201 + b'"}', "application/json", 422, "text_length"),
        (b'{"locale": "nonsense"}', "application/json", 422, "invalid"),
        (b'{"may_shorten": "yes"}', "application/json", 422, "invalid"),
    ],
)
async def test_a_bad_change_is_a_problem_with_a_code(client, body, kind, status, code):
    made = await invite(client)
    answer = await client.patch(
        f"/v1/invitations/{made['id']}", content=body, headers={"Content-Type": kind}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_an_invitation_shows_the_letter_to_the_home_page_that_lists_it(client, employer):
    both = (employer.activities["quiz"], employer.activities["puzzle"])
    rows = (await employer.invite(Guest(*AMARA.values()), activities=both, together=True)).rows
    answer = (await client.get(f"/v1/invitations/{rows[0].invitation.id}")).json()
    assert [letter["kind"] for letter in answer["letters"]] == ["home"]


async def test_an_expired_invitation_is_extended_back_to_life(client, employer):
    made = await invite(client)
    employer.clock.advance(days=30)
    path = f"/v1/invitations/{made['id']}"
    assert (await client.get(path)).json()["state"] == "expired"
    assert (await client.post(f"{path}/resend")).status_code == 422
    answer = await client.patch(path, json={"expires_at": "2026-05-01"})
    assert answer.json()["state"] == "pending"
    assert (await client.post(f"{path}/resend")).status_code == 200


async def test_resending_keeps_the_link_and_owes_a_second_letter(client, employer):
    made = await invite(client)
    await employer.change("update message set state = 'accepted', due_at = null, ended_at = now()")
    answer = await client.post(f"/v1/invitations/{made['id']}/resend")
    assert answer.json()["link"] == made["link"]
    assert await employer.count("message") == 2


async def test_rotating_changes_the_link_and_the_waiting_letter(client, employer):
    made = await invite(client)
    answer = await client.post(f"/v1/invitations/{made['id']}/rotate")
    assert answer.json()["link"] != made["link"]
    (row,) = await employer.fetch(
        "select variables -> 'link' ->> 'version' as version from message"
    )
    assert row["version"] == "1"


async def test_revoking_stops_the_letter_and_is_safe_to_repeat(client, employer):
    made = await invite(client)
    for _ in range(2):
        answer = await client.post(f"/v1/invitations/{made['id']}/revoke")
        assert answer.json()["state"] == "revoked"
    (message,) = await employer.fetch("select state from message")
    assert message["state"] == "cancelled"


async def test_changing_nothing_is_no_event(client, employer):
    made = await invite(client)
    before = await employer.count("event")
    answer = await client.patch(f"/v1/invitations/{made['id']}", json={})
    assert answer.json()["updated_at"] == made["updated_at"]
    assert await employer.count("event") == before


async def test_a_letter_to_somebody_whose_time_has_passed_is_not_queued(client, employer):
    made = await invite(client)
    await employer.change("update invitation set state = 'started', started_at = now()")
    employer.clock.advance(days=30)
    refused = await client.post(f"/v1/invitations/{made['id']}/resend")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_window")
    again = await client.post("/v1/invitations", json={"activity": "quiz", "candidates": [AMARA]})
    assert again.json()["data"][0]["letter"] is None


async def test_resending_what_is_revoked_says_what_to_do(client):
    made = await invite(client)
    await client.post(f"/v1/invitations/{made['id']}/revoke")
    refused = await client.post(f"/v1/invitations/{made['id']}/resend")
    assert (refused.status_code, refused.json()["code"]) == (409, "revoked")
    assert "inviting again" in refused.json()["detail"]


async def test_a_completed_invitation_is_not_changed_any_more(client, employer):
    made = await invite(client)
    await employer.change("update invitation set state = 'completed', completed_at = now()")
    for verb, path in (("post", "/revoke"), ("post", "/resend")):
        answer = await getattr(client, verb)(f"/v1/invitations/{made['id']}{path}")
        assert (answer.status_code, answer.json()["code"]) == (409, "already_completed")
    answer = await client.patch(f"/v1/invitations/{made['id']}", json={"expires_at": "2026-12-01"})
    assert answer.status_code == 409


async def test_candidates_are_listed_and_found_by_address(client):
    await invite(client, AMARA, {"email": "bo@example.com", "name": "Bo"})
    answer = (await client.get("/v1/candidates")).json()
    assert {row["email"] for row in answer["data"]} == {"amara@example.com", "bo@example.com"}
    found = (await client.get("/v1/candidates", params={"email": "BO@example.com"})).json()["data"]
    assert [row["name"] for row in found] == ["Bo"]
    one = (await client.get(f"/v1/candidates/{found[0]['id']}")).json()
    assert one == found[0]


async def test_activities_carry_all_their_names(client, employer):
    answer = (await client.get("/v1/activities")).json()["data"]
    assert {row["key"] for row in answer} == set(employer.activities)
    assert all(row["id"].startswith("act_") and len(row["object_id"]) == 24 for row in answer)
    talks = (await client.get("/v1/activities", params={"kind": "interview"})).json()["data"]
    assert [row["key"] for row in talks] == ["talk"]
    assert (await client.get("/v1/activities/quiz")).json()["number"] == employer.activities[
        "quiz"
    ].id


async def test_events_are_followed_by_their_sequence(client):
    made = await invite(client)
    answer = (await client.get("/v1/events")).json()
    types = [event["type"] for event in answer["data"]]
    assert "invitation.created" in types
    sequences = [event["sequence"] for event in answer["data"]]
    assert sequences == list(range(1, len(sequences) + 1))
    await client.post(f"/v1/invitations/{made['id']}/revoke")
    later = (await client.get("/v1/events", params={"after": answer["next_after"]})).json()["data"]
    assert {event["type"] for event in later} == {"invitation.revoked", "message.cancelled"}


async def test_no_event_holds_a_link_or_an_address(client):
    await invite(client)
    text = (await client.get("/v1/events")).text
    assert "/i/" not in text
    assert "amara" not in text


async def test_a_key_in_the_query_is_not_a_key(connect, employer):
    key = await employer.key()
    answer = await connect(None).get("/v1/invitations", params={"apiKey": key, "X-API-Key": key})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("get", "/v1/nothing", 404), ("delete", "/v1/invitations", 405)],
)
async def test_the_frameworks_errors_have_our_shape(client, verb, path, status):
    answer = await getattr(client, verb)(path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.json()["title"] == {404: "Not Found", 405: "Method Not Allowed"}[status]
    assert answer.headers["content-type"] == "application/problem+json"
