"""The editor of activities: every type of question, what is missing, conflicts, publishing."""

import pytest
from activity_drafts import add, begin, import_quiz, save, value_of

from muster.features import catalog
from muster.features.members import MemberRole

HOSTILE = "<script>alert(1)</script> \u202eعنون"
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


@pytest.fixture
async def quiz(employer):
    return await import_quiz(employer)


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
    assert "The question was deleted." in shown.text
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


async def test_what_no_form_of_a_part_shows_is_told_before_publishing(browser):
    page = await browser()
    draft = await begin(page)  # without any question
    asked = await page.get(f"{draft}/publish")
    assert asked.status_code == 200
    assert "Settings" in asked.text


async def test_titles_have_no_controls(browser):
    page = await browser()
    draft = await begin(page, title="Sums\x00")
    assert "Sums</" in (await page.get(draft)).text
