"""Scores and ratings over HTTP."""

from decimal import Decimal

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import score_shapes
from muster.features import attempts
from muster.features.attempts import Accommodation
from muster.features.invitations import Guest
from takers import AMARA, publish, settle, settled, start, take

TEST = """
key: letters
kind: assessment
title: Letters
pass_percent: 50
sections:
  - title: Words
    questions:
      - id: pick
        type: multiple_choice
        prompt: Which?
        points: 2
        skill: Reading
        options: {a: One, b: Two, c: Three, d: Four}
        correct: [a, b, c]
        partial_credit: true
  - title: Prose
    questions:
      - id: essay
        type: long_text
        prompt: Tell us.
        rubric:
          - {criterion: Clarity, points: 2, look_for: Short sentences}
          - {criterion: Tone, points: 1}
"""
ANSWERS = {"pick": ["a", "b", "d"], "essay": "Dear …"}
GOOD = {"criteria": {"Clarity": 1.5, "Tone": 0.1}, "comment": "Clear.\nKind."}


@pytest.fixture
async def attempt(employer):
    await publish(employer, TEST)
    return await settled(employer, "letters", ANSWERS)


def ratings_path(attempt, item="essay") -> str:
    return f"/v1/attempts/{attempt.typeid}/ratings/{item}"


def strict(model: type[BaseModel]) -> type[BaseModel]:
    return type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})


async def read_score(client, attempt) -> dict:
    return (await client.get(f"/v1/attempts/{attempt.typeid}/score")).json()


async def test_a_score_explains_every_mark_rounded_and_exact(client, attempt):
    answer = await read_score(client, attempt)
    assert answer["questions"][0] == {
        "number": 1,
        "question": "pick",
        "section": "Words",
        "skill": "Reading",
        "points": 0.7,
        "exact": "2/3",
        "of": 2.0,
        "rule": "multiple_choice_partial",
        "line": "2 of 3 right options chosen, 1 wrong: (2 \u2212 1) \u00f7 3 of 2 points",
    }
    assert (answer["complete"], answer["waiting"], answer["percent"]) == (False, 1, None)
    assert answer["line"] == "0.7 of 5 points so far; 1 question waits for points"


async def test_a_rating_is_given_and_the_score_follows(client, attempt):
    given = await client.put(ratings_path(attempt), json=GOOD | {"reviewer": "ines"})
    assert given.status_code == 200
    assert given.json()["mark"]["exact"] == "8/5"
    (rating,) = given.json()["ratings"]
    assert (rating["reviewer"], rating["revision"], rating["total"]) == ("ines", 1, 1.6)
    assert rating["comment"] == "Clear.\nKind."
    score = await read_score(client, attempt)
    assert (score["exact"], score["percent"], score["passed"]) == ("34/15", 45.3, False)
    assert score["line"] == "2.3 of 5 points, 45.3 % of at least 50 %: not passed"


async def test_who_names_no_reviewer_rates_as_the_key(client, attempt):
    (rating,) = (await client.put(ratings_path(attempt), json=GOOD)).json()["ratings"]
    assert rating["reviewer"].startswith("key:")


async def test_two_reviewers_have_a_rating_each_and_their_mean_counts(client, attempt):
    await client.put(ratings_path(attempt), json=GOOD | {"reviewer": "ines"})
    body = {"reviewer": "jomo", "criteria": {"Clarity": 2, "Tone": 1}}
    answer = (await client.put(ratings_path(attempt), json=body)).json()
    assert answer["mark"]["exact"] == "23/10"
    assert answer["mark"]["line"] == (
        "Rated by 2 reviewers, their mean: Clarity 1.75 of 2, Tone 0.55 of 1: 2.3 of 3 points"
    )


async def test_a_stale_rating_is_refused_and_says_which_revision_stands(client, attempt):
    await client.put(ratings_path(attempt), json=GOOD)
    body = {"criteria": {"Clarity": 0, "Tone": 0}}
    refused = await client.put(ratings_path(attempt), json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "rating_changed")
    assert "revision 1" in refused.json()["detail"]
    done = (await client.put(ratings_path(attempt), json=body | {"revision": 1})).json()
    assert [one["revision"] for one in done["ratings"] + done["earlier"]] == [2, 1]
    assert (await read_score(client, attempt))["changed_at"] is not None


@pytest.mark.parametrize(
    ("item", "body", "status", "code"),
    [
        ("essay", {"criteria": {"Clarity": 3, "Tone": 0}}, 422, "bad_points"),
        ("essay", {"criteria": {"Clarity": -1, "Tone": 0}}, 422, "bad_points"),
        ("essay", {"criteria": {"Clarity": 0.125, "Tone": 0}}, 422, "bad_points"),
        ("essay", {"criteria": {"Wit": 1}}, 422, "unknown_criterion"),
        ("essay", {"criteria": {"Tone": 1}}, 422, "unrated_criterion"),
        ("essay", {"points": 1}, 422, "bad_points"),
        ("essay", {"criteria": {"Tone": True}}, 422, "invalid"),
        ("essay", {"criteria": {"Tone": "NaN"}}, 422, "invalid"),
        ("essay", {"criteria": [1]}, 422, "invalid"),
        ("essay", {"score": 1}, 422, "invalid"),
        ("essay", {"revision": -1}, 422, "invalid"),
        ("essay", {"reviewer": ""}, 422, "text_length"),
        ("essay", {"reviewer": "a\0b"}, 422, "unsafe_text"),
        ("essay", GOOD | {"comment": "a\0b"}, 422, "unsafe_text"),
        ("essay", GOOD | {"comment": "x" * 10_001}, 422, "text_length"),
        ("pick", {"points": 1}, 409, "marked_by_rule"),
        ("nope", {"points": 1}, 404, "unknown_question"),
    ],
)
async def test_a_rating_that_cannot_be_given_is_a_problem_with_a_code(
    client, attempt, item, body, status, code
):
    answer = await client.put(ratings_path(attempt, item), json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_what_was_not_answered_has_nothing_to_rate(client, employer):
    await publish(employer, TEST)
    attempt = await take(employer, "letters", {"essay": "  "})
    answer = await client.put(ratings_path(attempt), json=GOOD)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_rate")


async def test_a_running_attempt_has_no_score_yet(client, employer):
    running = (await start(employer, "quiz")).attempt
    answer = await client.get(f"/v1/attempts/{running.id}/score")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_submitted")


async def test_attempts_are_listed_newest_first_with_their_outcome(client, employer, attempt):
    bo = await take(employer, "quiz", {"q1": "a"}, Guest("bo@example.com", "Bo Lind"))
    await settle(employer, bo)
    first = (await client.get("/v1/attempts", params={"limit": 1})).json()
    rest = (await client.get("/v1/attempts", params={"cursor": first["next_cursor"]})).json()
    rows = first["data"] + rest["data"]
    assert [row["id"] for row in rows] == [bo.typeid, attempt.typeid]
    assert [(row["name"], row["waiting"], row["percent"]) for row in rows] == [
        ("Bo Lind", 0, 100.0),
        ("Amara Nwosu", 1, None),
    ]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["quiz", "letters"]),
        ({"unrated": "true"}, ["letters"]),
        ({"unrated": "true", "activity": "quiz"}, []),
        ({"unrated": "true", "state": "running"}, []),
        ({"state": "running"}, ["quiz"]),
        ({"state": "submitted"}, ["letters"]),
        ({"activity": "letters"}, ["letters"]),
        ({"activity": "nothing"}, []),
        ({"candidate": "cand_00000000000000000000000000"}, []),
    ],
)
@pytest.mark.usefixtures("attempt")
async def test_filters_narrow_the_list(client, employer, filters, found):
    await start(employer, "quiz")
    rows = (await client.get("/v1/attempts", params=filters)).json()["data"]
    assert [row["activity"]["key"] for row in rows] == found


async def test_nothing_tells_of_an_accommodation(client, employer):
    """Word for word the same as for somebody who has none, but for their names."""
    await publish(employer, TEST)
    bo = Guest("bo@example.com", "Bo Lind")
    (person,) = (await employer.invite(bo)).rows
    await attempts.set_accommodation(
        employer.database,
        employer.organization.id,
        str(person.candidate.id),
        Accommodation(Decimal("1.75"), untimed=True, break_minutes=33),
        actor="key:test",
        clock=employer.clock,
    )
    texts = []
    for guest in (AMARA, bo):
        attempt = await take(employer, "letters", ANSWERS, guest)
        await settle(employer, attempt)
        await client.put(ratings_path(attempt), json=GOOD)
        paths = [f"/v1/attempts/{attempt.id}/score", ratings_path(attempt)]
        answers = [(await client.get(path)).text for path in paths]
        texts.append("".join(answers).replace(attempt.typeid, "att"))
    assert texts[0] == texts[1]
    listed = (await client.get("/v1/attempts")).text
    stored = f"{await employer.fetch('table report')}{await employer.fetch('table rating')}"
    for word in ("accommod", "factor", "untimed", "break", "limit", "ends_at"):
        assert word not in (texts[1] + listed + stored).lower()


async def test_each_answer_has_exactly_the_fields_that_are_described(client, attempt):
    await client.put(ratings_path(attempt), json=GOOD)
    await client.put(
        ratings_path(attempt), json={"criteria": {"Clarity": 0, "Tone": 0}, "revision": 1}
    )
    given = {
        score_shapes.Score: await read_score(client, attempt),
        score_shapes.Ratings: (await client.get(ratings_path(attempt))).json(),
        score_shapes.AttemptPage: (await client.get("/v1/attempts")).json(),
    }
    parts = {
        score_shapes.QuestionMark: given[score_shapes.Score]["questions"][0],
        score_shapes.Part: given[score_shapes.Score]["sections"][0],
        score_shapes.CriterionLine: given[score_shapes.Ratings]["criteria"][0],
        score_shapes.GivenRating: given[score_shapes.Ratings]["earlier"][0],
        score_shapes.AttemptRow: given[score_shapes.AttemptPage]["data"][0],
    }
    for model, answer in (given | parts).items():
        strict(model).model_validate(answer, strict=True)
        assert set(answer) == set(model.model_fields)


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("get", "/v1/attempts/{}/score"),
        ("get", "/v1/attempts/{}/ratings/essay"),
        ("put", "/v1/attempts/{}/ratings/essay"),
    ],
)
async def test_another_organization_gets_nothing_of_it(stranger, attempt, verb, path):
    body = {"json": GOOD} if verb == "put" else {}
    for name in (attempt.typeid, str(attempt.uid), str(attempt.id)):
        answer = await getattr(stranger, verb)(path.format(name), **body)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_attempt")
    assert (await stranger.get("/v1/attempts")).json()["data"] == []


async def test_whoever_may_read_reports_may_not_rate(connect, employer, attempt):
    reader = connect(await employer.key("reports:read"))
    assert (await reader.get(f"/v1/attempts/{attempt.id}/score")).status_code == 200
    refused = await reader.put(ratings_path(attempt), json=GOOD)
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
