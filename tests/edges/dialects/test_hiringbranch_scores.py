"""HiringBranch's read side: scores in strings, and the list of assessments."""

from datetime import timedelta
from decimal import Decimal

import pytest
from result_calls import AMARA, FILES, rate, take
from vendor_calls import VENDOR_OBJECT_ID, is_problem, make_world

from muster.features import invitations
from muster.features.invitations import Guest, OnCompleted
from muster.features.organizations import Scope, WantedKey, create_key
from takers import start

SCORE, ASSESSMENT = "/connect/v1/score", "/connect/v1/assessment"
KEYS = [
    "candidateId", "assessmentId", "assessmentName", "assessmentStatus", "scoreStatus",
    "completion", "totalScore", "typingSpeed", "categoryScores", "redFlag", "started", "finished",
]  # fmt: skip


@pytest.fixture
async def world(database, clock):
    return await make_world(database, clock, "northwind", FILES)


@pytest.fixture
def read(client, world):
    async def read(path=SCORE, headers=None, **query):
        given = {"X-API-Key": world.key, **(headers or {})}
        return await client.get(path, params=query, headers=given)

    return read


async def invite(employer, activity, guest=AMARA, **changes):
    call = {"activities": (employer.activities[activity],), **changes}
    (row,) = (await employer.invite(guest, **call)).rows
    return row


async def test_a_finished_assessment_has_its_score_in_strings(read, employer, clock):
    await invite(employer, "sums")
    clock.advance(minutes=3, microseconds=581_000)
    attempt = await take(employer, "sums", {"q1": "42", "q3": "420"})
    answer = await read()
    assert answer.headers["content-type"] == "application/json"
    (row,) = answer.json()
    assert list(row) == KEYS
    assert row == {
        "candidateId": row["candidateId"],
        "assessmentId": VENDOR_OBJECT_ID,
        "assessmentName": "Sums in the head",
        "assessmentStatus": "COMPLETED",
        "scoreStatus": "PASS",
        "completion": "66",
        "totalScore": "66.7",
        "typingSpeed": None,
        "categoryScores": [{"name": "Adding", "score": "100"}, {"name": "Times", "score": "0"}],
        "redFlag": False,
        "started": "2026-03-02T09:33:00.5810000+00:00",
        "finished": "2026-03-02T09:33:00.5810000+00:00",
    }
    assert attempt.submitted_at == clock.now()


async def test_the_words_follow_the_candidate(read, employer):
    async def statuses():
        (row,) = (await read()).json()
        return row["assessmentStatus"], row["scoreStatus"], row["completion"], row["totalScore"]

    await invite(employer, "sums")
    assert await statuses() == ("INVITED", "PENDING", "0", None)
    (row,) = (await read()).json()
    assert (row["started"], row["finished"], row["categoryScores"]) == (None, None, [])
    taker = await start(employer, "sums")
    await taker.save("q1", "41")
    assert await statuses() == ("IN_PROGRESS", "PENDING", "33", None)
    await take(employer, "sums", {"q2": "1"})
    assert await statuses() == ("COMPLETED", "FAIL", "66", "0")


async def test_a_score_is_whole_or_none_and_without_a_cut_off_pending(read, employer):
    attempt = await take(employer, "words", {"q1": "Money goes back."})
    (row,) = (await read()).json()
    assert (row["assessmentStatus"], row["scoreStatus"]) == ("COMPLETED", "PENDING")
    assert (row["totalScore"], row["categoryScores"]) == (None, [])
    await rate(employer, attempt, "q1", Decimal("2.5"))
    (row,) = (await read()).json()
    assert (row["scoreStatus"], row["totalScore"]) == ("PENDING", "62.5")


async def test_ids_select_and_are_told_as_they_were_asked_for(read, employer, world):
    for name in ("amara", "bao"):
        guest = Guest(f"{name}@example.com", name.title())
        for activity in ("sums", "words"):
            await invite(employer, activity, guest)
    rows = (await read()).json()
    assert len(rows) == 4
    one = rows[0]["candidateId"]
    found = (await read(candidateIds=one.upper())).json()
    assert [(row["candidateId"], row["assessmentName"]) for row in found] == [
        (one, "Sums in the head"), (one, "Plain words")
    ]  # fmt: skip
    ours = world["sums"].object_id
    found = (await read(assessmentIds=f"{ours}, {'f' * 24}")).json()
    assert {row["assessmentId"] for row in found} == {ours}
    assert len(found) == 2
    both = (await read(candidateIds=f"{one},{rows[2]['candidateId']}", assessmentIds=ours)).json()
    assert len(both) == 2
    # The second of an id is a part of it.
    other = f"{int(one[:8], 16) - 1:08x}{one[8:]}"
    assert (await read(candidateIds=other)).json() == []
    assert (await read(candidateIds="0" * 24)).json() == []
    assert (await read(assessmentIds=world["talk"].object_id)).json() == []


async def test_the_latest_round_that_stands_counts(read, employer, clock, database):
    await take(employer, "sums", {"q1": "42", "q2": "42", "q3": "420"})
    again = await invite(employer, "sums", on_completed=OnCompleted.NEW_ATTEMPT)
    (row,) = (await read()).json()
    assert (row["assessmentStatus"], row["totalScore"]) == ("INVITED", None)
    await invitations.revoke(
        database, employer.organization.id, str(again.invitation.uid), actor="cli", clock=clock
    )
    (row,) = (await read()).json()
    assert (row["assessmentStatus"], row["totalScore"]) == ("COMPLETED", "100")


async def test_an_expired_invitation_is_invited_and_a_revoked_one_is_not(read, employer, clock):
    row = await invite(employer, "sums")
    clock.instant += timedelta(days=60)
    assert [one["assessmentStatus"] for one in (await read()).json()] == ["INVITED"]
    await invitations.revoke(
        employer.database,
        employer.organization.id,
        str(row.invitation.uid),
        actor="cli",
        clock=clock,
    )
    assert (await read()).json() == []


async def test_interviews_and_tracks_are_no_assessments(read, employer):
    await invite(employer, "talk")
    await invite(employer, "path")
    assert (await read()).json() == []
    names = [one["assessmentName"] for one in (await read(ASSESSMENT)).json()]
    assert names == ["Facts", "Sums in the head", "Plain words"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_assessments_are_listed_with_the_ids_that_an_invite_takes(client, world, method):
    headers = {"X-API-Key": world.key, "instance": "Northwind"}
    answer = await client.request(method, ASSESSMENT, headers=headers, content=b"no JSON")
    assert answer.status_code == 200
    assert {"assessmentId": VENDOR_OBJECT_ID, "assessmentName": "Sums in the head"} in answer.json()
    ids = [one["assessmentId"] for one in answer.json()]
    person = {"email": "amara@example.com", "firstName": "Amara", "lastName": "Okafor"}
    body = {**person, "assessments": ids}
    invited = await client.post("/connect/v1/invite", headers=headers, json=body)
    assert invited.status_code == 200
    found = await client.get(SCORE, headers=headers)
    assert sorted(one["assessmentId"] for one in found.json()) == sorted(ids)
    assert {one["candidateId"] for one in found.json()} == {invited.json()[0]["candidateId"]}


async def test_another_organization_sees_nothing_of_it(client, other_world, employer, read):
    await take(employer, "sums", {"q1": "42"})
    (row,) = (await read()).json()
    headers = {"X-API-Key": other_world.key}
    for query in (
        {},
        {"candidateIds": row["candidateId"]},
        {"assessmentIds": employer.activities["sums"].object_id},
    ):
        answer = await client.get(SCORE, params=query, headers=headers)
        assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize(
    "query",
    [
        {"candidateIds": "x"},
        {"candidateIds": "g" * 24},
        {"assessmentIds": "6650a1b2000000000000002"},
        {"assessmentIds": ",".join(f"{one:024x}" for one in range(501))},
    ],
)
async def test_what_is_no_id_is_refused(read, query):
    answer = await read(**query)
    assert answer.status_code == 400
    assert is_problem(answer)
    assert list(answer.json()["errors"]) == list(query)


async def test_instance_may_be_left_out_and_not_be_wrong(read):
    for path in (SCORE, ASSESSMENT):
        assert (await read(path)).status_code == 200
        wrong = await read(path, headers={"instance": "southwind"})
        assert wrong.status_code == 400
        assert is_problem(wrong)


async def test_a_key_needs_the_scope_of_what_it_reads(client, database, clock, world):
    paths = {SCORE: Scope.REPORTS_READ, ASSESSMENT: Scope.ACTIVITIES_READ}
    for path, scope in paths.items():
        for given, status in ((scope, 200), (Scope.INVITATIONS_WRITE, 403)):
            key, _ = await create_key(
                database, world.organization.id, WantedKey({given}), clock=clock
            )
            answer = await client.get(path, headers={"X-API-Key": key.text})
            assert answer.status_code == status
            assert status == 200 or is_problem(answer)
        assert (await client.get(path)).status_code == 401
    assert (await client.put(SCORE, headers={"X-API-Key": world.key})).status_code == 405
