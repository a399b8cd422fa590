"""micro1's interviews: what its fields become, and what of them is told again."""

import pytest
from vendor_calls import VENDOR_INTERVIEW

from muster.edges.dialects.micro1.contents import escaped, plain
from muster.edges.richtext import render
from muster.features import catalog
from muster.features.catalog import LongText, Prompt, SourceFile

QUESTIONS = [
    {"question": "What are your *strengths*?", "time": 1.5, "type": "audio"},
    {"question": "Describe a month's closing.", "time": 4, "type": "text"},
]
SKILLS = [{"name": "Bookkeeping", "description": "Can close a month."}, {"name": "Excel"}]


@pytest.fixture
def call(client, world):
    async def call(method, path, body=None, key=world.key):
        given = {} if body is None else {"json": body}
        return await client.request(method, path, headers={"x-api-key": key}, **given)

    return call


@pytest.fixture
def interviews(call):
    async def interviews(**query):
        rows = "&".join(f"{name}={value}" for name, value in query.items())
        return (await call("GET", f"/interviews?{rows}")).json()["data"]

    return interviews


@pytest.fixture
def content(database, world):
    """Return what candidates find in an interview."""

    async def content(interview):
        tenant = world.organization.id
        found = await catalog.find(database, tenant, interview, catalog.Dialect.MICRO1)
        return (await catalog.show(database, tenant, found.id)).content

    return content


async def test_minutes_come_in_and_seconds_go_out(call, interviews, content):
    body = {"interview_name": "Talk", "skills": SKILLS, "custom_question_list": QUESTIONS}
    answer = await call("POST", "/interview", {**body, "interview_language": "de"})
    assert answer.json() == {
        "status": True,
        "message": "Interview created successfully",
        "data": answer.json()["data"],
    }
    assert set(answer.json()["data"]) == {"interview_id"}
    row = (await interviews())[0]
    assert row == {
        "interview_id": answer.json()["data"]["interview_id"],
        "interview_name": "Talk",
        "skills": SKILLS,
        "custom_questions": [
            {"question": "What are your *strengths*?", "time": 90, "type": "audio"},
            {"question": "Describe a month's closing.", "time": 240, "type": "text"},
        ],
        "interview_language": "German",
        "can_change_interview_language": False,
        "only_coding_round": False,
        "is_coding_round_required": False,
        "selected_coding_language": "user_choice",
        "is_proctoring_required": True,
        "date_created": "2026-03-02 09:30:00",
        "date_modified": "2026-03-02 09:30:00",
        "status": "active",
    }
    made = await content(row["interview_id"])
    assert made.language == "de"
    assert [type(one) for one in made.prompts] == [Prompt, Prompt, Prompt, LongText]
    assert made.prompts[0].prompt == (
        "Erzählen Sie uns von Ihrer Erfahrung mit Bookkeeping.\n\nCan close a month."
    )
    assert [one.skill for one in made.prompts] == ["Bookkeeping", "Excel", None, None]
    assert (made.prompts[2].answer_seconds, made.prompts[2].record) == (90, "audio")
    assert made.prompts[3].time_limit_seconds == 240


async def test_an_interview_of_a_name_alone_asks_one_open_question(call, interviews, content):
    body = {"interview_name": "Erstes Gespräch", "interview_language": "de", "skills": []}
    made = (await call("POST", "/interview", body)).json()["data"]["interview_id"]
    row = (await interviews())[0]
    assert (row["skills"], row["custom_questions"]) == ([], [])
    (prompt,) = (await content(made)).prompts
    assert prompt.prompt.startswith("Erzählen Sie uns von sich")
    await call("PUT", f"/interview/{made}", {"custom_question_list": QUESTIONS})
    assert len((await content(made)).prompts) == 2


async def test_a_repeated_idempotency_key_makes_no_second_interview(client, world, interviews):
    async def make(**body):
        headers = {"x-api-key": world.key, "Idempotency-Key": "once"}
        return await client.post("/interview", headers=headers, json=body)

    first = await make(interview_name="Talk", skills=SKILLS)
    again = await make(interview_name="Talk", skills=SKILLS)
    assert again.json() == first.json()
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    other = await make(interview_name="Talk", skills=[])
    assert (other.status_code, other.json()["status"]) == (422, False)
    assert len(await interviews()) == 2


async def test_an_update_keeps_what_it_does_not_say(call, interviews, content, clock):
    body = {"interview_name": "Talk", "custom_question_list": QUESTIONS}
    made = (await call("POST", "/custom/interview", body)).json()["data"]["interview_id"]
    clock.advance(hours=1)
    path = f"/interview/{made}"
    assert (await call("PUT", path)).json()["status"] is True
    changed = {"interview_name": "Talk, again", "skills": SKILLS, "only_coding_round": True}
    answer = await call("PUT", path, {**changed, "selected_coding_language": "python"})
    assert answer.json() == {"status": True, "message": "Interview updated successfully"}
    row = (await interviews(keyword="AGAIN"))[0]
    assert (row["interview_name"], row["skills"]) == ("Talk, again", SKILLS)
    assert [one["time"] for one in row["custom_questions"]] == [90, 240]
    assert (row["only_coding_round"], row["selected_coding_language"]) == (True, "python")
    assert row["date_modified"] == "2026-03-02 10:30:00"
    assert len((await content(made)).prompts) == 4


async def test_an_interview_of_a_file_is_told_and_changed_by_its_vendors_id(
    call, interviews, content, database, clock, world
):
    row = (await interviews())[0]
    assert (row["interview_id"], row["is_proctoring_required"]) == (VENDOR_INTERVIEW, False)
    assert row["custom_questions"] == [
        {"question": "What did you build last?", "time": 90, "type": "audio"}
    ]
    renamed = await call("PUT", f"/interview/{VENDOR_INTERVIEW.upper()}", {"interview_name": "New"})
    assert renamed.status_code == 200
    assert (await content(VENDOR_INTERVIEW)).title == "New"
    later = SourceFile(
        "talk.yaml",
        "key: talk\nkind: interview\ntitle: Later\npass_percent: 62.5\n"
        f"vendor_ids: {{micro1: {VENDOR_INTERVIEW}}}\n"
        "prompts: [{prompt: Other., answer_seconds: 30, points: 2.5}]\n",
    )
    await catalog.import_files(database, world.organization.id, [later], clock)
    (row,) = await interviews()
    assert row["custom_questions"] == [{"question": "Other.", "time": 30, "type": "audio"}]
    await call("PUT", f"/interview/{VENDOR_INTERVIEW}", {"interview_name": "Newest"})
    made = await content(VENDOR_INTERVIEW)
    assert (str(made.pass_percent), str(made.prompts[0].points)) == ("62.5", "2.5")


async def test_a_deleted_interview_is_archived_and_invites_nobody(call, interviews):
    path, body = f"/interview/{VENDOR_INTERVIEW}", {"interview_id": VENDOR_INTERVIEW}
    someone = {"name": "Amara", "email": "amara@example.com"}
    assert (await call("POST", "/interview/invite", {**body, "candidates": [someone]})).is_success
    answer = await call("DELETE", path)
    assert answer.json() == {"status": True, "message": "Interview deleted successfully"}
    assert await interviews() == []
    for refused in (
        await call("DELETE", path),
        await call("PUT", path, {"interview_name": "x"}),
        await call("POST", "/interview/invite", {**body, "candidates": [someone]}),
    ):
        assert (refused.status_code, refused.json()["status"]) == (400, False)
    (invited,) = (await call("GET", "/interview/invites")).json()["data"]
    assert (invited["interview_id"], invited["status"]) == (VENDOR_INTERVIEW, "active")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/interview", None),
        ("POST", "/interview", {"skills": SKILLS}),
        ("POST", "/interview", {"interview_name": "x" * 201, "skills": SKILLS}),
        ("POST", "/interview", {"interview_name": "x", "skills": SKILLS * 6}),
        ("POST", "/interview", {"interview_name": "x", "skills": [{"name": ""}]}),
        ("POST", "/interview", {"interview_name": "x", "skills": ["Excel"]}),
        ("POST", "/interview", {"interview_name": "x", "skills": SKILLS, "interview_language": "q"}),
        ("POST", "/interview", {"interview_name": "x", "skills": SKILLS, "only_coding_round": 1}),
        ("POST", "/custom/interview", {"interview_name": "x", "skills": SKILLS}),
        ("POST", "/custom/interview", {"interview_name": "x", "custom_question_list": [{}]}),
        ("POST", "/custom/interview",
         {"interview_name": "x", "custom_question_list": [{**QUESTIONS[0], "time": 0}]}),
        ("POST", "/custom/interview",
         {"interview_name": "x", "custom_question_list": [{**QUESTIONS[0], "time": 61}]}),
        ("POST", "/custom/interview",
         {"interview_name": "x", "custom_question_list": [{**QUESTIONS[0], "type": "video"}]}),
        ("POST", "/custom/interview",
         {"interview_name": "x", "custom_question_list": [{"question": "\u0007"}]}),
        ("PUT", "/interview/nothing", {"interview_name": "x"}),
        ("POST", "/mock/interview", {}),
        ("GET", "/interviews?page=0", None),
        ("GET", "/interviews?limit=-1", None),
        ("GET", f"/interviews?keyword={'x' * 201}", None),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_in_the_envelope(call, interviews, method, path, body):
    answer = await call(method, path, body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"status", "message"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert len(await interviews()) == 1


async def test_a_preview_asks_what_an_interview_would_ask(call):
    answer = await call("POST", "/mock/interview", {"skills": SKILLS})
    assert answer.json()["data"] == [
        {"skill": one["name"], "questions": [f"Tell us about your experience with {one['name']}."]}
        for one in SKILLS
    ]


@pytest.mark.parametrize(
    "text",
    ["2 * 3 * 4 = ?", "# not a title", "![x](y)", "1. first\n2) second", "- a\n+ b", "a_b_c <b>",
     "`code` ~~x~~ | y", "=== x", "back\\slash & amp;", "[a](https://example.com)", "* star"],
)  # fmt: skip
def test_plain_questions_are_shown_as_they_are_written(text):
    assert plain(escaped(text)) == text
    shown = render(escaped(text), lambda _: None)
    assert shown.startswith("<p>")
    assert shown.count("<p>") == 1
    assert "<em>" not in shown
    assert "<a " not in shown
    assert shown.striptags() == " ".join(text.split())


async def test_browsers_may_ask_for_every_path_first(client):
    answer = await client.options("/interview/some-id")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "PUT, DELETE"
    assert answer.headers["access-control-allow-origin"] == "*"
