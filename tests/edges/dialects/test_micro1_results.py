"""micro1's invites, reports and recordings."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
from result_calls import AMARA, FILES, rate, take
from vendor_calls import PUBLIC_URL, VENDOR_INTERVIEW, make_world

from muster.base.signing import LinkKind
from muster.features import attempts, organizations
from muster.features.attempts import Signal, SignalKind
from muster.features.catalog import SourceFile
from muster.features.invitations import Guest
from takers import settle, start

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


async def test_invites_are_listed_newest_first_and_filtered(micro1_rows, employer, world, clock):
    first = await start(employer, "talk", AMARA)
    await employer.invite(AMARA, activities=(world["sums"],))
    clock.advance(hours=1)
    await employer.invite(BO, activities=(world["written"],))
    listed = await micro1_rows("/interview/invites")
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
    assert await micro1_rows("/interview/invites?limit=1&page=2") == [listed[1]]
    assert await micro1_rows("/interview/invites?keyword=BO@") == [listed[0]]
    assert await micro1_rows(f"/interview/invites?interview_id={VENDOR_INTERVIEW}") == [listed[1]]
    mine = listed[0]["candidate_id"]
    assert await micro1_rows(f"/interview/invites?candidate_id={mine}") == [listed[0]]
    assert await micro1_rows("/interview/invites?candidate_id=nobody") == []
    assert await micro1_rows("/interview/invites?interview_id=nothing") == []
    clock.advance(days=30)
    assert {one["status"] for one in await micro1_rows("/interview/invites")} == {
        "active",
        "inactive",
    }
    assert first.attempt.invitation_id


async def test_a_report_tells_what_there_is_and_invents_nothing(micro1_rows, employer, services):
    attempt = await take(employer, "written", {"p1": "Because."})
    await take(employer, "sums", {})
    (row,) = await micro1_rows("/interview/reports")
    assert row["muster"]["complete"] is False
    await rate(employer, attempt, "p1", Decimal(2))
    (row,) = await micro1_rows("/interview/reports")
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
    assert await micro1_rows("/interview/reports") == [row]
    assert await micro1_rows(f"/interview/reports?report_id={row['report_id']}") == [row]
    assert await micro1_rows("/interview/reports?report_id=rep_unknown") == []
    assert await micro1_rows(f"/interview/reports?interview_id={VENDOR_INTERVIEW}") == []
    assert await micro1_rows("/interview/reports?keyword=writing&page=2") == []
    assert await employer.count("report_share") == 1


async def test_leaving_the_page_is_the_one_thing_both_call_by_a_word(micro1_rows, employer):
    taker = await start(employer, "written")
    signal = Signal(SignalKind.LEFT_TAB, employer.clock.now(), 3.0, "p1")
    await attempts.note_signals(
        employer.database, taker.session, taker.attempt.uid, [signal], employer.clock
    )
    await taker.submit()
    await settle(employer, taker.attempt)
    (row,) = await micro1_rows("/interview/reports")
    assert row["proctoring_violations"] == [
        {
            "type": "tab_switch",
            "value": "1",
            "description": "The page was not in front 1 time; this is context, and no verdict.",
        }
    ]


async def test_recordings_are_found_by_report_session_or_candidate(micro1, micro1_rows, recorded):
    attempt = await recorded()
    (row,) = await micro1_rows("/interview/reports")
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
        assert (await micro1("GET", f"/interview/recording?{query}")).json() == wanted
    for query in ("report_id=x", f"candidate_id={UUID(int=1)}"):
        answer = await micro1("GET", f"/interview/recording?{query}")
        assert (answer.status_code, answer.json()["status"]) == (404, False)
    missing = await micro1("GET", "/interview/recording")
    assert (missing.status_code, missing.json()["message"]) == (400, "report_id is required")


async def test_a_key_that_only_reads_makes_no_links(client, database, clock, world, recorded):
    attempt = await recorded()
    scopes = organizations.parse_scopes(["reports:read", "recordings:read"])
    key, _ = await organizations.create_key(
        database, world.organization.id, organizations.WantedKey(scopes), clock=clock
    )
    headers = {"x-api-key": key.text}
    (row,) = (await client.get("/interview/reports", headers=headers)).json()["data"]
    assert not {"report_url", "interview_recording_url", "interview_recording_player_url"} & {*row}
    asked = await client.get(f"/interview/recording?session_id={attempt.uid}", headers=headers)
    assert (asked.status_code, asked.json()["status"]) == (403, False)
