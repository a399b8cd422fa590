"""Xobin's read side of interviews: reports, recordings, links, dates."""

import hashlib

import pytest
from result_calls import AMARA, FILES, take
from vendor_calls import PUBLIC_URL, is_error, make_world

from muster.base.signing import LinkKind
from muster.features import media, reports
from muster.features.attempts import Hold, Sitting
from muster.features.media import Incoming, Manifest
from muster.storage.blobs import LocalBlobs
from takers import start

AI, AUTOMATED = "/api/v2/ai-interviews/report", "/api/v2/automated-interviews/report"
AI_FULL = [
    "ai_interview_id", "ai_interview_name", "candidate_email", "candidate_id", "candidate_name",
    "candidate_summary", "completed_date", "conversation", "custom_field_id", "integrity_score",
    "interview_recording", "invite_status", "pdf_link", "recommendation", "report_link",
    "response_id", "score", "skill_wise_scores",
]  # fmt: skip

SHARED = frozenset({LinkKind.REPORT})


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


async def test_an_interview_has_its_report_by_number_and_by_the_clients_own_id(
    xobin, employer, world
):
    body = {
        "candidate_name": "Amara Okafor",
        "candidate_email": "amara@example.com",
        "ai_interview_id": world["talk"].id,
        "invite_format": "getlink",
        "custom_field_id": "CAND-2031-001",
    }
    invited = (await xobin("POST", "/api/v2/ai-interviews/invite", body)).json()
    assert sorted(invited) == sorted(
        ["email", "ai_interview_id", "ai_interview_name", "response_id", "invite_link", "name",
         "status", "custom_field_id"]
    )  # fmt: skip
    assert (invited["custom_field_id"], invited["status"]) == ("CAND-2031-001", "Pending")
    short = (await xobin("GET", AI, custom_field_id="CAND-2031-001")).json()
    assert short == {
        "ai_interview_id": world["talk"].id,
        "ai_interview_name": "A first talk",
        "candidate_email": "amara@example.com",
        "candidate_id": short["candidate_id"],
        "candidate_name": "Amara Okafor",
        "custom_field_id": "CAND-2031-001",
        "invite_status": "Pending",
        "response_id": invited["response_id"],
    }
    await take(employer, "talk", {}, AMARA)
    full = (await xobin("GET", f"{AI}/{invited['response_id']}", is_downloadable="true")).json()
    assert sorted(full) == AI_FULL
    assert full["pdf_link"] == full["report_link"] + "/report.pdf"
    nothing = ("candidate_summary", "integrity_score", "recommendation")
    assert [full[name] for name in nothing] == [None] * 3
    assert (full["interview_recording"], full["conversation"]) == ({}, [])
    assert full["skill_wise_scores"] == {"must_haves": [], "nice_to_haves": []}
    assert (full["score"], full["invite_status"]) == (0, "Completed")
    assert full["completed_date"] == "Mar 02, 2026, 9:30:00 AM"
    same = (await xobin("GET", AI, custom_field_id="CAND-2031-001")).json()
    assert same == full
    sibling = (await xobin("GET", f"{AUTOMATED}/{invited['response_id']}")).json()
    assert sibling["interview_reponse_id"] == sibling["interview_response_id"]
    assert sibling["interview_id"] == world["talk"].id
    assert not {name for name in sibling if name.startswith(("ai_", "custom"))}


async def test_recordings_are_told_when_they_are_asked_for(
    xobin, employer, clock, services, tmp_path
):
    attempt = await record(employer, LocalBlobs(tmp_path))
    path = f"{AI}/{attempt.invitation_id}"
    for query in ({}, {"is_downloadable": "false"}):
        assert (await xobin("GET", path, **query)).json()["interview_recording"] == {}
    body = (await xobin("GET", path, is_downloadable="true")).json()
    assert body["score"] is None
    ((name, address),) = body["interview_recording"].items()
    token, _, take_name = address.removeprefix(f"{PUBLIC_URL}/r/").partition("/recordings/")
    assert (name, body["report_link"]) == ("session1", f"{PUBLIC_URL}/r/{token}")
    claim = services.links.read(token, SHARED)
    seen = await reports.open_shared_recording(
        employer.database, claim, take_name, clock, "firefox"
    )
    assert seen.media_type == "video/webm"


async def record(employer, blobs):
    """Answer the interview's only question by a recording, and submit."""
    content = b"\x1a\x45\xdf\xa3" + bytes(2000)
    digest = hashlib.sha256(content).digest()

    async def body():
        yield content

    taker = await start(employer, "talk", AMARA)
    database, clock = employer.database, employer.clock
    place = (taker.session, taker.attempt.uid)
    begun = await media.begin_take(database, Hold(*place, "p1", 1), "video/webm", clock)
    sitting = Sitting(*place, 1)
    chunk = Incoming(sitting, begun.uid, 0, digest)
    await media.put_chunk(database, blobs, chunk, body(), clock)
    await media.complete_take(database, sitting, begun.uid, Manifest((digest,), 2000), clock)
    attempt = await taker.submit()
    await media.finish_takes(database, blobs, None, clock)
    await reports.settle(database, employer.organization.id, attempt.id, clock)
    return attempt


async def test_an_interviews_link_may_live_for_a_minute(xobin, employer):
    attempt = await take(employer, "talk", {})
    path = f"{AI}/{attempt.invitation_id}/share"
    answer = (await xobin("POST", path, {"expiration_hours": 1 / 60})).json()
    assert sorted(answer) == [
        "ai_interview_id", "expiration_hours", "expires_at", "response_id", "signed_url",
    ]  # fmt: skip
    assert answer["expires_at"] == "2026-03-02T09:31:00.000000"
    refused = await xobin("POST", path, {"expiration_hours": 0.01})
    assert (refused.status_code, refused.json()) == (
        400,
        {"error": "expiration_hours must be between 1 minute and 24 hours"},
    )
    automated = await xobin("POST", f"{AUTOMATED}/{attempt.invitation_id}/share")
    assert automated.json()["interview_response_id"] == attempt.invitation_id
    download = await xobin("POST", f"{AI}/{attempt.invitation_id}/download")
    assert download.content.startswith(b"%PDF-")


async def test_dates_of_ai_interviews_are_gmt(xobin, world, employer):
    body = {
        "candidate_name": "Amara Okafor",
        "candidate_email": "amara@example.com",
        "ai_interview_id": world["talk"].id,
        "invite_format": "getlink",
        "start_date": "2026-03-10",
        "expiry_date": "2026-03-20 18:30",
    }
    invited = await xobin("POST", "/api/v2/ai-interviews/invite", body)
    assert invited.json()["custom_field_id"] == ""
    ((opens, expires),) = await employer.fetch("select opens_at, expires_at from invitation")
    assert opens.isoformat() == "2026-03-10T00:00:00+00:00"
    assert expires.isoformat() == "2026-03-20T18:30:00+00:00"
    later = body | {"start_date": "2026-06-01 08:00", "candidate_email": "bao@example.com"}
    later.pop("expiry_date")
    assert (await xobin("POST", "/api/v2/ai-interviews/invite", later)).status_code == 200
    rows = await employer.fetch("select opens_at, expires_at from invitation order by id")
    assert rows[1]["opens_at"].isoformat() == "2026-06-01T08:00:00+00:00"
    assert rows[1]["expires_at"] > rows[1]["opens_at"]
    wrong = await xobin("POST", "/api/v2/ai-interviews/invite", body | {"start_date": 7})
    assert (wrong.status_code, is_error(wrong)) == (400, True)


async def test_the_clients_own_id_is_of_one_organization(xobin, client, other_world):
    assert (await xobin("GET", AI)).status_code == 400
    assert (await xobin("GET", AI, custom_field_id="nobody")).status_code == 404
    theirs = await client.get(
        AI, headers={"apiKey": other_world.key}, params={"custom_field_id": "CAND-2031-001"}
    )
    assert theirs.status_code == 404
