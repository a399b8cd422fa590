"""micro1's jobs, applicants and webhooks."""

import json
from decimal import Decimal

import pytest
from result_calls import FILES, rate, take
from vendor_calls import VENDOR_INTERVIEW, make_world

from muster.edges.dialects.micro1 import Hooks
from muster.edges.dialects.micro1.hooks import EVENTS, NEVER
from muster.features import jobs, journal, webhooks
from muster.features.jobs import Opening
from muster.features.webhooks import Style


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", files=FILES)


PERSON = {"first_name": "Amara", "last_name": "Okafor", "email_id": "amara@example.com"}


@pytest.fixture
async def job(database, clock, world):
    said = Opening(title="Bookkeeper", activity="talk", external_id="J-7")
    return await jobs.create_job(database, world.organization.id, said, actor="key:1", clock=clock)


async def test_somebody_applies_is_invited_and_completes(micro1, micro1_rows, job, employer):
    assert await micro1_rows("/jobs?keyword=BOOK") == [
        {
            "job_id": str(job.uid),
            "job_title": "Bookkeeper",
            "job_description": "",
            "job_code": f"M{job.id:07d}",
            "ats_job_id": "J-7",
            "interview_id": VENDOR_INTERVIEW,
            "job_status": "open",
            "date_created": "2026-03-02 09:30:00",
            "date_modified": None,
        }
    ]
    body = {**PERSON, "phone_number": "+49 30 901820"}
    applied = (await micro1("POST", f"/job/{job.uid}/applicant", body)).json()
    applicant = applied["data"]["job_application_id"]
    (row,) = await micro1_rows(f"/job/{job.uid}/applicants")
    assert row == {
        "job_applicant_id": applicant,
        "job_id": str(job.uid),
        "job_title": "Bookkeeper",
        **PERSON,
        "phone_number": "+49 30 901820",
        "parsed_resume_data": None,
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
    }
    one = (await micro1("GET", f"/job/applicant/{applicant}")).json()["data"]
    assert one == {**row, "screening_question_answers": None}
    invite = {"interview_id": VENDOR_INTERVIEW, "job_application_id": applicant}
    (invited,) = (await micro1("POST", "/interview/invite", invite)).json()["data"]["invitations"]
    twice = {**invite, "candidates": [{"name": "Amara Okafor", "email": "Amara@example.com"}]}
    again = (await micro1("POST", "/interview/invite", twice)).json()["data"]["invitations"]
    assert [row["invite_url"] for row in again] == [invited["invite_url"]]
    await take(employer, "talk", {})
    known = await jobs.find_applicant(employer.database, employer.organization.id, applicant)
    assert known.state is jobs.ApplicantState.COMPLETED
    (report,) = await micro1_rows("/interview/reports")
    assert (report["job_applicant_id"], report["ats_job_id"]) == (applicant, "J-7")


@pytest.mark.parametrize("body", [{}, {**PERSON, "email_id": "amara"}, {**PERSON, "last_name": 7},
                                  {**PERSON, "resume_url": "file:///x"}])  # fmt: skip
async def test_who_cannot_apply_is_refused(micro1, job, employer, body):
    answer = await micro1("POST", f"/job/{job.uid}/applicant", body)
    assert (answer.status_code, answer.json()["status"]) == (400, False)
    assert await employer.count("job_applicant") == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/job/nothing/applicant"), ("GET", "/job/nothing/applicants"),
     ("GET", "/job/applicant/nobody"), ("DELETE", "/webhook/nothing")],
)  # fmt: skip
async def test_what_is_not_there_is_a_request_that_is_not_valid(micro1, method, path):
    answer = await micro1(method, path, PERSON if method == "POST" else None)
    assert (answer.status_code, answer.json()["status"]) == (400, False)


HOOK = {"url": "https://hooks.example.com/muster", "event": "interview_report.created"}


async def test_webhooks_are_made_listed_changed_and_removed(
    micro1, micro1_rows, world, database, clock
):
    made = await micro1("POST", "/webhook", {**HOOK, "description": "Reports"})
    assert set(made.json()) == {"id", "secret"}
    (row,) = await micro1_rows("/webhooks")
    assert row == {
        "webhook_id": made.json()["id"],
        **HOOK,
        "description": "Reports",
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
    }
    path = f"/webhook/{row['webhook_id']}"
    changed = await micro1("PUT", path, {**HOOK, "event": "applicant.created"})
    assert changed.json() == {"status": True, "message": "Webhook updated successfully"}
    (row,) = await micro1_rows("/webhooks")
    assert (row["event"], row["description"]) == ("applicant.created", "Reports")
    found = await webhooks.find_endpoint(database, world.organization.id, row["webhook_id"], clock)
    assert found.events == {"applicant.created"}
    assert (await micro1("DELETE", path)).json()["message"] == "Webhook deleted successfully"
    assert await micro1_rows("/webhooks") == []


@pytest.mark.parametrize("body", [{}, {**HOOK, "event": "everything"}, {**HOOK, "url": ""},
                                  {**HOOK, "url": "http://127.0.0.1/"}])  # fmt: skip
async def test_a_webhook_that_cannot_be_is_refused(micro1, micro1_rows, body):
    answer = await micro1("POST", "/webhook", body)
    assert (answer.status_code, answer.json()["status"]) == (400, False)
    assert await micro1_rows("/webhooks") == []


@pytest.fixture
def said(micro1, database, clock, world, services):
    """Return what a webhook for one of the vendor's events says of everything that has happened."""

    async def said(event):
        made = (await micro1("POST", "/webhook", {**HOOK, "event": event})).json()["id"]
        tenant = world.organization.id
        endpoint = await webhooks.find_endpoint(database, tenant, made, clock)
        assert endpoint.style is Style.MICRO1
        feed = await journal.read_feed(database, tenant, after=0, limit=200)
        told = [
            await Hooks(services)(endpoint, one, world.organization)
            for one in feed
            if endpoint.wants(one)
        ]
        bodies = [one for one in told if one is not None]
        assert {one.type for one in bodies} <= {event}
        return [(json.loads(one.content), one.candidate) for one in bodies]

    return said


async def test_webhooks_say_event_and_data_as_the_lists_have_it(
    said, micro1_rows, recorded, employer
):
    attempt = await recorded()
    await take(employer, "sums", {})
    for name in ("interview.started", "interview.completed"):
        ((body, candidate),) = await said(name)
        assert candidate == attempt.candidate_id
        assert body == {
            "event": name,
            "data": {
                "session_id": str(attempt.uid),
                "interview_id": VENDOR_INTERVIEW,
                "interview_name": "A first talk",
                "candidate_id": body["data"]["candidate_id"],
                "candidate_name": "Amara Okafor",
                "candidate_email_id": "amara@example.com",
                "date": "2026-03-02 09:30:00",
            },
        }
    await rate(employer, attempt, "p1", Decimal(1))
    ((body, _),) = await said("interview_report.created")
    assert body["data"] == (await micro1_rows("/interview/reports"))[0]
    for name in NEVER:
        assert await said(name) == []


async def test_a_recording_is_told_once_it_can_be_watched(said, recorded, employer, micro1_rows):
    attempt = await recorded()
    take_id = (await employer.fetch("select id from take"))[0][0]
    async with employer.database.transaction(employer.organization.id) as connection:
        fact = journal.Fact("recording.ready", "recording", take_id, {"attempt_id": attempt.id})
        await journal.record(
            connection, employer.organization.id, [fact], actor="media", now=employer.clock.now()
        )
    ((body, _),) = await said("interview_recording.completed")
    (row,) = await micro1_rows("/interview/reports")
    assert body["data"]["video_url"] == row["interview_recording_url"]


async def test_applicants_are_told_by_each_of_their_events(
    said, micro1, micro1_rows, job, employer
):
    applied = await micro1("POST", f"/job/{job.uid}/applicant", PERSON)
    applicant = applied.json()["data"]["job_application_id"]
    await micro1("POST", f"/job/{job.uid}/applicant", {**PERSON, "last_name": "Okafor-Lind"})
    invite = {"interview_id": VENDOR_INTERVIEW, "job_application_id": applicant}
    await micro1("POST", "/interview/invite", invite)
    await take(employer, "talk", {})
    (row,) = await micro1_rows(f"/job/{job.uid}/applicants")
    for step in ("created", "updated", "invited", "completed"):
        ((body, candidate),) = await said(f"applicant.{step}")
        assert body == {"event": f"applicant.{step}", "data": row}
        assert candidate is not None


def test_the_ten_events_of_the_vendor_are_known():
    assert len(EVENTS) == 10
    assert all(EVENTS.values())


async def test_an_erased_applicant_is_told_of_no_more(said, micro1, job, database, clock, world):
    applied = await micro1("POST", f"/job/{job.uid}/applicant", PERSON)
    await jobs.remove_applicant(
        database,
        world.organization.id,
        applied.json()["data"]["job_application_id"],
        actor="key:1",
        clock=clock,
    )
    assert await said("applicant.created") == []
