"""What the API tells of letters that came back, and how an address is put right."""

import pytest
from pydantic import ConfigDict

from bounce_samples import delivery_status
from muster.base.errors import MusterError
from muster.base.links import Links
from muster.base.return_path import ReturnPath
from muster.base.signing import LinkClaim, LinkKind
from muster.edges.api import answers
from muster.edges.api.mail_shapes import SuppressionAnswer
from muster.features import delivery, invitations
from muster.features.delivery import Arrival, Way
from takers import follow, start, take

AMARA = {"email": "amara@example.com", "name": "Amara Nwosu"}


async def invite(client, activity="quiz", **person):
    body = {"activity": activity, "candidates": [{**AMARA, **person}]}
    return (await client.post("/v1/invitations", json=body)).json()["data"][0]["invitation"]


@pytest.fixture
def leave(employer):
    """Let all letters leave."""

    async def leave():
        await employer.change(
            "update message set state = 'accepted', attempt = 1, due_at = null, ended_at = now() "
            "where due_at is not null"
        )

    return leave


@pytest.fixture
def come_back(services, employer, leave):
    """Let all letters leave, and the newest come back."""

    async def come_back(status="5.1.1", action="failed"):
        await leave()
        ((message,),) = await employer.fetch("select max(id) from message where attempt > 0")
        paths = ReturnPath(services.links.ring, "bounces.example.com")
        to = paths.address(employer.organization.id, message)
        words = f"smtp; 550 {status} sorry"
        content = delivery_status(to=to, action=action, status=status, diagnostic=words)
        arrival = Arrival(content, Way.COMMAND)
        assert (await delivery.take(services.database, arrival, paths, services.clock)).kind

    return come_back


async def mail_of(client, invitation):
    listed = (await client.get("/v1/invitations", params={"email": AMARA["email"]})).json()
    read = (await client.get(f"/v1/invitations/{invitation['id']}")).json()
    assert read["mail"] in [one["mail"] for one in listed["data"]]
    strict = type(
        "Strict", (answers.InvitationWithLetters,), {"model_config": ConfigDict(extra="forbid")}
    )
    strict.model_validate(read, strict=True)
    return read["mail"]


@pytest.mark.parametrize(
    ("action", "status", "state", "reason", "explanation"),
    [
        ("failed", "5.1.1", "bounced", "address", "Correct it"),
        ("failed", "5.7.1", "bounced", "policy", "operator"),
        ("failed", "4.2.2", "bounced", "mailbox_full", "full"),
        ("delayed", "4.4.1", "accepted", None, "tried again"),
    ],
)
async def test_an_invitation_says_what_became_of_its_mail(
    client, come_back, action, status, state, reason, explanation
):
    made = await invite(client)
    assert (await mail_of(client, made))["state"] == "queued"
    await come_back(status, action)
    mail = await mail_of(client, made)
    assert (mail["state"], mail["reason"]) == (state, reason)
    assert explanation in mail["explanation"]
    assert mail["bounce"]["status"] == status
    assert mail["bounce"]["words"] == f"550 {status} sorry"


async def test_an_invitation_to_a_suppressed_address_says_why_it_gets_no_letter(client, come_back):
    await invite(client)
    await come_back()
    other = await invite(client, "puzzle")
    assert "came back" in (await mail_of(client, other))["explanation"]


async def test_an_invitation_without_a_letter_has_no_mail(client):
    body = {"activity": "quiz", "candidates": [AMARA], "send": False}
    made = (await client.post("/v1/invitations", json=body)).json()["data"][0]["invitation"]
    assert await mail_of(client, made) is None


async def test_a_late_bounce_leaves_a_finished_attempt_alone(client, leave, come_back, employer):
    made = await invite(client)
    await leave()
    await take(employer, "quiz", {})
    before = (await client.get(f"/v1/invitations/{made['id']}")).json()
    await come_back()
    after = (await client.get(f"/v1/invitations/{made['id']}")).json()
    assert after["state"] == before["state"] == "completed"
    assert (after["completed_at"], after["updated_at"]) == (
        before["completed_at"],
        before["updated_at"],
    )
    assert after["mail"]["state"] == "bounced"


async def correct(client, person, **body):
    return await client.patch(f"/v1/candidates/{person['id']}", json=body)


async def test_a_corrected_address_gets_the_letter_and_earlier_links_are_void(
    client, services, come_back, employer, clock
):
    made = await invite(client)
    await come_back()

    answer = await correct(
        client,
        made["candidate"],
        email="Amara.Nwosu@example.org",
        name="Amara O. Nwosu",
        resend=True,
    )

    assert answer.status_code == 200
    told = answer.json()
    assert (told["email"], told["name"]) == ("Amara.Nwosu@example.org", "Amara O. Nwosu")
    assert told["letters"] == [{"invitation": made["id"], "letter": "queued"}]
    assert set(told) == set(answers.CorrectedCandidate.model_fields)
    now = (await client.get(f"/v1/invitations/{made['id']}")).json()
    assert (now["mail"]["state"], len(now["letters"])) == ("queued", 2)
    assert now["link"] != made["link"]
    landings = []
    for link in (made["link"], now["link"]):
        claim = Links(services.links.ring, "").read(link.rpartition("/")[2])
        landings.append(await invitations.look(services.database, claim, clock))
    assert [landing.void for landing in landings] == [True, False]
    ((waiting,),) = await employer.fetch("select recipient from message where due_at is not null")
    assert waiting == "Amara.Nwosu@example.org"
    events = (await client.get("/v1/events")).json()["data"]
    assert [event["type"] for event in events][-3:] == [
        "candidate.changed",
        "invitation.rotated",
        "invitation.resent",
    ]
    assert events[-3]["data"] == {"changed": ["address", "name"]}
    assert "example.org" not in str(events)


async def test_an_attempt_that_runs_goes_on_at_the_right_address(client, employer):
    taker = await start(employer, "quiz")
    ((before,),) = await employer.fetch("select attempt::text from attempt")
    listed = (await client.get("/v1/invitations")).json()["data"]
    told = (
        await correct(client, listed[0]["candidate"], email="a@example.org", resend=True)
    ).json()
    assert len(told["letters"]) == 1
    now = (await client.get(f"/v1/invitations/{listed[0]['id']}")).json()
    assert now["state"] == "started"
    assert now["link"] != listed[0]["link"]
    assert [tuple(row) for row in await employer.fetch("select attempt::text from attempt")] == [
        (before,)
    ]
    with pytest.raises(MusterError):
        await taker.save("q1", "a")
    (view,) = await invitations.list_invitations(
        employer.database, employer.organization.id, invitations.Filter(), employer.clock
    )
    again = await follow(employer, view.invitation)
    assert again.attempt.uid == taker.attempt.uid
    await again.save("q1", "a")


async def test_a_letter_that_waits_goes_to_the_corrected_address_once(client, employer):
    made = await invite(client)
    for resend in (False, True):
        email = f"amara{int(resend)}@example.org"
        told = (await correct(client, made["candidate"], email=email, resend=resend)).json()
        rows = await employer.fetch("select recipient, variables from message")
        assert [row["recipient"] for row in rows] == [email]
    assert told["letters"] == [{"invitation": made["id"], "letter": "queued"}]
    assert f'"version": {2}' in rows[0]["variables"]


async def test_a_letter_in_flight_to_the_old_address_is_no_reason_to_write_none(client, employer):
    made = await invite(client)
    await employer.change("update message set state = 'sending', attempt = 1")
    await correct(client, made["candidate"], email="amara@example.org", resend=True)
    rows = await employer.fetch("select recipient, state from message order by id")
    assert [tuple(row) for row in rows] == [
        ("amara@example.com", "sending"),
        ("amara@example.org", "queued"),
    ]


async def test_another_spelling_or_name_keeps_the_links(client, employer):
    made = await invite(client)
    await correct(client, made["candidate"], email="AMARA@example.com")
    told = (await correct(client, made["candidate"], name="Amara N.", resend=True)).json()
    assert len(told["letters"]) == 1
    now = (await client.get(f"/v1/invitations/{made['id']}")).json()
    assert now["link"] == made["link"]
    ((recipient, variables),) = await employer.fetch("select recipient, variables from message")
    assert recipient == "AMARA@example.com"
    assert '"Amara N."' in variables


async def test_a_track_and_a_home_follow_and_what_is_over_gets_no_letter(
    client, services, employer, clock
):
    quiz, path = await invite(client), await invite(client, "path")
    revoked = await invite(client, "puzzle")
    await client.post(f"/v1/invitations/{revoked['id']}/revoke")
    home = LinkClaim(LinkKind.HOME, employer.organization.id, quiz["candidate"]["number"], 0)
    told = (await correct(client, quiz["candidate"], email="a@example.org", resend=True)).json()
    assert {one["invitation"] for one in told["letters"]} == {quiz["id"], path["id"]}
    assert (await invitations.look(services.database, home, clock)).void
    assert revoked["link"] == (await client.get(f"/v1/invitations/{revoked['id']}")).json()["link"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "bo@example.com"}, 409, "address_taken"),
        ({"email": "nobody"}, 422, "bad_address"),
        ({"name": ""}, 422, "text_length"),
        ({"name": "a\u202eb"}, 422, "unsafe_text"),
        ({"address": "a@example.com"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_corrected_is_said_and_changes_nothing(client, body, status, code):
    made = await invite(client)
    await invite(client, email="bo@example.com", name="Bo Lindqvist")
    answer = await correct(client, made["candidate"], **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    read = (await client.get(f"/v1/candidates/{made['candidate']['id']}")).json()
    assert read == made["candidate"]


async def test_addresses_are_suppressed_listed_and_lifted(client):
    body = {"email": "Gone@example.com", "reason": "asked_us"}
    made = (await client.post("/v1/suppressions", json=body)).json()
    again = (await client.post("/v1/suppressions", json={"email": "gone@example.com"})).json()
    assert made == again
    assert set(made) == set(SuppressionAnswer.model_fields)
    assert (made["email"], made["reason"]) == ("gone@example.com", "asked_us")
    await client.post("/v1/suppressions", json={"email": "away@example.com"})
    first = (await client.get("/v1/suppressions", params={"limit": 1})).json()
    rest = (await client.get("/v1/suppressions", params={"cursor": first["next_cursor"]})).json()
    assert [one["email"] for one in first["data"] + rest["data"]] == [
        "gone@example.com",
        "away@example.com",
    ]
    one = (await client.get("/v1/suppressions", params={"email": "GONE@example.com"})).json()
    assert one["data"] == [made]
    assert (await client.delete(f"/v1/suppressions/{made['number']}")).json() == {"lifted": True}
    assert (await client.delete(f"/v1/suppressions/{made['number']}")).status_code == 404
    assert (await client.get("/v1/suppressions", params={"email": "no"})).json()["data"] == []
