"""Xobin's read side: reports of assessments and interviews, links to them, the PDF."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from result_calls import AMARA, FILES, rate, take
from vendor_calls import VENDOR_NUMBER, is_error, make_world

from muster.base.signing import LinkKind
from muster.features import attempts, reports
from muster.features.attempts import Signal, SignalKind
from muster.features.invitations import Guest
from muster.features.organizations import Scope, WantedKey, create_key
from takers import settle, start

REPORT, SHARES = "/api/v2/assessments/report", "/api/v2/assessments/reports"
AI, AUTOMATED = "/api/v2/ai-interviews/report", "/api/v2/automated-interviews/report"
FULL = [
    "assessment_id", "candidate_id", "completed_date", "cut_off", "email", "invite_status",
    "name", "offtab_count", "overall_percentage", "registration_fields", "report_id",
    "report_link", "sections",
]  # fmt: skip
SHORT = ["assessment_id", "candidate_id", "email", "invite_status", "name", "report_id"]
SHARED = frozenset({LinkKind.REPORT})


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


async def test_a_finished_assessment_has_the_vendors_report(xobin, employer, clock, services):
    taker = await start(employer, "sums", AMARA)
    for item, value in (("q1", "42"), ("q3", "420")):
        await taker.save(item, value)
    left = Signal(SignalKind.LEFT_TAB, clock.now(), seconds=4)
    seat = (employer.database, taker.session, taker.attempt.uid)
    await attempts.note_signals(*seat, [left, left], clock)
    clock.advance(hours=7, minutes=12, seconds=45)
    attempt = await taker.submit()
    await settle(employer, attempt)
    answer = await xobin("GET", f"{REPORT}/{attempt.invitation_id}")
    assert answer.status_code == 200
    body = answer.json()
    assert sorted(body) == FULL
    link = body.pop("report_link")
    assert body == {
        "assessment_id": VENDOR_NUMBER,
        "candidate_id": attempt.candidate_id,
        "completed_date": "Mar 02, 2026, 4:42:45 PM",
        "cut_off": 60,
        "email": "amara@example.com",
        "invite_status": "Completed",
        "name": "Amara Okafor",
        "offtab_count": 2,
        "overall_percentage": 66.666667,
        "registration_fields": [],
        "report_id": attempt.invitation_id,
        "sections": [
            {
                "section": "Small numbers",
                "percentage": 50.0,
                "skill_wise_score": [{"skill": "Adding", "percentage": 100.0}],
            },
            {
                "section": "Large numbers",
                "percentage": 100.0,
                "skill_wise_score": [{"skill": "Adding", "percentage": 100.0}],
            },
        ],
    }
    assert services.links.read(link.rpartition("/")[2], SHARED).organization == (
        employer.organization.id
    )


async def test_before_the_end_the_answer_is_short(xobin, employer):
    taker = await start(employer, "sums")
    number = taker.attempt.invitation_id
    body = (await xobin("GET", f"{REPORT}/{number}")).json()
    assert (sorted(body), body["invite_status"]) == (SHORT, "Started")
    (row,) = (await employer.invite(Guest("bao@example.com", "Bao"))).rows
    body = (await xobin("GET", f"{REPORT}/{row.invitation.id}")).json()
    assert (sorted(body), body["invite_status"]) == (SHORT, "Pending")
    assert body["assessment_id"] == VENDOR_NUMBER


async def test_points_that_are_missing_are_null(xobin, employer):
    attempt = await take(employer, "words", {"q1": "Money goes back."})
    path = f"{REPORT}/{attempt.invitation_id}"
    body = (await xobin("GET", path)).json()
    assert (body["invite_status"], body["cut_off"]) == ("Completed", None)
    assert body["overall_percentage"] is None
    assert body["sections"] == [
        {"section": "Plain words", "percentage": None, "skill_wise_score": []}
    ]
    await rate(employer, attempt, "q1", Decimal("2.5"))
    assert (await xobin("GET", path)).json()["overall_percentage"] == 62.5


async def test_the_link_is_one_for_seven_days_from_completion(xobin, employer, clock, services):
    attempt = await take(employer, "sums", {"q1": "42"})
    path = f"{REPORT}/{attempt.invitation_id}"
    first = (await xobin("GET", path)).json()["report_link"]
    clock.instant += timedelta(days=6, hours=23)
    assert (await xobin("GET", path)).json()["report_link"] == first
    assert await employer.count("report_share") == 1
    claim = services.links.read(first.rpartition("/")[2], SHARED)
    assert (await reports.open_share(employer.database, claim, clock, "bot")).report
    clock.instant += timedelta(hours=1)
    assert (await xobin("GET", path)).json()["report_link"] == ""
    with pytest.raises(reports.ShareExpiredError):
        await reports.open_share(employer.database, claim, clock, "bot")


async def test_a_link_that_was_revoked_is_not_made_anew(xobin, employer, clock):
    attempt = await take(employer, "sums", {"q1": "42"})
    path = f"{REPORT}/{attempt.invitation_id}"
    await xobin("GET", path)
    organization = employer.organization.id
    (share,) = await reports.list_shares(employer.database, organization, attempt.typeid)
    await reports.revoke_share(
        employer.database, organization, attempt.typeid, share.typeid, actor="cli", clock=clock
    )
    assert (await xobin("GET", path)).json()["report_link"] == ""


@pytest.mark.parametrize(
    ("body", "hours"),
    [(None, 1), ({}, 1), ({"expiration_hours": 2}, 2), ({"expiration_hours": 0.25}, 0.25),
     ({"expiration_hours": "24"}, 24), ({"expiration_hours": None}, 1)],
)  # fmt: skip
async def test_a_report_is_shared_for_some_hours(xobin, employer, clock, body, hours):
    attempt = await take(employer, "sums", {"q1": "42"})
    answer = await xobin("POST", f"{SHARES}/{attempt.invitation_id}/share", body)
    assert answer.status_code == 200
    told = answer.json()
    link = told.pop("signed_url")
    assert link.startswith("https://muster.example/r/")
    assert told == {
        "expires_at": (clock.now() + timedelta(hours=hours))
        .replace(tzinfo=None)
        .isoformat(timespec="microseconds"),
        "expiration_hours": hours,
        "report_id": attempt.invitation_id,
        "assessment_id": VENDOR_NUMBER,
    }


@pytest.mark.parametrize(
    "hours", [0, 0.2, 24.1, -1, 1e300, float("inf"), True, "soon", [1], {}, "nan"]
)
@pytest.mark.parametrize("option", ["share", "download"])
async def test_hours_that_cannot_be_are_refused(client, world, employer, option, hours):
    attempt = await take(employer, "facts", {"q1": "7"})
    answer = await client.post(
        f"{SHARES}/{attempt.invitation_id}/{option}",
        headers={"apiKey": world.key, "content-type": "application/json"},
        content=b'{"expiration_hours": %s}' % json.dumps(hours).encode(),
    )
    assert answer.status_code == 400
    assert is_error(answer)
    assert answer.json()["error"].endswith(
        ("between 15 minutes and 24 hours", "The body is not valid JSON.")
    )


async def test_a_report_is_downloaded_as_pdf(xobin, employer):
    attempt = await take(employer, "sums", {"q1": "42"})
    for body in (None, {"expiration_hours": 2}):
        answer = await xobin("POST", f"{SHARES}/{attempt.invitation_id}/download", body)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")


async def test_what_is_not_completed_is_neither_shared_nor_downloaded(xobin, employer):
    taker = await start(employer, "sums")
    for option in ("share", "download"):
        answer = await xobin("POST", f"{SHARES}/{taker.attempt.invitation_id}/{option}")
        assert answer.status_code == 409
        assert is_error(answer)
    assert (await xobin("POST", f"{SHARES}/1/print")).status_code == 404


@pytest.mark.parametrize("path", [REPORT, AI, AUTOMATED])
async def test_what_is_not_there_is_not_there_for_others_either(
    xobin, client, employer, other_world, path
):
    kind = "sums" if path == REPORT else "talk"
    attempt = await take(employer, kind, {})
    wrong = await take(employer, "talk" if path == REPORT else "sums", {})
    theirs = {"apiKey": other_world.key}
    assert (await xobin("GET", f"{path}/{attempt.invitation_id}")).status_code == 200
    for answer in (
        await client.get(f"{path}/{attempt.invitation_id}", headers=theirs),
        await xobin("GET", f"{path}/{wrong.invitation_id}"),
        await xobin("GET", f"{path}/999999999"),
        *[
            await client.post(
                f"{SHARES if path == REPORT else path}/{attempt.invitation_id}/{option}",
                headers=theirs,
            )
            for option in ("share", "download")
        ],
    ):
        assert (answer.status_code, is_error(answer)) == (404, True)
    for number in ("0", "x", "rep_1", "9" * 40):
        answer = await xobin("GET", f"{path}/{number}")
        assert (answer.status_code, is_error(answer)) == (400, True)


async def test_a_key_must_be_one_that_reads_reports(client, database, clock, world, employer):
    attempt = await take(employer, "sums", {})
    key, _ = await create_key(
        database, world.organization.id, WantedKey({Scope.INVITATIONS_READ}), clock=clock
    )
    for method, path in (
        ("GET", f"{REPORT}/{attempt.invitation_id}"),
        ("POST", f"{SHARES}/{attempt.invitation_id}/share"),
        ("POST", f"{SHARES}/{attempt.invitation_id}/download"),
        ("GET", f"{AI}?custom_field_id=1"),
    ):
        for headers, status in (({"apiKey": key.text}, 403), ({}, 401)):
            answer = await client.request(method, path, headers=headers)
            assert (answer.status_code, is_error(answer)) == (status, True)


async def test_a_key_that_only_reads_makes_no_links(client, database, clock, world, employer):
    attempt = await take(employer, "sums", {})
    key, _ = await create_key(
        database, world.organization.id, WantedKey({Scope.REPORTS_READ}), clock=clock
    )
    headers = {"apiKey": key.text}
    read = await client.get(f"{REPORT}/{attempt.invitation_id}", headers=headers)
    assert (read.status_code, read.json()["report_link"]) == (200, "")
    shared = await client.post(f"{SHARES}/{attempt.invitation_id}/share", headers=headers)
    assert (shared.status_code, is_error(shared)) == (403, True)
    assert await employer.count("report_share") == 0
    download = await client.post(f"{SHARES}/{attempt.invitation_id}/download", headers=headers)
    assert download.status_code == 200
