"""Attempts, their answers and signals, and accommodations, over the native API."""

from datetime import timedelta

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import attempt_shapes
from muster.features import attempts, invitations
from muster.features.attempts import Consent, Save, Signal, SignalKind
from muster.features.invitations import Guest


@pytest.fixture
async def taken(employer, clock):
    """Somebody's attempt at the quiz with an answer, a conflict and a signal."""
    invited = await employer.invite(Guest("amara@example.com", "Amara Nwosu"))
    invitation = invited.rows[0].invitation
    claim = invitation.claim(employer.organization.id)
    session = await invitations.open_link(employer.database, claim, None, clock)
    ground = (employer.database, session)
    consent = Consent("1", "en", "Yes.")
    attempt = await attempts.start(*ground, invitation.uid, consent, clock)
    await attempts.ask_for_accommodation(*ground, invitation.uid, "I read slowly.", clock)
    await attempts.save(employer.database, Save(session, attempt.uid, "q1", 1, 0, "a"), clock)
    with pytest.raises(attempts.ConflictingSaveError):
        await attempts.save(employer.database, Save(session, attempt.uid, "q1", 1, 0, "b"), clock)
    clock.advance(minutes=1)
    told = [
        Signal(SignalKind.LEFT_TAB, clock.now() - timedelta(seconds=30), 12.34, "q1"),
        Signal(SignalKind.PASTED, clock.now() + timedelta(days=1), None, "not-mine", 240),
        Signal(SignalKind.NETWORK_GAP, clock.now() - timedelta(days=1), float("nan")),
    ]
    await attempts.note_signals(*ground, attempt.uid, told, clock)
    await attempts.submit(*ground, attempt.uid, "s-1", clock)
    return attempt


def strict(model: type[BaseModel]) -> type[BaseModel]:
    return type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})


def fits(model: type[BaseModel], answer: dict) -> dict:
    strict(model).model_validate(answer, strict=True)
    assert set(answer) == set(model.model_fields)
    return answer


async def test_an_attempt_says_how_far_it_is_and_whose(client, taken):
    for name in (taken.typeid, str(taken.uid), taken.id):
        answer = (await client.get(f"/v1/attempts/{name}")).json()
        fits(attempt_shapes.AttemptAnswer, answer)
        assert (answer["id"], answer["state"]) == (taken.typeid, "submitted")
        assert (answer["ended_by"], answer["activity"]["key"]) == ("candidate", "quiz")
        assert answer["candidate"]["name"] == "Amara Nwosu"


async def test_answers_come_with_their_history_when_asked(client, taken):
    path = f"/v1/attempts/{taken.typeid}/answers"
    (plain,) = (await client.get(path)).json()["data"]
    fits(attempt_shapes.QuestionAnswer, plain)
    assert (plain["question"], plain["value"], plain["revision"], plain["history"]) == (
        "q1",
        "a",
        1,
        [],
    )
    (full,) = (await client.get(path, params={"history": "true"})).json()["data"]
    assert [(one["side"], one["value"]) for one in full["history"]] == [
        ("saved", "a"),
        ("conflict", "b"),
    ]
    fits(attempt_shapes.RevisionAnswer, full["history"][0])


async def test_signals_are_facts_with_times_set_right(client, taken, clock):
    answer = (await client.get(f"/v1/attempts/{taken.typeid}/signals")).json()["data"]
    left, pasted, gap = (fits(attempt_shapes.SignalAnswer, one) for one in answer)
    assert (left["kind"], left["seconds"], left["question"]) == ("left_tab", 12.3, "q1")
    assert (pasted["at"], pasted["question"], pasted["length"]) == (
        clock.now().isoformat().replace("+00:00", "Z"),
        None,
        240,
    )
    assert (gap["at"], gap["seconds"]) == (
        taken.started_at.isoformat().replace("+00:00", "Z"),
        None,
    )


@pytest.mark.usefixtures("taken")
async def test_an_accommodation_is_set_read_and_answers_the_request(client):
    (waiting,) = (await client.get("/v1/accommodation-requests")).json()["data"]
    fits(attempt_shapes.RequestAnswer, waiting)
    assert (waiting["text"], waiting["answered_at"]) == ("I read slowly.", None)
    path = f"/v1/candidates/{waiting['candidate']}/accommodation"
    nothing = fits(attempt_shapes.AccommodationAnswer, (await client.get(path)).json())
    assert (nothing["time_factor"], nothing["untimed"], nothing["break_minutes"]) == (1, False, 0)
    answer = await client.put(path, json={"time_factor": 1.25, "break_minutes": 10})
    assert answer.json() == (await client.get(path)).json()
    assert (answer.json()["time_factor"], answer.json()["break_minutes"]) == (1.25, 10)
    assert (await client.get("/v1/accommodation-requests")).json()["data"] == []
    every = (await client.get("/v1/accommodation-requests", params={"answered": 1})).json()
    assert every["data"][0]["answered_at"] is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"time_factor": 0.5}, "time_factor"),
        ({"time_factor": 11}, "time_factor"),
        ({"time_factor": 1.255}, "time_factor"),
        ({"time_factor": "NaN"}, "time_factor"),
        ({"break_minutes": 241}, "break_minutes"),
        ({"break_minutes": "many"}, "break_minutes"),
        ({"diagnosis": "none of your business"}, "diagnosis"),
    ],
)
async def test_an_accommodation_out_of_range_is_refused(client, taken, body, field):
    path = f"/v1/candidates/{taken.candidate_id}/accommodation"
    answer = await client.put(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_nothing_of_an_accommodation_shows_in_attempt_answers_or_signals(client, taken):
    async def shown() -> list[str]:
        parts = ("", "/answers?history=true", "/signals")
        return [(await client.get(f"/v1/attempts/{taken.typeid}{part}")).text for part in parts]

    before = await shown()
    path = f"/v1/candidates/{taken.candidate_id}/accommodation"
    given = {"time_factor": 1.75, "untimed": True, "break_minutes": 33}
    assert (await client.put(path, json=given)).status_code == 200
    # Ids are random and may hold any digits: what was shown before tells what 33 would be.
    assert await shown() == before
    assert not any(word in text for text in before for word in ("1.75", "untimed"))
    events = (await client.get("/v1/events")).json()["data"]
    (fact,) = [event for event in events if event["type"] == "accommodation.set"]
    assert fact["data"] == {}


async def test_a_key_that_only_reads_sees_no_accommodation(connect, employer, taken):
    reader = connect(await employer.key("invitations:read", "reports:read"))
    for path in (
        f"/v1/candidates/{taken.candidate_id}/accommodation",
        "/v1/accommodation-requests",
    ):
        assert (await reader.get(path)).status_code == 403
    assert (await reader.get(f"/v1/attempts/{taken.id}")).status_code == 200


async def test_another_organization_finds_none_of_it(stranger, taken):
    for path in (
        f"/v1/attempts/{taken.typeid}",
        f"/v1/attempts/{taken.typeid}/answers",
        f"/v1/attempts/{taken.typeid}/signals",
        f"/v1/candidates/{taken.candidate_id}/accommodation",
    ):
        assert (await stranger.get(path)).status_code == 404
    answer = await stranger.put(f"/v1/candidates/{taken.candidate_id}/accommodation", json={})
    assert answer.status_code == 404
    assert (await stranger.get("/v1/accommodation-requests")).json()["data"] == []
