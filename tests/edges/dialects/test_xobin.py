"""Xobin's four calls as their clients make them."""

import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from vendor_calls import PUBLIC_URL, VENDOR_NUMBER, make_services

from muster.edges.dialects import xobin
from muster.features import delivery

BULK = "/api/v2/assessment/invite"
REPORT = ["name", "email", "report_id", "candidate_id", "assessment_id", "invite_link", "status"]


@pytest.fixture
def call(client, world):
    async def call(path, body, **headers):
        given = {"apiKey": world.key, **headers}
        return await client.post(path, headers=given, json=body)

    return call


@pytest.fixture
def expiries(database, world):
    async def expiries():
        async with database.transaction(world.organization.id) as connection:
            rows = await connection.fetch("select expires_at from invitation order by id")
            return [row[0] for row in rows]

    return expiries


def people(*names):
    return [{"name": name, "email": f"{name.lower()}@example.com"} for name in names]


def bulk(world, candidates, *, switch="getlink", **extra):
    fields = {"assessment_id": world["sums"].id, "invite_format": switch, **extra}
    return {**fields, "candidates": candidates}


async def test_the_bulk_call_answers_a_row_for_every_candidate(call, world, count):
    body = bulk(world, people("Amara", "Bartosz", "Chiyo"), expiry_date="2026-12-31 18:30")
    answer = await call(BULK, body)
    assert answer.status_code == 200
    assert list(answer.json()) == ["invites"]
    rows = answer.json()["invites"]
    assert [row["name"] for row in rows] == ["Amara", "Bartosz", "Chiyo"]
    for row in rows:
        assert list(row) == REPORT
        assert type(row["report_id"]) is type(row["candidate_id"]) is int
        assert row["assessment_id"] == world["sums"].id
        assert row["status"] == "Pending"
        assert row["invite_link"].startswith(f"{PUBLIC_URL}/i/")
    assert len({row["invite_link"] for row in rows}) == 3
    assert await count("message") == 0
    assert answer.headers["muster-mail"] == "none"


async def test_the_single_call_answers_the_bare_row(call, world):
    body = {
        "assessment_id": world["sums"].id,
        "invite_format": "sendlink",
        "candidate_name": "Amara Okafor",
        "candidate_email": "amara@example.com",
    }
    answer = await call("/api/v2/assessments/invite", body)
    assert list(answer.json()) == REPORT
    assert answer.headers["muster-mail"] == "queued"


async def test_the_interview_call_keeps_the_vendors_misspelling(call, world):
    body = {
        "candidate_name": "Amara Okafor",
        "candidate_email": "amara@example.com",
        "interview_id": world["talk"].id,
        "invite_type": "getlink",
    }
    answer = (await call("/api/v2/automated-interviews/invite", body)).json()
    assert answer.pop("invite_link").startswith(f"{PUBLIC_URL}/i/")
    assert answer.pop("interview_reponse_id") > 0
    assert answer == {
        "name": "Amara Okafor",
        "email": "amara@example.com",
        "interview_name": "A first talk",
        "interview_id": world["talk"].id,
        "status": "Pending",
    }


async def test_the_track_call_has_its_own_name_for_the_status(call, world):
    body = {
        "candidate_name": "Amara Okafor",
        "candidate_email": "amara@example.com",
        "track_id": world["joining"].id,
        "invite_format": "getlink",
    }
    answer = (await call("/api/v2/tracks/invite", body)).json()
    assert answer.pop("invite_link").startswith(f"{PUBLIC_URL}/i/")
    assert answer.pop("application_id") > 0
    assert answer == {
        "email": "amara@example.com",
        "invite_status": "Pending",
        "name": "Amara Okafor",
        "track_id": world["joining"].id,
    }


async def test_bad_rows_keep_their_types_and_never_fail_the_good_ones(call, world, count):
    candidates = [
        *people("Amara"),
        {"name": "Bad\u0000", "email": "bad@example.com"},
        {"name": "No address", "email": "nowhere"},
        {"name": 7, "email": "seven@example.com"},
        {"email": "nameless@example.com"},
        {},
        "text",
        None,
        *people("Zofia"),
    ]
    body = bulk(world, candidates, switch="sendlink")
    rows = (await call(BULK, body)).json()["invites"]
    assert [row["status"] for row in rows] == ["Pending", *["Failed"] * 7, "Pending"]
    for row in rows[1:-1]:
        assert [row["report_id"], row["candidate_id"], row["invite_link"]] == [0, 0, ""]
        assert row["assessment_id"] == world["sums"].id
        assert row["error"]
    assert rows[2]["email"] == "nowhere"
    assert rows[3]["error"] == "name must be a string"
    assert rows[5]["error"] == "name is required; email is required"
    assert "error" not in rows[0]
    assert await count("invitation") == await count("message") == 2


async def test_half_a_character_in_a_row_refuses_that_row_only(client, world):
    body = bulk(world, [{"name": "\ud83d", "email": "half@example.com"}, *people("Amara")])
    answer = await client.post(
        BULK,
        headers={"apiKey": world.key, "content-type": "application/json"},
        content=json.dumps(body),
    )
    assert [row["status"] for row in answer.json()["invites"]] == ["Failed", "Pending"]


async def test_the_same_person_twice_is_one_invitation_and_two_equal_rows(call, world, count):
    twice = [
        {"name": "Amara", "email": "amara@example.com"},
        {"candidate_name": "Amara", "candidate_email": "AMARA@Example.com"},
    ]
    body = bulk(world, twice, switch="sendlink")
    first, second = (await call(BULK, body)).json()["invites"]
    assert first == second
    assert await count("invitation") == await count("message") == 1


async def test_five_hundred_are_taken(call, world, count):
    body = bulk(world, people(*(f"Person{number}" for number in range(500))))
    rows = (await call(BULK, body)).json()["invites"]
    assert len(rows) == 500
    assert await count("invitation") == 500


@pytest.mark.parametrize("identifier", [VENDOR_NUMBER, str(VENDOR_NUMBER), f" {VENDOR_NUMBER} "])
async def test_the_vendors_id_is_found_and_echoed_as_a_number(call, identifier):
    body = {
        "assessment_id": identifier,
        "invite_format": "GETLINK ",
        "candidates": people("Amara"),
        "tags": ["ignored"],
    }
    (row,) = (await call(BULK, body)).json()["invites"]
    assert row["assessment_id"] == VENDOR_NUMBER


async def test_names_of_the_bulk_call_are_read_by_a_single_call(call, world):
    body = {
        "track_id": str(world["joining"].id),
        "invite_type": "getlink",
        "name": "Amara",
        "email": "amara@example.com",
    }
    assert (await call("/api/v2/tracks/invite", body)).json()["name"] == "Amara"


@pytest.mark.parametrize("header", ["apikey", "APIKEY", "X-Api-Key"])
async def test_the_keys_header_may_be_written_in_any_case(client, world, header):
    body = bulk(world, people("Amara"))
    answer = await client.post(BULK, headers={header: world.key}, json=body)
    assert answer.status_code == 200


async def test_a_byte_order_mark_and_a_missing_content_type_are_read(client, world):
    body = bulk(world, people("Amara"))
    content = b"\xef\xbb\xbf" + json.dumps(body).encode()
    answer = await client.post(BULK, headers={"apiKey": world.key}, content=content)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("2026-12-31 18:30", datetime(2026, 12, 31, 17, 30, tzinfo=UTC)),
        ("2026-07-01 18:30", datetime(2026, 7, 1, 16, 30, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-12-31", datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)),
    ],
)
async def test_a_date_is_read_by_the_organizations_clocks(call, world, expiries, date, instant):
    body = bulk(world, people("Amara"), expiry_date=date)
    await call(BULK, body)
    assert await expiries() == [instant]


@pytest.mark.parametrize("date", [None, ""])
async def test_without_a_date_the_organizations_window_counts(call, world, clock, expiries, date):
    body = {
        "track_id": world["joining"].id,
        "invite_format": "getlink",
        "expiry_date": date,
        "candidate_name": "Amara",
        "candidate_email": "amara@example.com",
    }
    await call("/api/v2/tracks/invite", body)
    assert await expiries() == [clock.now() + timedelta(days=14)]


@pytest.mark.parametrize(
    ("state", "status"),
    [("started", "Started"), ("completed", "Completed"), ("revoked", "Pending")],
)
async def test_the_status_says_where_the_invitation_stands(
    call, database, world, clock, state, status
):
    body = bulk(world, people("Amara"))
    (before,) = (await call(BULK, body)).json()["invites"]
    async with database.transaction(world.organization.id) as connection:
        await connection.execute(
            "update invitation set state = $1, "
            f"{state}_at = $2 where organization_id = $3", state, clock.now(), world.organization.id
        )  # fmt: skip
    (after,) = (await call(BULK, body)).json()["invites"]
    assert after["status"] == status
    assert after["report_id"] == before["report_id"]


async def test_an_expired_invitation_that_is_replayed_is_still_in_the_vendors_words(
    call, world, clock
):
    body = bulk(world, [*people("Amara"), {"name": "Bad", "email": "bad"}])
    first = await call(BULK, body, **{"Idempotency-Key": "once"})
    clock.advance(days=6)
    again = await call(BULK, body, **{"Idempotency-Key": "once"})
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()


async def test_without_a_relay_the_letters_wait_and_the_answer_says_so(
    database, clock, watch, world, count
):
    services = make_services(database, clock, watch, mail_configured=False)
    transport = httpx2.ASGITransport(app=xobin.build(services))
    body = bulk(world, people("Amara"), switch="sendlink")
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        answer = await client.post(BULK, headers={"apiKey": world.key}, json=body)
    assert answer.headers["muster-mail"] == "waiting"
    assert await count("message") == 1


async def test_a_repeat_says_of_the_mail_what_is_known_now(call, world, relay_takes_all):
    body = bulk(world, people("Amara"), switch="sendlink")
    first = await call(BULK, body, **{"Idempotency-Key": "mailed"})
    await relay_takes_all()
    again = await call(BULK, body, **{"Idempotency-Key": "mailed"})
    assert [one.headers["muster-mail"] for one in (first, again)] == ["queued", "accepted"]


async def test_a_suppressed_address_is_said_in_the_header(call, database, world, clock):
    await delivery.suppress(
        database,
        world.organization.id,
        ["amara@example.com"],
        reason="asked",
        actor="key:test",
        now=clock.now(),
    )
    answer = await call(BULK, bulk(world, people("Amara", "Bo"), switch="sendlink"))
    assert answer.headers["muster-mail"] == "failed"
    assert [row["status"] for row in answer.json()["invites"]] == ["Pending", "Pending"]
