"""Taking an activity as candidates do it: with a keyboard, a bad network, two devices, a clock."""

import asyncio
import json
from datetime import timedelta

import pytest
from playwright.async_api import expect

from muster.features import catalog

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
JOURNEY = """
key: journey
kind: assessment
title: A day at the counter
time_limit_minutes: 30
sections:
  - title: Situations
    questions:
      - {id: one, type: single_choice, prompt: "Which is a loaf?", options: {a: Rye, b: Granite}, correct: a, required: true}
      - {id: several, type: multiple_choice, prompt: "Which are grains?", options: {a: Rye, b: Spelt, c: Chalk}, correct: [a, b]}
      - {id: word, type: short_text, prompt: "What is hard outside?", accept: [crust]}
      - {id: sum, type: number, prompt: "Three times four?", answer: 12}
      - {id: order, type: ordering, prompt: "Sort them.", options: {a: Mix, b: Knead, c: Bake}, correct: [a, b, c]}
      - {id: pairs, type: matching, prompt: "Who?", items: {a: Van, b: Bill}, options: {x: Logistics, y: Accounting}, correct: {a: x, b: y}}
  - title: Writing
    time_limit_minutes: 10
    questions:
      - {id: letter, type: long_text, prompt: "Write a reply.", min_words: 3}
"""


@pytest.fixture
async def started(house, clock, open_page):
    """A page on which the journey has been started, and its attempt's address."""
    employer = house.employer
    source = catalog.SourceFile("journey.yaml", JOURNEY)
    imported = await catalog.import_files(
        employer.database, employer.organization.id, [source], clock
    )
    employer.activities["journey"] = imported[0].activity
    house.invited = await house.link("journey")
    page = await open_page(viewport=PHONE)
    await start(page, house.invited)
    return page, page.url.rpartition("/")[0]


async def start(page, link: str) -> None:
    await page.goto(link)
    await page.get_by_role("button", name="Open my invitation").click()
    await page.get_by_label("I agree").check()
    await page.get_by_role("button", name="Start now").click()
    await expect(heading(page)).to_contain_text("Question 1 of 7")


def heading(page):
    return page.get_by_role("heading", level=1)


def saved(page):
    return page.locator("#saving[data-state=saved]")


async def answers(house) -> dict[str, object]:
    rows = await house.employer.fetch("select item, value from place where revision > 0")
    return {row["item"]: json.loads(row["value"]) if row["value"] else None for row in rows}


async def tab_to(page, name: str) -> None:
    for _ in range(25):
        await page.keyboard.press("Tab")
        said = await page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
        )
        if name in said:
            return
    raise AssertionError(f"the Tab key never reaches {name}")


async def go_on(page) -> None:
    await tab_to(page, "Save and go on")
    await page.keyboard.press("Enter")


async def test_the_whole_journey_by_keyboard_alone(started, house):
    page, _ = started
    await tab_to(page, "Rye")
    await page.keyboard.press("Space")
    await expect(saved(page)).to_be_visible()
    await go_on(page)
    await expect(heading(page)).to_contain_text("Question 2")
    for grain in ("Rye", "Spelt"):
        await tab_to(page, grain)
        await page.keyboard.press("Space")
    await go_on(page)
    await expect(heading(page)).to_contain_text("Question 3")
    await tab_to(page, "Your answer")
    await page.keyboard.type("crust")
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_contain_text("Question 4")
    await tab_to(page, "Your answer")
    await page.keyboard.type("12")
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_contain_text("Question 5")
    await tab_to(page, "Down:")
    await page.keyboard.press("Enter")
    await go_on(page)
    await expect(heading(page)).to_contain_text("Question 6")
    for team in ("Van", "Bill"):
        await tab_to(page, team)
        await page.keyboard.press("ArrowDown")
    await go_on(page)
    await expect(heading(page)).to_have_text("Writing")
    await tab_to(page, "Begin this section")
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_contain_text("Question 7")
    await tab_to(page, "Your answer")
    await page.keyboard.type("We are sorry, and a new one is baked.")
    await tab_to(page, "Finish this section")
    await page.keyboard.press("Enter")
    await expect(heading(page)).to_have_text("End of this section")
    given = await answers(house)
    assert (given["one"], sorted(given["several"])) == ("a", ["a", "b"])
    assert (given["word"], given["sum"]) == ("crust", "12")
    assert (sorted(given["order"]), given["pairs"].keys()) == (["a", "b", "c"], {"a", "b"})
    assert given["letter"].startswith("We are sorry")


async def test_writing_is_saved_by_itself_and_back_after_a_reload(started, house):
    page, attempt = started
    await page.goto(f"{attempt}/3")
    await page.get_by_label("Your answer").fill("crust")
    await expect(saved(page)).to_contain_text("Saved at")
    assert (await answers(house))["word"] == "crust"
    await page.reload()
    await expect(page.get_by_label("Your answer")).to_have_value("crust")


async def test_without_a_network_the_text_stays_here_and_is_sent_later(started, house):
    page, attempt = started
    await page.goto(f"{attempt}/3")
    await page.context.set_offline(True)
    await page.get_by_label("Your answer").fill("crust")
    await expect(page.locator("#saving")).to_contain_text("kept in this browser")
    assert "word" not in await answers(house)
    await page.get_by_role("button", name="Save and go on").click()
    await expect(page.locator("#saving")).to_contain_text("Going on as soon as")
    await page.context.set_offline(False)
    await expect(heading(page)).to_contain_text("Question 4")
    assert (await answers(house))["word"] == "crust"
    async with asyncio.timeout(30):
        while not await house.employer.fetch(  # noqa: ASYNC110 -- the page tells nobody
            "select 1 from event where type = 'signal.network_gap'"
        ):
            await asyncio.sleep(0.02)


async def test_a_crash_before_the_network_is_back_loses_nothing(started, house):
    page, attempt = started
    await page.goto(f"{attempt}/3")
    await page.route("**/answers/word", lambda route: route.abort())
    await page.get_by_label("Your answer").fill("crust")
    await expect(page.locator("#saving")).to_contain_text("kept in this browser")
    other = await page.context.new_page()
    await page.close()
    await other.goto(f"{attempt}/3")
    await expect(other.get_by_label("Your answer")).to_have_value("crust")
    await expect(saved(other)).to_be_visible()
    assert (await answers(house))["word"] == "crust"


async def test_two_tabs_with_different_texts_show_both_to_choose_from(started, house):
    page, attempt = started
    await page.goto(f"{attempt}/3")
    other = await page.context.new_page()
    await other.goto(f"{attempt}/3")
    await page.get_by_label("Your answer").fill("crust")
    await expect(saved(page)).to_be_visible()
    await other.get_by_label("Your answer").fill("bark")
    box = other.locator("#conflict")
    await expect(box).to_contain_text("This answer was also changed elsewhere")
    await expect(box.locator(".value")).to_have_text(["bark", "crust"])
    assert (await answers(house))["word"] == "crust"
    await box.get_by_role("button", name="Take this one").first.click()
    await expect(saved(other)).to_be_visible()
    assert (await answers(house))["word"] == "bark"


async def test_the_newer_device_writes_and_the_older_one_says_so(started, house, open_page):
    older, attempt = started
    await older.goto(f"{attempt}/3")
    newer = await open_page()
    await newer.goto(house.invited)
    await newer.get_by_role("button", name="Continue").click()
    await expect(heading(newer)).to_have_text("Continue on this device?")
    await newer.get_by_role("button", name="Continue here").click()
    await expect(heading(newer)).to_contain_text("Question 1 of 7")
    await older.get_by_label("Your answer").fill("crust")
    await expect(older.locator("#conflict")).to_contain_text("Another device has taken over")
    assert "word" not in await answers(house)
    await older.get_by_role("link", name="What I can do").click()
    await older.get_by_role("button", name="Continue here").click()
    await expect(heading(older)).to_contain_text("Question 1 of 7")


async def test_when_the_time_is_up_the_text_is_saved_and_all_is_handed_in(started, house, clock):
    page, attempt = started
    clock.advance(minutes=29, seconds=55)
    await page.goto(f"{attempt}/3")
    await page.get_by_label("Your answer").fill("crust")
    clock.advance(seconds=6)
    await expect(heading(page)).to_contain_text("have arrived")
    assert (await answers(house))["word"] == "crust"


async def test_the_clock_can_be_hidden_and_stays_so(started):
    page, attempt = started
    clock = page.locator(".clock-now")
    await page.get_by_role("button", name="Hide the clock").click()
    await expect(clock).to_be_hidden()
    await page.goto(f"{attempt}/2")
    await expect(clock).to_be_hidden()
    await page.get_by_role("button", name="Show the clock").click()
    await expect(clock).to_be_visible()


async def test_five_minutes_before_the_end_it_is_said_aloud(started, clock):
    page, attempt = started
    clock.advance(minutes=24, seconds=58)
    await page.goto(f"{attempt}/2")
    await expect(page.locator("#clock-said")).to_have_text("5 minutes left")


async def test_more_time_shows_without_loading_the_page_anew(started, house):
    page, _ = started
    await house.employer.change(
        "update attempt set ends_at = ends_at + $1, due_at = due_at + $1", timedelta(minutes=30)
    )
    await expect(page.locator("#clock-toggle")).to_be_visible()
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("#clock-text")).to_contain_text("59:")


async def test_what_is_pasted_is_noted_by_its_length_only(started, house):
    page, attempt = started
    await page.goto(f"{attempt}/3")
    async with page.expect_response("**/signals") as sent:
        await page.get_by_label("Your answer").evaluate(
            """field => {
                const data = new DataTransfer();
                data.setData("text", "secret words");
                field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
            }"""
        )
    assert (await sent.value).status == 204
    (event,) = await house.employer.fetch("select data from event where type = 'signal.pasted'")
    assert json.loads(event["data"])["length"] == 12
    assert "secret" not in event["data"]


async def test_a_choice_can_be_taken_back(started, house):
    page, _ = started
    await page.get_by_label("Rye").check()
    await expect(saved(page)).to_be_visible()
    await page.get_by_role("button", name="Clear my answer").click()
    await expect(page.get_by_label("Rye")).not_to_be_checked()
    await expect(page.get_by_role("button", name="Clear my answer")).to_be_hidden()
    await page.get_by_role("button", name="Save and go on").click()
    await expect(heading(page)).to_contain_text("Question 2")
    assert (await answers(house))["one"] is None


async def test_the_map_leads_to_any_question_and_saves_first(started, house):
    page, _ = started
    await page.get_by_label("Rye").check()
    await page.get_by_role("button", name="All questions").click()
    await page.locator("#map").get_by_role("button", name="4 : not answered").click()
    await expect(heading(page)).to_contain_text("Question 4")
    assert (await answers(house))["one"] == "a"
