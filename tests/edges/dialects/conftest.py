"""What tests of the dialects share: a world to invite in, and a client of all three vendors."""

import json

import httpx2
import pytest
from result_calls import employer_of, take
from vendor_calls import PUBLIC_URL, ScriptedWatch, host, make_services, make_world

from muster.features import jobs, reports
from takers import settle, start


@pytest.fixture
def watch() -> ScriptedWatch:
    return ScriptedWatch()


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind")


@pytest.fixture
async def other_world(database, clock):
    return await make_world(database, clock, "southwind")


@pytest.fixture
def services(database, clock, watch):
    return make_services(database, clock, watch)


@pytest.fixture
async def client(services):
    transport = httpx2.ASGITransport(app=host(services))
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


@pytest.fixture
def count(database, world):
    """Return how many rows of a table the world's organization has."""

    async def count(table: str) -> int:
        async with database.transaction(world.organization.id) as connection:
            return await connection.fetchval(f"select count(*) from {table}")

    return count


@pytest.fixture
def as_owner(database):
    """Run a statement that no role of the product may run; the next transaction takes its own."""

    async def as_owner(statement: str, *values):
        await database.connection.execute("reset role")
        await database.connection.execute(statement, *values)

    return as_owner


@pytest.fixture
def relay_takes_all(as_owner, clock):
    """Let every letter that waits be accepted, as a worker would record it."""

    async def relay_takes_all():
        await as_owner(
            "update message set state = 'accepted', due_at = null, ended_at = $1", clock.now()
        )

    return relay_takes_all


@pytest.fixture
def employer(database, clock, world):
    return employer_of(database, clock, world)


@pytest.fixture
def xobin(client, world):
    async def call(method, path, body=None, **query):
        headers = {"apiKey": world.key}
        return await client.request(method, path, headers=headers, json=body, params=query or None)

    return call


@pytest.fixture
def micro1(client, world):
    async def call(method, path, body=None):
        given = {} if body is None else {"json": body}
        return await client.request(method, path, headers={"x-api-key": world.key}, **given)

    return call


@pytest.fixture
def micro1_rows(micro1):
    async def rows(path):
        answer = await micro1("GET", path)
        assert (answer.status_code, answer.json()["status"]) == (200, True)
        return answer.json()["data"]

    return rows


@pytest.fixture
def recorded(employer, as_owner):
    """Somebody who recorded an answer that can be watched."""

    async def recorded():
        taker = await start(employer, "talk")
        await as_owner(
            "insert into take (organization_id, uid, attempt_id, item, number, allowed, room, medium, mime, late, state,"
            " begun_at, completed_at, chunk_count, playable_key, playable_size, media_type)"
            " values ($1, gen_random_uuid(), $2, 'p1', 1, 1, 9, 'video', 'video/webm', false, 'ready', $3, $3,"
            " 1, 'k', 1, 'video/webm')",
            employer.organization.id,
            taker.attempt.id,
            employer.clock.now(),
        )
        uid = (await employer.fetch("select uid from take"))[0][0]
        await as_owner(
            "update place set value = $1, revision = 1, saved_at = $2 where attempt_id = $3",
            json.dumps({"take": str(uid)}),
            employer.clock.now(),
            taker.attempt.id,
        )
        await taker.submit()
        await settle(employer, taker.attempt)
        return taker.attempt

    return recorded


@pytest.fixture
async def micro1_ids(database, clock, world):
    """What ids of this vendor name, by the name of a parameter or field."""
    tenant, by = world.organization.id, {"actor": "key:1", "clock": clock}
    opening = jobs.Opening(title="Bookkeeper", activity="talk")
    job = await jobs.create_job(database, tenant, opening, **by)
    person = jobs.Details(first_name="Amara", last_name="Okafor", email="amara@example.com")
    applicant = await jobs.apply(database, tenant, job.typeid, person, **by)
    attempt = await take(employer_of(database, clock, world), "talk", {})
    report = await reports.read_report(database, tenant, str(attempt.id), clock)
    interview = str(world["talk"].uid)
    return {
        "interviewId": interview,
        "interview_id": interview,
        "jobId": str(job.uid),
        "jobApplicantId": str(applicant.uid),
        "job_application_id": str(applicant.uid),
        "candidate_id": str(report.candidate.uid),
        "report_id": report.report.typeid,
    }
