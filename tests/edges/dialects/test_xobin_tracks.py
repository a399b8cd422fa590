"""Xobin's call to move a candidate on, and who may make it and its neighbours."""

import pytest
from track_calls import FILES, VENDOR_TALK, VENDOR_TRACK, Office
from vendor_calls import make_world

from muster.features import invitations
from muster.features.organizations import Scope, WantedKey, create_key

ADVANCE = "/api/v2/tracks/candidate/advance"
MOVED = [
    "name", "email", "stage_moved", "candidate_id", "application_id", "module_id", "response_id",
    "invite_link", "status", "track_id",
]  # fmt: skip
PENDING = [
    "name", "email", "candidate_id", "invite_status", "status", "application_id", "track_id",
]  # fmt: skip


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


@pytest.fixture
def office(client, world, services):
    return Office(client, world, services)


def advancing(application, *, switch="sendlink"):
    number = application["application_id"]
    return {"track_id": VENDOR_TRACK, "application_id": number, "invite_format": switch}


async def test_an_application_goes_through_its_stages(office, world, clock, database):
    application = await office.apply()
    answer = await office.call(ADVANCE, advancing(application))
    assert (answer.status_code, sorted(answer.json())) == (200, sorted(PENDING))
    assert (answer.json()["invite_status"], answer.json()["status"]) == ("Pending", "Pending")
    await office.take(application, submit=False)
    answer = (await office.call(ADVANCE, advancing(application))).json()
    assert (answer["invite_status"], answer["status"]) == ("Started", "Pending")
    await office.take(application)

    moved = await office.call(ADVANCE, advancing(application))
    body = moved.json()
    assert moved.headers["muster-mail"] == "queued"
    assert sorted(body) == sorted([*MOVED, "interview_response_id"])
    assert (body["stage_moved"], body["module_id"]) == ("A talk", VENDOR_TALK)
    assert body["response_id"] == body["interview_response_id"] > application["application_id"]
    assert (body["status"], body["track_id"]) == ("Pending", VENDOR_TRACK)
    assert body["invite_link"] == application["invite_link"]
    assert body["application_id"] == application["application_id"]
    reading = f"/api/v2/automated-interviews/report/{body['response_id']}"
    assert (await office.call(reading, method="GET")).json()["invite_status"] == "Pending"

    await office.take(application)
    assert (await office.call(reading, method="GET")).json()["invite_status"] == "Completed"
    clock.advance(minutes=1)
    async with database.transaction(world.organization.id) as connection:
        titles = await connection.fetch("select kind from message order by id")
    assert [row[0] for row in titles] == ["invitation", "stage"]
    end = (await office.call(ADVANCE, advancing(application))).json()
    assert sorted(end) == sorted(MOVED)
    assert (end["stage_moved"], end["module_id"], end["response_id"]) == ("", 0, 0)
    assert end["status"] == "Completed"
    assert (await office.call(ADVANCE, advancing(application))).json() == end


async def test_a_stage_that_is_a_review_has_the_id_of_the_review(office, world):
    other = world["other"].id
    application = await office.apply(track=other)
    await office.take(application)
    body = (await office.call(ADVANCE, advancing(application) | {"track_id": other})).json()
    assert sorted(body) == sorted([*MOVED, "review_id"])
    assert body["response_id"] == body["review_id"] > 0
    assert (body["stage_moved"], body["module_id"]) == ("The last word", 0)
    (row,) = (await office.read("applicants", track=other)).json()["data"]
    assert (row["stage_id"], row["stage_type"], row["stage_status"]) == ("2", "Review", "Pending")
    assert row["score"] == 100


async def test_a_press_that_is_repeated_answers_the_same_and_moves_nothing(office, count):
    application = await office.apply()
    await office.take(application)
    first = await office.call(ADVANCE, advancing(application))
    second = await office.call(ADVANCE, advancing(application))
    assert second.json() == first.json()
    assert second.headers["muster-mail"] == "none"
    assert await count("message") == 2


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"track_id": "x"}, 400),
        ({"application_id": None}, 400),
        ({"invite_format": "carry"}, 400),
        ({"track_id": 999_999}, 404),
        ({"application_id": 999_999_999}, 404),
    ],
)
async def test_wrong_values_are_refused_in_the_vendors_shape(office, change, status):
    application = await office.apply()
    answer = await office.call(ADVANCE, advancing(application) | change)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


async def test_an_application_of_another_track_or_organization_is_not_there(
    office, client, world, other_world
):
    application = await office.apply()
    other = advancing(application) | {"track_id": world["other"].id}
    assert (await office.call(ADVANCE, other)).status_code == 404
    wrong_kind = advancing(application) | {"track_id": world["sums"].id}
    assert (await office.call(ADVANCE, wrong_kind)).status_code == 400
    theirs = await client.put(
        ADVANCE,
        headers={"apiKey": other_world.key},
        json=advancing(application) | {"track_id": other_world["joining"].id},
    )
    assert theirs.status_code == 404
    for page in ("applicants", "stats"):
        path = f"/api/v2/tracks/{VENDOR_TRACK}/{page}"
        answer = await client.get(path, headers={"apiKey": other_world.key})
        assert answer.status_code == 404


async def test_a_revoked_application_is_not_advanced(office, world, database, clock):
    application = await office.apply()
    await invitations.revoke(
        database,
        world.organization.id,
        str(application["application_id"]),
        actor="key:a",
        clock=clock,
    )
    answer = await office.call(ADVANCE, advancing(application))
    assert (answer.status_code, list(answer.json())) == (409, ["error"])


async def test_reading_needs_a_key_that_reads_and_advancing_one_that_invites(
    client, world, database, clock
):
    reader, _ = await create_key(
        database, world.organization.id, WantedKey({Scope.INVITATIONS_READ}), clock=clock
    )
    headers = {"apiKey": reader.text}
    path = f"/api/v2/tracks/{VENDOR_TRACK}"
    for page in ("applicants", "stats"):
        assert (await client.get(f"{path}/{page}", headers=headers)).status_code == 200
        assert (await client.get(f"{path}/{page}")).status_code == 401
    body = {"track_id": VENDOR_TRACK, "application_id": 1, "invite_format": "getlink"}
    assert (await client.put(ADVANCE, headers=headers, json=body)).status_code == 403
    assert (await client.post(ADVANCE, headers=headers, json=body)).status_code == 405
