"""Activities in the console: the list, files, pictures, statistics, who may see what."""

import io
import zipfile

import pytest
from activity_drafts import QUIZ, add, begin, import_quiz, value_of

from muster.features import catalog
from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import settle, start

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)


@pytest.fixture
async def quiz(employer):
    return await import_quiz(employer)


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
