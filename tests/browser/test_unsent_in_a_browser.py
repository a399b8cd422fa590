"""What only this browser has reaches the server from any page of the attempt, before Submit does."""

import pytest
from playwright.async_api import expect

from muster.features import catalog

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """
key: letters
kind: assessment
title: Letters
sections:
  - title: Writing
    questions:
      - {id: word, type: short_text, prompt: "What is hard outside?", accept: [crust]}
      - {id: letter, type: long_text, prompt: "Write a reply."}
"""
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('muster:draft:')).length"


@pytest.fixture
async def cut_off(house, clock, open_page):
    """A page on which a word was written that could not be sent, and its attempt's address."""
    employer = house.employer
    source = catalog.SourceFile("letters.yaml", SOURCE)
    imported = await catalog.import_files(
        employer.database, employer.organization.id, [source], clock
    )
    employer.activities["letters"] = imported[0].activity
    page = await open_page(viewport={"width": 390, "height": 844})
    await page.goto(await house.link("letters"))
    await page.get_by_role("button", name="Open my invitation").click()
    await page.get_by_label("I agree").check()
    await page.get_by_role("button", name="Start now").click()
    await page.get_by_label("Your answer").wait_for()
    await page.wait_for_load_state()
    await page.context.set_offline(True)
    await page.get_by_label("Your answer").fill("crust")
    await expect(page.locator("#saving")).to_contain_text("kept in this browser")
    # The last words of a page that goes would be sent past any route, and even after it is gone.
    await page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('cut')) }")
    other = await page.context.new_page()
    address = page.url.rpartition("/")[0]
    await page.close()
    await other.context.route("**/answers/word", lambda route: route.abort())
    await other.context.set_offline(False)
    return other, address


def note(page):
    return page.locator("[data-unsent]")


async def submit(page) -> None:
    if not await page.locator("details.final").evaluate("one => one.open"):
        await page.locator("details.final summary").click()
    await page.locator("#submit button").click()


async def word(house) -> str | None:
    return (await house.employer.fetch("select value from place where item = 'word'"))[0]["value"]


async def state(house) -> str:
    return (await house.employer.fetch("select state from attempt"))[0]["state"]


@pytest.mark.parametrize("onwards", ["2", "review"])
async def test_another_page_sends_what_the_question_could_not(cut_off, house, onwards):
    page, attempt = cut_off
    await page.goto(f"{attempt}/{onwards}")
    await expect(note(page)).to_contain_text("kept in this browser: Question 1")
    await page.context.unroute("**/answers/word")
    await expect(note(page)).to_be_hidden()
    assert await word(house) == '"crust"'
    await page.wait_for_function(f"{KEPT} === 0")


async def test_submit_sends_it_first(cut_off, house):
    page, attempt = cut_off
    await page.goto(f"{attempt}/review")
    await expect(note(page).get_by_role("link")).to_have_text("Question 1")
    await page.locator("details.final summary").click()
    await page.context.unroute("**/answers/word")
    await submit(page)
    await page.wait_for_url("**/thanks")
    assert await word(house) == '"crust"'
    await page.wait_for_function(f"{KEPT} === 0")


async def test_submit_without_it_is_a_second_press_and_thanks_keeps_it_until_answered(
    cut_off, house
):
    page, attempt = cut_off
    await page.goto(f"{attempt}/review")
    await submit(page)
    await expect(page.locator("#submit-said")).to_contain_text("Not submitted yet")
    assert await state(house) == "running"
    await page.get_by_role("button", name="Submit without them").click()
    await page.wait_for_url("**/thanks")
    await expect(note(page)).to_contain_text("Question 1")
    assert await page.evaluate(KEPT) == 1
    await page.context.unroute("**/answers/word")
    await expect(note(page)).to_contain_text("came after the time was up")
    await page.wait_for_function(f"{KEPT} === 0")
    assert await word(house) is None


async def test_a_conflict_leads_to_its_question(cut_off, house):
    page, attempt = cut_off
    # Not a page's request: no route is in its way.
    (row,) = await house.employer.fetch("select revision from place where item = 'word'")
    answered = await page.context.request.put(
        f"{attempt}/answers/word",
        data={"epoch": 1, "revision": row["revision"], "value": "bark"},
        headers={"Origin": house.address, "Sec-Fetch-Site": "same-origin"},
    )
    assert answered.ok
    await page.context.unroute("**/answers/word")
    await page.goto(f"{attempt}/review")
    await expect(note(page)).to_contain_text("Also changed elsewhere")
    kept = await house.employer.fetch("select value from answer_revision where side = 'conflict'")
    assert [row["value"] for row in kept] == ['"crust"']
    await note(page).get_by_role("link", name="Question 1").click()
    await expect(page.locator("#conflict .value")).to_have_text(["crust", "bark"])
