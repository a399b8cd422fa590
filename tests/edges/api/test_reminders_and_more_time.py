"""Reminders in the native API, requests for more time, and calendars that must be cleared."""

import json

import pytest

from muster.base.signing import LinkClaim, LinkKind
from muster.features import invitations

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}


async def invite(client, person=None, **body):
    body = {"activity": "quiz", "candidates": [AMARA | (person or {})]} | body
    answer = await client.post("/v1/invitations", json=body)
    return answer.json()["data"][0]


async def letters(employer, kind):
    return await employer.fetch("select * from message where kind = $1 order by message.id", kind)


async def leave(employer):
    await employer.change(
        "update message set state = 'accepted', due_at = null, ended_at = created_at"
    )


@pytest.fixture
async def asked(client, employer, clock):
    """An invitation of which the candidate asked for more time on the last day."""
    made = (await invite(client))["invitation"]
    clock.advance(days=13, hours=12)
    claim = LinkClaim(LinkKind.INVITATION, employer.organization.id, made["number"], 0)
    await invitations.ask_for_more_time(employer.database, claim, None, "A cold.", clock)
    return made


async def test_an_invitation_says_when_its_reminder_comes(client):
    made = (await invite(client))["invitation"]
    assert made["reminders"] == {
        "next_at": "2026-03-13T09:30:00Z",
        "sent": 0,
        "stopped_at": None,
    }
    assert made["time_zone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("person", "body", "next_at"),
    [
        ({"reminders": "none"}, {}, None),
        ({}, {"reminders": "none"}, None),
        ({"reminders": {"before": ["P2D", "PT12H"]}}, {}, "2026-03-14T09:30:00Z"),
        (
            {"reminders": {"before": ["P2D"]}},
            {"reminders": "none", "send": False},
            "2026-03-14T09:30:00Z",
        ),
        ({}, {"send": False}, None),
        ({"time_zone": "America/Bogota"}, {}, "2026-03-13T13:00:00Z"),
    ],
)
async def test_callers_choose_for_one_or_all(client, person, body, next_at):
    made = (await invite(client, person, **body))["invitation"]
    assert made["reminders"]["next_at"] == next_at
    assert made["time_zone"] == person.get("time_zone", "Europe/Berlin")


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"reminders": {"before": ["PT5M"]}}, "before"),
        ({"reminders": {"before": ["P400D"]}}, "before"),
        ({"reminders": "sometimes"}, "reminders"),
        ({"reminders": {"before": ["soon"]}}, "reminders"),
    ],
)
async def test_a_row_with_an_unusable_wish_is_refused(client, person, field):
    row = await invite(client, person)
    assert row["outcome"] == "refused"
    assert row["errors"][0]["field"].startswith(field)


async def test_a_change_is_planned_anew_and_the_zone_stays(client, employer, clock):
    made = (await invite(client, {"time_zone": "Asia/Kolkata"}))["invitation"]
    path = f"/v1/invitations/{made['id']}"
    changed = (await client.patch(path, json={"reminders": {"before": ["P5D"]}})).json()
    assert changed["time_zone"] == "Asia/Kolkata"
    await invitations.look_after(employer.database, clock)
    shown = (await client.get(path)).json()
    assert shown["reminders"]["next_at"] == "2026-03-11T09:30:00Z"
    bad = await client.patch(path, json={"time_zone": "Nowhere"})
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "time_zone")


async def test_a_person_grants_and_the_candidate_gets_the_new_end(client, employer, asked):
    listed = (await client.get("/v1/more-time-requests?state=waiting")).json()["data"]
    assert [one["sentence"] for one in listed] == ["A cold."]
    assert listed[0]["invitation"]["id"] == asked["id"]
    path = f"/v1/invitations/{asked['id']}/more-time"
    given = (await client.post(path, json={"grant": 2})).json()
    assert (given["state"], given["days"]) == ("granted", 2)
    assert given["invitation"]["expires_at"] == "2026-03-18T09:30:00Z"
    (letter,) = await letters(employer, "deadline")
    assert json.loads(letter["variables"])["calendar"]["sequence"] == 1
    assert not (await client.get("/v1/more-time-requests?state=waiting")).json()["data"]
    again = await client.post(path, json={"grant": 2})
    assert (again.status_code, again.json()["code"]) == (409, "already_answered")
    events = await employer.fetch("select type from event where type like '%more_time%'")
    assert {one["type"] for one in events} == {
        "invitation.more_time_asked",
        "invitation.more_time_given",
    }


async def test_a_refusal_is_a_letter_and_changes_nothing(client, employer, asked):
    path = f"/v1/invitations/{asked['id']}"
    refused = (await client.post(f"{path}/more-time", json={"grant": "refuse"})).json()
    assert (refused["state"], refused["days"]) == ("refused", None)
    assert refused["invitation"]["expires_at"] == asked["expires_at"]
    assert [one["recipient"] for one in await letters(employer, "refusal")] == [AMARA["email"]]
    shown = (await client.get(path)).json()
    assert [one["kind"] for one in shown["letters"]] == ["invitation", "refusal"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"grant": 31}, 422, "invalid"),
        ({"grant": 0}, 422, "invalid"),
        ({"grant": "2"}, 422, "invalid"),
        ({"grant": True}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"grant": 3}, 404, "unknown_more_time_request"),
    ],
)
async def test_an_answer_that_cannot_be_given_changes_nothing(client, employer, body, status, code):
    made = (await invite(client))["invitation"]
    answer = await client.post(f"/v1/invitations/{made['id']}/more-time", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not await letters(employer, "deadline")


async def test_what_was_taken_back_is_extended_for_nobody(client, employer, asked):
    await client.post(f"/v1/invitations/{asked['id']}/revoke")
    answer = await client.post(f"/v1/invitations/{asked['id']}/more-time", json={"grant": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "revoked")
    assert not await letters(employer, "deadline")


async def test_revoking_clears_the_calendar_only_where_an_entry_went_out(client, employer):
    made = (await invite(client))["invitation"]
    await client.post(f"/v1/invitations/{made['id']}/revoke")
    assert not await letters(employer, "withdrawal")
    again = (await invite(client))["invitation"]
    await leave(employer)
    await client.post(f"/v1/invitations/{again['id']}/revoke")
    (letter,) = await letters(employer, "withdrawal")
    calendar = json.loads(letter["variables"])["calendar"]
    (first,) = await employer.fetch("select uid, calendar_sequence from invitation")
    assert calendar == {"uid": str(first["uid"]), "sequence": first["calendar_sequence"]}
    assert calendar["sequence"] == 3  # taken back, valid again, taken back
