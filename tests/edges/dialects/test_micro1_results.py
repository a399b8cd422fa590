"""micro1's invites, reports, recordings, jobs, applicants and webhooks."""

import json
import re
from decimal import Decimal
from uuid import UUID

import pytest
from result_calls import AMARA, FILES, employer_of, rate, take
from vendor_calls import PUBLIC_URL, VENDOR_INTERVIEW, make_world

from muster.base.signing import LinkKind
from muster.edges.dialects.micro1 import Hooks
from muster.edges.dialects.micro1.hooks import EVENTS, NEVER
from muster.features import attempts, jobs, journal, reports, webhooks
from muster.features.attempts import Signal, SignalKind
from muster.features.catalog import SourceFile
from muster.features.invitations import Guest
from muster.features.jobs import Opening
from muster.features.webhooks import Style
from takers import start

WRITTEN = SourceFile(
    "written.yaml",
    "key: written\nkind: interview\ntitle: In writing\n"
    "prompts:\n  - {id: p1, type: long_text, prompt: 'Why us?', points: 4}\n"
    "  - {id: p2, prompt: Say it., answer_seconds: 60}\n",
)
BO = Guest("bo@example.com", "Bo Lind")


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", files=(*FILES, WRITTEN))


@pytest.fixture
def employer(database, clock, world):
    return employer_of(database, clock, world)


@pytest.fixture
def call(client, world):
    async def call(method, path, body=None):
        given = {} if body is None else {"json": body}
        return await client.request(method, path, headers={"x-api-key": world.key}, **given)

    return call


@pytest.fixture
def rows(call):
    async def rows(path):
        answer = await call("GET", path)
        assert (answer.status_code, answer.json()["status"]) == (200, True)
        return answer.json()["data"]

    return rows


async def test_invites_are_listed_newest_first_and_filtered(rows, employer, world, clock):
    first = await start(employer, "talk", AMARA)
    await employer.invite(AMARA, activities=(world["sums"],))
    clock.advance(hours=1)
    await employer.invite(BO, activities=(world["written"],))
    listed = await rows("/interview/invites")
    assert [one["candidate_name"] for one in listed] == ["Bo Lind", "Amara Okafor"]
    assert listed[1] == {
        "candidate_id": listed[1]["candidate_id"],
        "interview_id": VENDOR_INTERVIEW,
        "interview_name": "A first talk",
        "candidate_name": "Amara Okafor",
        "candidate_email_id": "amara@example.com",
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
    }
    assert await rows("/interview/invites?limit=1&page=2") == [listed[1]]
    assert await rows("/interview/invites?keyword=BO@") == [listed[0]]
    assert await rows(f"/interview/invites?interview_id={VENDOR_INTERVIEW}") == [listed[1]]
    mine = listed[0]["candidate_id"]
    assert await rows(f"/interview/invites?candidate_id={mine}") == [listed[0]]
    assert await rows("/interview/invites?candidate_id=nobody") == []
    assert await rows("/interview/invites?interview_id=nothing") == []
    clock.advance(days=30)
    assert {one["status"] for one in await rows("/interview/invites")} == {"active", "inactive"}
    assert first.attempt.invitation_id


async def test_a_report_tells_what_there_is_and_invents_nothing(rows, employer, services):
    attempt = await take(employer, "written", {"p1": "Because."})
    await take(employer, "sums", {})
    (row,) = await rows("/interview/reports")
    assert row["muster"]["complete"] is False
    await rate(employer, attempt, "p1", Decimal(2))
    (row,) = await rows("/interview/reports")
    page = re.fullmatch(PUBLIC_URL + r"/r/([0-9a-z]{48})/report\.pdf", row["report_url"])
    assert services.links.read(page[1], frozenset({LinkKind.REPORT})).kind is LinkKind.REPORT
    assert row == {
        "report_id": row["report_id"],
        "session_id": str(attempt.uid),
        "interview_id": row["interview_id"],
        "interview_name": "In writing",
        "candidate_id": row["candidate_id"],
        "candidate_name": "Amara Okafor",
        "candidate_email_id": "amara@example.com",
        "report_date": "2026-03-02",
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
        "report_url": row["report_url"],
        "ats_job_application_id": None,
        "ats_job_id": None,
        "proctoring_violations": [],
        "interview_transcript": [],
        "technical_skills_evaluation": [],
        "soft_skills_evaluation": [],
        "custom_exercise_evaluation": None,
        "custom_question_evaluation": [
            {"question_text": "Why us?", "answer_text": "Because."},
            {"question_text": "Say it."},
        ],
        "muster": {
            "complete": True,
            "percent": 40.0,
            "passed": None,
            "invitation_number": attempt.invitation_id,
        },
    }
    assert await rows("/interview/reports") == [row]
    assert await rows(f"/interview/reports?report_id={row['report_id']}") == [row]
    assert await rows("/interview/reports?report_id=rep_unknown") == []
    assert await rows(f"/interview/reports?interview_id={VENDOR_INTERVIEW}") == []
    assert await rows("/interview/reports?keyword=writing&page=2") == []
    assert await employer.count("report_share") == 1


async def test_leaving_the_page_is_the_one_thing_both_call_by_a_word(rows, employer):
    taker = await start(employer, "written")
    signal = Signal(SignalKind.LEFT_TAB, employer.clock.now(), 3.0, "p1")
    await attempts.note_signals(
        employer.database, taker.session, taker.attempt.uid, [signal], employer.clock
    )
    await taker.submit()
    await reports.settle(
        employer.database, employer.organization.id, taker.attempt.id, employer.clock
    )
    (row,) = await rows("/interview/reports")
    assert row["proctoring_violations"] == [
        {
            "type": "tab_switch",
            "value": "1",
            "description": "The page was not in front 1 time; this is context, and no verdict.",
        }
    ]


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
        await reports.settle(
            employer.database, employer.organization.id, taker.attempt.id, employer.clock
        )
        return taker.attempt

    return recorded


async def test_recordings_are_found_by_report_session_or_candidate(call, rows, recorded):
    attempt = await recorded()
    (row,) = await rows("/interview/reports")
    player = row["interview_recording_player_url"]
    assert row["interview_recording_url"].startswith(f"{player}/recordings/rec_")
    wanted = {
        "status": True,
        "video_url": row["interview_recording_url"],
        "recordings": [{"question": 1, "video_url": row["interview_recording_url"]}],
    }
    for query in (
        f"report_id={row['report_id']}",
        f"session_id={attempt.uid}",
        f"candidate_id={row['candidate_id']}",
    ):
        assert (await call("GET", f"/interview/recording?{query}")).json() == wanted
    for query in ("report_id=x", f"candidate_id={UUID(int=1)}"):
        answer = await call("GET", f"/interview/recording?{query}")
        assert (answer.status_code, answer.json()["status"]) == (404, False)
    missing = await call("GET", "/interview/recording")
    assert (missing.status_code, missing.json()["message"]) == (400, "report_id is required")


PERSON = {"first_name": "Amara", "last_name": "Okafor", "email_id": "amara@example.com"}


@pytest.fixture
async def job(database, clock, world):
    said = Opening(title="Bookkeeper", activity="talk", external_id="J-7")
    return await jobs.create_job(database, world.organization.id, said, actor="key:1", clock=clock)


async def test_somebody_applies_is_invited_and_completes(call, rows, job, employer):
    assert await rows("/jobs?keyword=BOOK") == [
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
    applied = (await call("POST", f"/job/{job.uid}/applicant", body)).json()
    applicant = applied["data"]["job_application_id"]
    (row,) = await rows(f"/job/{job.uid}/applicants")
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
    one = (await call("GET", f"/job/applicant/{applicant}")).json()["data"]
    assert one == {**row, "screening_question_answers": None}
    invite = {"interview_id": VENDOR_INTERVIEW, "job_application_id": applicant}
    (invited,) = (await call("POST", "/interview/invite", invite)).json()["data"]["invitations"]
    twice = {**invite, "candidates": [{"name": "Amara Okafor", "email": "Amara@example.com"}]}
    again = (await call("POST", "/interview/invite", twice)).json()["data"]["invitations"]
    assert [row["invite_url"] for row in again] == [invited["invite_url"]]
    await take(employer, "talk", {})
    known = await jobs.find_applicant(employer.database, employer.organization.id, applicant)
    assert known.state is jobs.ApplicantState.COMPLETED
    (report,) = await rows("/interview/reports")
    assert (report["job_applicant_id"], report["ats_job_id"]) == (applicant, "J-7")


@pytest.mark.parametrize("body", [{}, {**PERSON, "email_id": "amara"}, {**PERSON, "last_name": 7},
                                  {**PERSON, "resume_url": "file:///x"}])  # fmt: skip
async def test_who_cannot_apply_is_refused(call, job, employer, body):
    answer = await call("POST", f"/job/{job.uid}/applicant", body)
    assert (answer.status_code, answer.json()["status"]) == (400, False)
    assert await employer.count("job_applicant") == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/job/nothing/applicant"), ("GET", "/job/nothing/applicants"),
     ("GET", "/job/applicant/nobody"), ("DELETE", "/webhook/nothing")],
)  # fmt: skip
async def test_what_is_not_there_is_a_request_that_is_not_valid(call, method, path):
    answer = await call(method, path, PERSON if method == "POST" else None)
    assert (answer.status_code, answer.json()["status"]) == (400, False)


HOOK = {"url": "https://hooks.example.com/muster", "event": "interview_report.created"}


async def test_webhooks_are_made_listed_changed_and_removed(call, rows, world, database, clock):
    made = await call("POST", "/webhook", {**HOOK, "description": "Reports"})
    assert set(made.json()) == {"id", "secret"}
    (row,) = await rows("/webhooks")
    assert row == {
        "webhook_id": made.json()["id"],
        **HOOK,
        "description": "Reports",
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
    }
    path = f"/webhook/{row['webhook_id']}"
    changed = await call("PUT", path, {**HOOK, "event": "applicant.created"})
    assert changed.json() == {"status": True, "message": "Webhook updated successfully"}
    (row,) = await rows("/webhooks")
    assert (row["event"], row["description"]) == ("applicant.created", "Reports")
    found = await webhooks.find_endpoint(database, world.organization.id, row["webhook_id"], clock)
    assert found.events == {"applicant.created"}
    assert (await call("DELETE", path)).json()["message"] == "Webhook deleted successfully"
    assert await rows("/webhooks") == []


@pytest.mark.parametrize("body", [{}, {**HOOK, "event": "everything"}, {**HOOK, "url": ""},
                                  {**HOOK, "url": "http://127.0.0.1/"}])  # fmt: skip
async def test_a_webhook_that_cannot_be_is_refused(call, rows, body):
    answer = await call("POST", "/webhook", body)
    assert (answer.status_code, answer.json()["status"]) == (400, False)
    assert await rows("/webhooks") == []


@pytest.fixture
def said(call, database, clock, world, services):
    """Return what a webhook for one of the vendor's events says of everything that has happened."""

    async def said(event):
        made = (await call("POST", "/webhook", {**HOOK, "event": event})).json()["id"]
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


async def test_webhooks_say_event_and_data_as_the_lists_have_it(said, rows, recorded, employer):
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
    assert body["data"] == (await rows("/interview/reports"))[0]
    for name in NEVER:
        assert await said(name) == []


async def test_a_recording_is_told_once_it_can_be_watched(said, recorded, employer, rows):
    attempt = await recorded()
    take_id = (await employer.fetch("select id from take"))[0][0]
    async with employer.database.transaction(employer.organization.id) as connection:
        fact = journal.Fact("recording.ready", "recording", take_id, {"attempt_id": attempt.id})
        await journal.record(
            connection, employer.organization.id, [fact], actor="media", now=employer.clock.now()
        )
    ((body, _),) = await said("interview_recording.completed")
    (row,) = await rows("/interview/reports")
    assert body["data"]["video_url"] == row["interview_recording_url"]


async def test_applicants_are_told_by_each_of_their_events(said, call, rows, job, employer):
    applied = await call("POST", f"/job/{job.uid}/applicant", PERSON)
    applicant = applied.json()["data"]["job_application_id"]
    await call("POST", f"/job/{job.uid}/applicant", {**PERSON, "last_name": "Okafor-Lind"})
    invite = {"interview_id": VENDOR_INTERVIEW, "job_application_id": applicant}
    await call("POST", "/interview/invite", invite)
    await take(employer, "talk", {})
    (row,) = await rows(f"/job/{job.uid}/applicants")
    for step in ("created", "updated", "invited", "completed"):
        ((body, candidate),) = await said(f"applicant.{step}")
        assert body == {"event": f"applicant.{step}", "data": row}
        assert candidate is not None


def test_the_ten_events_of_the_vendor_are_known():
    assert len(EVENTS) == 10
    assert all(EVENTS.values())


async def test_an_erased_applicant_is_told_of_no_more(said, call, job, database, clock, world):
    applied = await call("POST", f"/job/{job.uid}/applicant", PERSON)
    await jobs.remove_applicant(
        database,
        world.organization.id,
        applied.json()["data"]["job_application_id"],
        actor="key:1",
        clock=clock,
    )
    assert await said("applicant.created") == []
