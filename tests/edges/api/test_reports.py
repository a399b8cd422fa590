"""Reports over HTTP: whole, as lists, as a table, and by links that end."""

import csv
import io
import json

import pytest
from pydantic import BaseModel, ConfigDict

from muster.edges.api import report_shapes
from muster.features import attempts, reports
from muster.features.attempts import Accommodation, Signal, SignalKind
from muster.features.invitations import Guest
from takers import publish, settle, start, take

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
        explanation: The first three.
        points: 2
        skill: Reading
        options: {a: One, b: Two, c: Three, d: Four}
        correct: [a, b, c]
        partial_credit: true
      - {id: sum, type: number, prompt: 'How many?', answer: 3, points: 1, time_limit_seconds: 60}
      - {id: word, type: short_text, prompt: 'Yes?', accept: ['yes'], points: 1}
      - {id: file, type: file, prompt: Your plan., types: [pdf], points: 1}
      - {id: speak, type: video, prompt: Speak., answer_seconds: 30, points: 1}
  - title: Order
    questions:
      - {id: order, type: ordering, prompt: Sort., options: {a: One, b: Two}, correct: [b, a]}
      - id: match
        type: matching
        prompt: Match.
        items: {a: One, b: Two}
        options: {x: Odd, y: Even}
        correct: {a: x, b: y}
"""
ANSWERS = {"pick": ["a", "b", "d"], "word": "Yes", "order": ["b", "a"]}
HOSTILE = Guest("=cmd@example.com", '=HYPERLINK("https://example.org")', external_id="\uff1d1+1")


@pytest.fixture
async def attempt(employer):
    await publish(employer, TEST)
    return await settled(employer)


async def settled(employer, guest=None, activity="letters", answers=None):
    given = ANSWERS if answers is None else answers
    attempt = await take(employer, activity, given, guest or Guest("amara@example.com", "Amara"))
    await settle(employer, attempt)
    return attempt


async def get(client, path, status=200):
    answer = await client.get(f"/v1/reports{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


async def rows_of(client, **query):
    answer = await client.get("/v1/reports.csv", params={"activity": "letters", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def strict(model: type[BaseModel]) -> type[BaseModel]:
    return type(model.__name__, (model,), {"model_config": ConfigDict(extra="forbid")})


async def test_a_report_says_what_was_asked_given_and_right(client, attempt):
    answer = await get(client, f"/{attempt.typeid}")
    strict(report_shapes.FullReport).model_validate(answer)
    assert answer == await get(client, f"/{answer['id']}")
    words, order = answer["sections"]
    assert [section["name"] for section in answer["sections"]] == ["Words", "Order"]
    questions = {one["question"]: one for one in words["questions"] + order["questions"]}
    pick = questions["pick"]
    assert (pick["answer"], pick["right"]) == (["a", "b", "d"], ["a", "b", "c"])
    assert (pick["exact"], pick["of"], pick["rule"]) == ("2/3", 2.0, "multiple_choice_partial")
    assert pick["explanation"] == "The first three."
    assert {name: one["right"] for name, one in questions.items()} == {
        "pick": ["a", "b", "c"],
        "sum": {"answer": 3.0, "tolerance": 0.0},
        "word": {"accept": ["yes"], "patterns": []},
        "file": None,
        "speak": None,
        "order": ["b", "a"],
        "match": {"a": "x", "b": "y"},
    }
    assert [one["type"] for one in words["questions"]] == [
        "multiple_choice",
        "number",
        "short_text",
        "file",
        "video",
    ]
    assert (answer["rank"], answer["complete"], answer["passed"]) == (None, True, False)
    assert answer["pdf"] == f"/v1/reports/{answer['id']}/pdf"


async def test_nothing_tells_of_an_accommodation(client, employer):
    await publish(employer, TEST)
    guest = Guest("amara@example.com", "Amara")
    (row,) = (await employer.invite(guest)).rows
    await attempts.set_accommodation(
        employer.database,
        employer.organization.id,
        str(row.candidate.id),
        Accommodation(untimed=True, break_minutes=17),
        actor="operator",
        clock=employer.clock,
    )
    attempt = await settled(employer, guest)
    text = json.dumps(await get(client, f"/{attempt.typeid}"))
    assert not [word for word in ("accommodation", "untimed", "break", "17") if word in text]


async def test_the_rank_has_the_spread_beside_it(client, employer):
    for number in range(20):
        right = {"q1": "a" if number % 4 else "b"}
        guest = Guest(f"c{number}@example.com", "C")
        attempt = await settled(employer, guest, activity="quiz", answers=right)
    answer = await get(client, f"/{attempt.typeid}")
    strict(report_shapes.FullReport).model_validate(answer)
    assert answer["rank"] == {
        "place": 1,
        "of": 20,
        "better_than_percent": 26,
        "spread": [5, 0, 0, 0, 0, 0, 0, 0, 0, 15],
    }


async def test_reports_are_listed_in_pages_and_filtered(client, employer, attempt):
    employer.clock.advance(hours=1)
    since = employer.clock.now().isoformat()
    second = await settled(employer, Guest("jomo@example.com", "Jomo"), answers={})
    quiz = await settled(employer, activity="quiz", answers={"q1": "a"})

    async def ids(**query):
        answer = (await client.get("/v1/reports", params=query)).json()
        strict(report_shapes.ReportPage).model_validate(answer)
        return [row["attempt"] for row in answer["data"]]

    everybody = [quiz.typeid, second.typeid, attempt.typeid]
    assert await ids() == everybody
    assert await ids(activity="letters") == everybody[1:]
    assert await ids(candidate=str(second.candidate_id)) == [second.typeid]
    assert await ids(since=since) == everybody[:2]
    assert await ids(passed="false", complete="true") == everybody[1:]
    assert await ids(activity="nothing") == await ids(candidate="cand_x") == []
    first = (await client.get("/v1/reports", params={"limit": 2})).json()
    rest = await ids(cursor=first["next_cursor"], limit=2)
    assert [row["attempt"] for row in first["data"]] + rest == everybody
    assert first["data"][1]["name"] == "Jomo"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/rep_nothing", 404, "unknown_report"),
        ("?cursor=nothing", 422, "bad_cursor"),
        ("?limit=0", 422, "invalid"),
        ("?since=yesterday", 422, "bad_date"),
        (".csv", 422, "invalid"),
        (".csv?activity=nothing", 404, "unknown_activity"),
        (".csv?activity=quiz&since=x", 422, "bad_date"),
    ],
)
async def test_what_makes_no_sense_is_refused(client, path, status, code):
    assert (await get(client, path, status))["code"] == code


@pytest.mark.usefixtures("attempt")
async def test_a_table_has_sections_skills_and_signals(client, employer):
    taker = await start(employer, "letters", Guest("jomo@example.com", "Jomo", external_id="J-1"))
    noted = [Signal(SignalKind.LEFT_TAB, employer.clock.now(), seconds=4.0)]
    await attempts.note_signals(
        employer.database, taker.session, taker.attempt.uid, noted, employer.clock
    )
    await taker.save("word", "yes")
    done = await taker.submit()
    await settle(employer, done)

    jomo, amara = await rows_of(client)
    report = await get(client, f"/{done.typeid}")
    assert jomo == {
        "candidate": "Jomo",
        "address": "jomo@example.com",
        "external id": "J-1",
        "activity": "Letters",
        "version": "1",
        "started (UTC)": "2026-03-02 09:30:00",
        "submitted (UTC)": "2026-03-02 09:30:00",
        "percent": "12.5",
        "points": "1.0",
        "of": "8.0",
        "passed": "no",
        "section: Words": "16.7",
        "section: Order": "0.0",
        "skill: Reading": "0.0",
        "signal: left_tab": "1",
        "signal: pasted": "0",
        "signal: network_gap": "0",
        "signal: second_device": "0",
        "report": f"https://muster.example.com/v1/reports/{report['id']}",
    }
    assert (amara["candidate"], amara["skill: Reading"]) == ("Amara", "33.3")
    assert await rows_of(client, candidate="cand_x") == []


async def test_no_spreadsheet_runs_a_cell(client, employer):
    await publish(employer, TEST)
    await settled(employer, HOSTILE)
    (row,) = await rows_of(client)
    assert row["candidate"] == "'" + HOSTILE.name
    assert row["address"] == "'=cmd@example.com"
    assert row["external id"] == "'\uff1d1+1"


async def test_a_report_is_printed(client, attempt):
    printed = await client.get(f"/v1/reports/{attempt.typeid}/pdf", params={"language": "de"})
    assert printed.status_code == 200, printed.text
    assert printed.headers["content-type"] == "application/pdf"
    disposition = printed.headers["content-disposition"]
    assert disposition == "attachment; filename*=utf-8''Amara-Letters.pdf"
    assert printed.content.startswith(b"%PDF-")


async def shared(client, attempt, **body):
    return await client.post(f"/v1/reports/{attempt.typeid}/shares", json=body)


async def test_a_link_is_made_looked_after_and_revoked(client, employer, services, attempt):
    made = await shared(client, attempt, minutes=15)
    share = made.json()
    assert (made.status_code, share["state"], share["views"]) == (201, "open", 0)
    assert share["url"].startswith("https://muster.example.com/r/")
    assert share["expires_at"] == "2026-03-02T09:45:00Z"
    claim = services.links.ring.read(share["url"].rpartition("/")[2])
    await reports.open_share(employer.database, claim, employer.clock, "safari phone")

    path = f"/{attempt.typeid}/shares"
    (listed,) = (await get(client, path))["data"]
    assert listed == share | {"views": 1, "viewed_at": "2026-03-02T09:30:00Z"}
    full = await get(client, f"{path}/{share['id']}")
    strict(report_shapes.ShareWithViews).model_validate(full)
    assert full["latest"] == [
        {"at": "2026-03-02T09:30:00Z", "agent": "safari phone", "what": "page"}
    ]
    for _ in range(2):
        ended = (await client.delete(f"/v1/reports{path}/{share['id']}")).json()
        assert (ended["state"], ended["url"]) == ("revoked", None)
    with pytest.raises(reports.ShareRevokedError):
        await reports.open_share(employer.database, claim, employer.clock, "bot")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"minutes": 14}, "bad_lifetime"),
        ({"minutes": 1441}, "bad_lifetime"),
        ({"minutes": "60"}, "invalid"),
        ({"minutes": 10**30}, "bad_lifetime"),
        ({"hours": 1}, "invalid"),
    ],
)
async def test_a_link_without_a_sensible_end_is_refused(client, attempt, body, code):
    answer = await shared(client, attempt, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["field"]


async def test_a_link_is_found_only_at_its_report(client, employer, attempt):
    share = (await shared(client, attempt)).json()
    other = await settled(employer, activity="quiz", answers={})
    for path in (f"/{other.typeid}/shares/{share['id']}", f"/{attempt.typeid}/shares/shr_x"):
        assert (await get(client, path, 404))["code"] == "unknown_share"
