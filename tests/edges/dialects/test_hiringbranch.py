"""HiringBranch's call as its clients make it."""

import re

import httpx2
import pytest
from vendor_calls import PUBLIC_URL, VENDOR_OBJECT_ID, make_services

from muster.base.signing import LinkClaim, LinkKind
from muster.edges.dialects import hiringbranch
from muster.features import delivery, organizations
from muster.features.delivery import MessageState, OutcomeWatch
from muster.features.organizations import Profile

PATH = "/connect/v1/invite"


@pytest.fixture
def invite(client, world):
    async def invite(*assessments, query="", headers=None, **changes):
        person = {
            "email": "candidate@enterprise.example.com",
            "firstName": "John",
            "lastName": "Doe",
        }
        given = {"X-API-Key": world.key, "instance": "northwind", **(headers or {})}
        body = {**person, "assessments": list(assessments), **changes}
        return await client.post(PATH + query, headers=given, json=body)

    return invite


async def invite_amara(services, world):
    transport = httpx2.ASGITransport(app=hiringbranch.build(services))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        return await client.post(
            PATH + "?sendInvite=true",
            headers={"x-api-key": world.key, "INSTANCE": "Northwind"},
            json={
                "email": "amara@example.com",
                "firstName": "Amara",
                "lastName": "Okafor",
                "assessments": [world["sums"].object_id],
            },
        )


def claim_of(services, item) -> LinkClaim:
    found = re.fullmatch(PUBLIC_URL + r"/i/([0-9a-z]{48})", item["link"])
    assert found
    return services.links.read(found[1])


async def test_the_documents_example_gives_one_element_for_several_assessments(
    invite, services, world, count
):
    answer = await invite(world["sums"].object_id, world["words"].object_id)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["muster-mail"] == "none"
    (item,) = answer.json()
    assert set(item) == {"link", "candidateId"}
    assert re.fullmatch(r"[0-9a-f]{24}", item["candidateId"])
    assert claim_of(services, item).kind is LinkKind.HOME
    assert await count("invitation") == 2
    assert await count("message") == 0


async def test_one_assessment_gives_the_link_of_its_invitation(invite, services, world):
    (item,) = (await invite(world["sums"].object_id)).json()
    claim = claim_of(services, item)
    assert (claim.kind, claim.organization) == (LinkKind.INVITATION, world.organization.id)


async def test_ids_may_be_joined_by_commas_and_repeated(invite, world, count):
    sums, words = world["sums"].object_id, world["words"].object_id
    answer = await invite(f"{sums}, {words}", sums.upper(), f"{words},")
    assert answer.status_code == 200
    assert await count("invitation") == 2


async def test_the_vendors_own_id_and_ours_name_one_assessment(invite, services, world, count):
    (item,) = (await invite(VENDOR_OBJECT_ID, world["sums"].object_id)).json()
    assert claim_of(services, item).kind is LinkKind.INVITATION
    assert await count("invitation") == 1


async def test_the_same_candidate_again_is_the_same_candidate(invite, world, count):
    first = (await invite(world["sums"].object_id)).json()
    second = (
        await invite(world["sums"].object_id, email="Candidate@enterprise.EXAMPLE.com")
    ).json()
    assert first == second
    assert await count("candidate") == 1


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "1"])
async def test_a_letter_is_sent_when_the_query_says_so(invite, world, count, value):
    answer = await invite(world["sums"].object_id, query=f"?sendInvite={value}")
    (item,) = answer.json()
    assert item["invitationStatus"] == "SENT"
    assert answer.headers["muster-mail"] == "accepted"
    assert await count("message") == 1


async def test_several_assessments_get_one_letter(invite, world, count):
    ids = world["sums"].object_id, world["words"].object_id
    await invite(*ids, query="?sendInvite=true")
    assert await count("message") == 1


@pytest.mark.parametrize("query", ["", "?sendInvite=false", "?sendInvite=False", "?sendInvite=0"])
async def test_no_letter_is_sent_otherwise(invite, watch, world, count, query):
    answer = await invite(world["sums"].object_id, query=query)
    assert "invitationStatus" not in answer.json()[0]
    assert await count("message") == 0
    assert watch.asked == []


async def test_a_mail_switch_with_another_value_is_refused(invite, world, count):
    answer = await invite(world["sums"].object_id, query="?sendInvite=maybe")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["sendInvite"]
    assert await count("invitation") == 0


@pytest.mark.parametrize(
    ("state", "mail", "status"),
    [
        (MessageState.ACCEPTED, "accepted", "SENT"),
        (MessageState.QUEUED, "queued", "SENT"),
        (MessageState.SENDING, "queued", "SENT"),
        (MessageState.DEFERRED, "queued", "SENT"),
        (MessageState.UNKNOWN, "queued", "SENT"),
        (MessageState.BOUNCED, "failed", "FAILED"),
        (MessageState.SUPPRESSED, "failed", "FAILED"),
        (MessageState.CANCELLED, "failed", "FAILED"),
        (MessageState.DEAD, "failed", "FAILED"),
    ],
)
async def test_the_status_says_what_became_of_the_letter(invite, watch, world, state, mail, status):
    watch.state = state
    answer = await invite(world["sums"].object_id, query="?sendInvite=true")
    assert answer.json()[0]["invitationStatus"] == status
    assert answer.headers["muster-mail"] == mail


@pytest.mark.parametrize(
    "fault",
    [
        "paused_at = $1, probe_at = $1, reason = 'configuration', relay_seen_at = $1",
        "worker_seen_at = $1, relay_seen_at = null",
    ],
)
async def test_a_letter_that_cannot_leave_now_is_failed_and_waits(
    invite, watch, as_owner, clock, world, fault
):
    await as_owner(f"update lane set {fault} where name = 'mail'", clock.now())
    watch.state = MessageState.QUEUED
    answer = await invite(world["sums"].object_id, query="?sendInvite=true")
    assert answer.json()[0]["invitationStatus"] == "FAILED"
    assert answer.headers["muster-mail"] == "waiting"


async def test_a_suppressed_address_is_failed_at_once(database, clock, world):
    await delivery.suppress(
        database,
        world.organization.id,
        ["amara@example.com"],
        reason="bounced",
        actor="operator",
        now=clock.now(),
    )
    services = make_services(database, clock, OutcomeWatch(database))
    answer = await invite_amara(services, world)
    assert answer.json()[0]["invitationStatus"] == "FAILED"
    assert answer.headers["muster-mail"] == "failed"


async def test_nothing_is_said_of_a_letter_that_nobody_needs(
    invite, watch, database, clock, world, count
):
    await invite(world["sums"].object_id)
    async with database.transaction(world.organization.id) as connection:
        await connection.execute(
            "update invitation set state = 'completed', completed_at = $1", clock.now()
        )
    answer = await invite(world["sums"].object_id, query="?sendInvite=true")
    assert set(answer.json()[0]) == {"link", "candidateId"}
    assert answer.headers["muster-mail"] == "none"
    assert watch.asked == []
    assert await count("message") == 0


async def test_without_a_relay_the_letter_waits_and_the_answer_says_so(
    database, clock, watch, world, count
):
    services = make_services(database, clock, watch, mail_configured=False)
    answer = await invite_amara(services, world)
    assert answer.json()[0]["invitationStatus"] == "FAILED"
    assert answer.headers["muster-mail"] == "waiting"
    assert watch.asked == []
    assert await count("message") == 1


@pytest.mark.usefixtures("other_world")
@pytest.mark.parametrize("instance", [None, "", "southwind", "north"])
async def test_the_instance_must_be_the_keys(client, world, instance):
    headers = {"X-API-Key": world.key} | ({} if instance is None else {"instance": instance})
    answer = await client.post(PATH, headers=headers, json={})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["instance"]


@pytest.mark.parametrize(
    "changes",
    [{"phone": "1"}, {"Email": "x@example.com"}, {"\x00": 1}, {"email": None}, {"firstName": 7},
     {"lastName": " "}, {"assessments": []}, {"assessments": [" , "]}, {"assessments": "a,b"},
     {"assessments": ["00"] * 3}, {"assessments": [f"{n:024x}" for n in range(101)]}],
)  # fmt: skip
async def test_a_closed_body_is_taken_at_its_word(invite, world, count, changes):
    answer = await invite(world["sums"].object_id, **changes)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert await count("invitation") == 0


@pytest.mark.parametrize(
    "kind",
    ["text/json", "application/vnd.hr.v1+json", "APPLICATION/JSON; charset=utf-8", "text/json;x=y"],
)
async def test_every_media_type_of_the_document_is_read(invite, world, kind):
    answer = await invite(world["sums"].object_id, headers={"content-type": kind})
    assert answer.status_code == 200


async def test_an_organization_may_have_links_with_a_fragment(invite, database, world, services):
    await organizations.change_organization(database, "northwind", Profile(fragment_links=True))
    (item,) = (await invite(world["sums"].object_id)).json()
    start, _, token = item["link"].rpartition("=")
    assert start == f"{PUBLIC_URL}/#?sessionToken"
    assert services.links.read(token).kind is LinkKind.INVITATION


async def test_a_repeated_idempotency_key_changes_nothing_and_answers_the_same(
    invite, world, count
):
    headers = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
    query = "?sendInvite=true"
    first = await invite(world["sums"].object_id, query=query, headers=headers)
    second = await invite(world["sums"].object_id, query=query, headers=headers)
    assert first.json() == second.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert await count("message") == 1
    changed = await invite(world["sums"].object_id, headers=headers)
    assert changed.status_code == 422
