"""What happens to people: the network goes, another device, the time is up. Nothing is lost."""

import secrets

import pytest
from playwright.async_api import expect
from story_office import attempt_of
from story_program import eventually
from story_taker import Taker, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOOKS = "bookkeeping-basics"
MINUTES = 50
WORD, ESSAY = 7, 20
"""The numbers of a question with a line to write and of one with a page to write."""


@pytest.fixture
async def begun(office, open_page):
    """Somebody at the first question, and the link."""
    link = office.invite(BOOKS, f"guest.{secrets.token_hex(4)}@example.com")
    taker = Taker(await open_page(), right_answers(BOOKS))
    await taker.open(link)
    await taker.start()
    await taker.answer()
    await taker.go_on()
    return taker, link


def field(page):
    return page.locator("#field")


def saving(page):
    return page.locator("#saving")


async def turn_to(page, number: int) -> None:
    await page.goto(f"{page.url.rpartition('/')[0]}/{number}")


async def test_without_a_network_nothing_is_lost_and_the_clock_ends_it_in_order(office, begun):
    taker, _ = begun
    page, attempt = taker.page, attempt_of(taker.page.url)
    await turn_to(page, ESSAY)
    await field(page).press_sequentially("I compare ")
    await page.context.set_offline(True)
    await field(page).press_sequentially("the bank’s list ")
    await expect(saving(page)).to_have_attribute("data-state", "unsaved")
    await expect(saving(page)).to_contain_text("kept in this browser")
    await field(page).press_sequentially("with the books.")
    await page.context.set_offline(False)
    await expect(saving(page)).to_have_attribute("data-state", "saved")
    written = "I compare the bank’s list with the books."
    assert office.answers(attempt)["find-the-difference"] == written

    await office.move_clock(attempt, MINUTES * 60 - 10)
    await page.reload()
    await field(page).press("End")
    await field(page).press_sequentially(" Then I")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("your answers")
    assert page.url.endswith("/thanks")
    assert office.answers(attempt) == taker.given | {"find-the-difference": f"{written} Then I"}
    assert office.score(attempt)["waiting"] == 1


async def test_a_second_device_goes_on_and_the_server_submits_what_was_saved(
    office, begun, open_page
):
    taker, link = begun
    page, attempt = taker.page, attempt_of(taker.page.url)
    await turn_to(page, WORD)
    await field(page).fill("trial")
    await expect(saving(page)).to_have_attribute("data-state", "saved")

    phone = Taker(await open_page(viewport={"width": 390, "height": 844}), {})
    await phone.open(link)
    await expect(phone.page.get_by_role("heading", level=1)).to_have_text(
        "Continue on this device?"
    )
    await phone.press_on("Continue here")
    await turn_to(phone.page, WORD)
    await expect(field(phone.page)).to_have_value("trial")
    await field(phone.page).fill("trial balance")
    await expect(saving(phone.page)).to_have_attribute("data-state", "saved")

    await field(page).fill("trial and error")
    await expect(page.locator("#conflict")).to_contain_text("Another device has taken over")
    (row,) = [
        one
        for one in office.get(f"/v1/attempts/{attempt}/answers?history=true")["data"]
        if one["question"] == "trial-balance"
    ]
    assert row["value"] == "trial balance"
    told = [(one["side"], one["value"]) for one in row["history"]]
    assert told == [
        ("saved", "trial"),
        ("saved", "trial balance"),
        ("conflict", "trial and error"),
    ]
    signals = office.get(f"/v1/attempts/{attempt}/signals")["data"]
    assert [one["kind"] for one in signals] == ["second_device"]

    await phone.page.close()
    await office.move_clock(attempt, MINUTES * 60 + 31)
    eventually(lambda: office.get(f"/v1/attempts/{attempt}")["ended_by"] == "time")
    assert office.answers(attempt) == taker.given | {"trial-balance": "trial balance"}
    await page.goto(link)
    await expect(page.get_by_text("All done, thank you")).to_be_visible()
