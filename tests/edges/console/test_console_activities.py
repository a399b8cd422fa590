"""Activities in the console: the list, the editor, publishing, history, files, preview."""

import io
import zipfile

import pytest

from muster.features import catalog
from muster.features.catalog import SourceFile
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import settle, start

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
HOSTILE = "<script>alert(1)</script> \u202eعنون"
QUIZ = """
key: sums
kind: assessment
title: Sums
questions:
  - {type: number, id: dozen, prompt: "3 × 4?", answer: 12}
  - type: single_choice
    id: heavy
    prompt: Which is heavier?
    options: {a: 1 kg, b: 950 g}
    correct: a
"""


@pytest.fixture
async def quiz(database, clock, employer):
    sources = [SourceFile("sums.yaml", QUIZ)]
    (made,) = await catalog.import_files(database, employer.organization.id, sources, clock)
    return made.activity


async def begin(page, kind="assessment", title="Arithmetic"):
    """Begin a draft, and return its address."""
    made = await page.post("/console/activities/new", data={"kind": kind, "title": title})
    assert made.status_code == 303, made.text
    return made.headers["location"]


def value_of(text, name):
    """Return the value of a hidden field of a page."""
    start = text.index(f'name="{name}"')
    return text[start:].split('value="', 1)[1].split('"', 1)[0]


async def save(page, address, **fields):
    shown = await page.get(address)
    basis = value_of(shown.text, "basis")
    return await page.post(address, data={"basis": basis} | fields)


async def add(page, draft, word, **fields):
    made = await page.post(f"{draft}/questions", data={"type": word, "section": "0"})
    assert made.status_code == 303, made.text
    address = made.headers["location"].partition("?")[0]
    done = await save(page, address, **fields)
    assert done.status_code == 303, done.text
    return address


WHOLE = {
    "single_choice": {"option_letter": ["a", "b"], "option": ["Yes", "No"], "correct": "a"},
    "multiple_choice": {
        "option_letter": ["a", "b"],
        "option": ["Yes", "No"],
        "correct": ["a", "b"],
    },
    "short_text": {"accept": "for\nfore", "patterns": "f+"},
    "long_text": {"min_words": "3", "criterion": ["Clear"], "criterion_points": ["2,5"]},
    "number": {"answer": "12,5", "tolerance": "0.5", "unit": "kg"},
    "ordering": {"option_letter": ["b", "a"], "option": ["First", "Second"]},
    "matching": {
        "item_letter": ["", "", ""],
        "item": ["One", "Two", ""],
        "match_letter": ["", "", ""],
        "match": ["1", "2", "3"],
    },
    "file": {"types": ["pdf", "docx"], "max_files": "2"},
    "video": {"answer_seconds": "90", "preparation_seconds": "10", "takes": "2"},
    "audio": {"answer_seconds": "60"},
}


async def test_every_type_of_question_is_written_previewed_and_published(
    browser, database, employer
):
    page = await browser()
    draft = await begin(page)
    for word, fields in WHOLE.items():
        await add(page, draft, word, prompt=f"What of {word}?", points="2.5", **fields)
    await save(page, draft, title="Arithmetic & more", pass_percent="60", have_ready="Paper\nA pen")
    for step in range(11):
        shown = await page.get(f"{draft}/preview/{step}")
        assert shown.status_code == 200
    assert "What of audio?" in shown.text
    asked = await page.get(f"{draft}/publish")
    assert "Publish version 1" in asked.text, asked.text
    done = await page.post(f"{draft}/publish", data={"revision": value_of(asked.text, "revision")})
    assert done.headers["location"].endswith("/console/activities/arithmetic")
    found = await catalog.find(database, employer.organization.id, "arithmetic")
    shown = await catalog.show(database, employer.organization.id, found.id)
    questions = {catalog.type_of(one): one for one in shown.content.sections[0].questions}
    assert set(questions) == set(WHOLE)
    assert str(questions["number"].answer) == "12.5"
    assert questions["ordering"].correct == ("b", "a")
    assert dict(questions["matching"].correct) == {"a": "a", "b": "b"}
    assert str(questions["long_text"].rubric[0].points) == "2.5"
    assert (await page.get(done.headers["location"])).status_code == 200
    assert (await page.get(draft)).status_code == 404  # it is published and gone


async def test_what_is_missing_is_said_beside_its_field_and_in_a_list(browser):
    page = await browser()
    draft = await begin(page)
    address = await add(page, draft, "number", prompt="", answer="lots")
    shown = await page.get(address)
    assert "Please fill this in." in shown.text
    assert "This must be a number." in shown.text
    assert 'value="lots"' in shown.text
    asked = await page.get(f"{draft}/publish")
    assert "2 things are still to be done" in asked.text
    refused = await page.post(f"{draft}/publish", data={"revision": "3"})
    assert refused.status_code == 409


async def test_questions_are_moved_copied_deleted_and_put_back(browser):
    page = await browser()
    draft = await begin(page)
    first = await add(page, draft, "number", prompt="First", answer="1")
    second = await add(page, draft, "number", prompt="Second", answer="2")
    await page.post(f"{second}/move", data={"by": "-1"})
    shown = (await page.get(draft)).text
    assert shown.index("Second") < shown.index("First")
    await page.post(f"{first}/move", data={"section": "0", "to": "0"})
    await page.post(f"{first}/duplicate")
    gone = await page.post(f"{first}/remove")
    shown = await page.get(gone.headers["location"])
    assert "Deleted the question" in shown.text
    assert (await page.get(first)).status_code == 404
    back = await page.post(f"{draft}/put-back", data={"name": value_of(shown.text, "name")})
    assert back.headers["location"].endswith("/questions/q1")
    await page.post(f"{draft}/sections")
    shown = (await page.get(draft)).text
    assert "Section 1" in shown
    assert "Section 2" in shown
    assert (await save(page, f"{draft}/sections/1", title="Last", draw="1")).status_code == 303
    await page.post(f"{draft}/sections/1/move", data={"by": "-1"})
    await page.post(f"{draft}/sections/1/remove")
    assert (await page.get(first)).status_code == 404


@pytest.mark.usefixtures("quiz")
async def test_who_saves_over_another_is_shown_both(browser):
    mine = await browser()
    begun = await mine.post("/console/activities/sums/edit")
    address = f"{begun.headers['location']}/questions/dozen"
    basis = value_of((await mine.get(address)).text, "basis")
    fields = {"prompt": "Theirs", "answer": "12"}
    assert (await save(mine, address, **fields)).status_code == 303
    late = await mine.post(address, data={"basis": basis, "prompt": "Mine", "answer": "13"})
    assert late.status_code == 409
    assert "Theirs" in late.text
    assert "Mine" in late.text
    again = await mine.post(
        address, data={"basis": value_of(late.text, "basis"), "prompt": "Mine", "answer": "13"}
    )
    assert again.status_code == 303
    elsewhere = f"{begun.headers['location']}/questions/heavy"
    assert "950 g" in (await mine.get(elsewhere)).text


@pytest.mark.usefixtures("quiz")
async def test_what_changed_is_said_before_publishing_and_after(browser):
    page = await browser(MemberRole.RECRUITER)
    draft = (await page.post("/console/activities/sums/edit")).headers["location"]
    assert "Nothing is" in (await page.get(f"{draft}/publish")).text
    await save(page, f"{draft}/questions/dozen", prompt="3 × 4?", answer="13")
    await add(page, draft, "long_text", prompt=HOSTILE)
    asked = await page.get(f"{draft}/publish")
    assert "Right number" in asked.text
    assert "<script>alert" not in asked.text
    assert "&lt;script&gt;" in asked.text
    data = {"revision": value_of(asked.text, "revision")}
    assert (await page.post(f"{draft}/publish", data=data)).status_code == 303
    history = await page.get("/console/activities/sums/history")
    assert "From version 1 to 2" in history.text
    assert "Ọlá recruiter" in history.text
    older = await page.post("/console/activities/sums/edit", data={"version": "1"})
    assert 'value="12"' in (await page.get(f"{older.headers['location']}/questions/dozen")).text


@pytest.mark.usefixtures("quiz")
async def test_drafts_are_discarded_and_come_back(browser):
    page = await browser()
    draft = (await page.post("/console/activities/sums/edit")).headers["location"]
    await page.post(f"{draft}/discard")
    assert (await page.get(draft)).status_code == 404
    assert (await page.post(f"{draft}/restore")).headers["location"] == draft
    assert "is changing this" in (await page.get("/console/activities/sums")).text


@pytest.mark.usefixtures("quiz")
async def test_tracks_and_interviews_are_written(browser):
    page = await browser()
    interview = await begin(page, "interview", "Talk")
    await add(page, interview, "audio", prompt="Who are you?", answer_seconds="60")
    await add(page, interview, "long_text", prompt="Why us?")
    revision = value_of((await page.get(f"{interview}/publish")).text, "revision")
    assert (await page.post(f"{interview}/publish", data={"revision": revision})).status_code == 303
    track = await begin(page, "track", "東京の採用")
    for word in ("activity", "review"):
        await page.post(f"{track}/stages", data={"type": word})
    await save(page, f"{track}/stages/0", activity="sums", advance="finished")
    await save(page, f"{track}/stages/1", review="Decision", instructions="Look twice")
    await page.post(f"{track}/stages/1/move", data={"by": "-1"})
    assert "nothing to review yet" in (await page.get(f"{track}/publish")).text
    await page.post(f"{track}/stages/0/move", data={"by": "1"})
    assert "Decision" in (await page.get(f"{track}/preview")).text
    revision = value_of((await page.get(f"{track}/publish")).text, "revision")
    done = await page.post(f"{track}/publish", data={"revision": revision})
    assert done.headers["location"].endswith("/console/activities/track")
    assert (await page.get(done.headers["location"])).status_code == 200


async def test_a_picture_is_added_shown_and_exported(browser):
    page = await browser()
    draft = await begin(page)
    address = await add(page, draft, "number", prompt="How many?", answer="3")
    shown = await page.get(address)
    form = {"basis": value_of(shown.text, "basis"), "prompt": "How many?", "answer": "3"}
    files = {"picture": ("my chart.png", PNG, "image/png")}
    refused = await page.post(address, data=form, files=files)
    assert refused.status_code == 422
    assert "Say in words" in refused.text
    kept = await page.post(address, data=form | {"picture_words": "A chart"}, files=files)
    assert kept.status_code == 303, kept.text
    preview = (await page.get(f"{draft}/preview/1")).text
    image = preview.split('<img src="', 1)[1].split('"', 1)[0]
    assert (await page.get(image)).content == PNG
    revision = value_of((await page.get(f"{draft}/publish")).text, "revision")
    done = await page.post(f"{draft}/publish", data={"revision": revision})
    packed = await page.get(f"{done.headers['location']}/export")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert len(archive.namelist()) == 2
    again = await page.post(
        "/console/activities/import", files={"files": ("a.zip", packed.content)}
    )
    assert "Unchanged" in again.text


@pytest.mark.usefixtures("quiz")
async def test_files_are_rehearsed_then_imported(browser, database, employer):
    page = await browser()
    wrong = QUIZ.replace("correct: a", "correct: z")
    refused = await page.post(
        "/console/activities/import", files={"files": ("sums.yaml", wrong.encode())}
    )
    assert refused.status_code == 422
    assert "questions[2].correct" in refused.text
    new = QUIZ.replace("key: sums", "key: more").replace("title: Sums", "title: More")
    files = [
        ("files", ("sums.yaml", QUIZ.replace("12}", "13}").encode())),
        ("files", ("more.yaml", new.encode())),
    ]
    plan = await page.post("/console/activities/import", files=files)
    assert "Import 2 activities" in plan.text
    assert await catalog.find(database, employer.organization.id, "more") is None
    fields = {"name": [], "text": [], "images": []}
    for part in plan.text.split('name="name"')[1:]:
        fields["name"].append(part.split('value="', 1)[1].split('"', 1)[0])
        fields["text"].append(value_of(part, "text"))
        fields["images"].append(value_of(part, "images"))
    done = await page.post("/console/activities/import/do", data=fields)
    assert done.status_code == 303, done.text
    found = await catalog.find(database, employer.organization.id, "sums")
    assert found.current_version == 2


@pytest.mark.usefixtures("quiz")
async def test_the_list_finds_filters_archives_and_offers_examples(browser):
    page = await browser()
    assert "Sums" in (await page.get("/console/activities?q=sUm")).text
    assert "Nothing is found" in (await page.get("/console/activities?q=zebra")).text
    await page.post("/console/activities/sums/archive")
    assert "Sums" not in (await page.get("/console/activities?q=")).text.replace("“Sums”", "")
    assert "Sums" in (await page.get("/console/activities?archived=yes")).text
    await page.post("/console/activities/sums/restore")
    await page.post("/console/activities/examples")
    listed = (await page.get("/console/activities")).text
    assert "Customer support in written English" in listed
    copied = await page.post("/console/activities/sums/duplicate")
    assert 'value="Copy of Sums"' in (await page.get(copied.headers["location"])).text


async def test_an_empty_house_is_taught(browser, employer):
    page = await browser()
    for one in employer.activities:
        await page.post(f"/console/activities/{one}/archive")
    assert "Add the examples" in (await page.get("/console/activities")).text


@pytest.mark.usefixtures("quiz")
async def test_who_may_only_read_is_offered_no_more(browser):
    page = await browser(MemberRole.AUDITOR)
    for address in ("", "/sums", "/sums/history", "/sums/preview/1", "/sums/export"):
        shown = await page.get(f"/console/activities{address}")
        assert shown.status_code == 200
        assert "/edit" not in shown.text
    assert (await page.post("/console/activities/sums/edit")).status_code == 403
    assert (await page.get("/console/activities/new")).status_code == 403


async def test_another_house_sees_nothing(browser, other_employer, quiz):
    page = await browser(of=other_employer)
    assert (await page.get("/console/activities/sums")).status_code == 404
    assert (await page.get(f"/console/activities/{quiz.typeid}/preview/1")).status_code == 404
    assert (await page.get("/console/activities/drafts/dra_nothing")).status_code == 404


async def test_statistics_say_what_is_missing_and_then_how_hard_questions_are(
    browser, quiz, employer
):
    page = await browser(MemberRole.REVIEWER)
    shown = await page.get("/console/activities/sums/statistics")
    assert "20 complete attempts are missing" in shown.text
    employer.activities["sums"] = quiz
    for number in range(20):
        taker = await start(employer, "sums", Guest(f"p{number}@example.com", f"Person {number}"))
        await taker.save("dozen", "12" if number % 3 else "11")
        await taker.save("heavy", "a" if number % 2 else "b")
        await settle(employer, await taker.submit())
    shown = await page.get("/console/activities/sums/statistics")
    assert "From 20 complete attempts" in shown.text
    assert "50%" in shown.text
    listed = await page.get("/console/activities?q=sums")
    assert "100%" in listed.text
