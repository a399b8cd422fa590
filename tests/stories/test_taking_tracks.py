"""The example track: one candidate comes through all its stages, another one ends at the first."""

import pytest
from playwright.async_api import expect
from story_office import attempt_of
from story_taker import Keys, Taker, right_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRACK = "customer-support-hiring"
RIGHT = right_answers("customer-support-english") | right_answers("customer-support-interview")
RATING = {
    "Understands the customer": 2,
    "Is correct and complete": 3,
    "Says what to do next": 1,
    "Reads well": 2.5,
}
ADA, BO = "ada.track@example.com", "bo.track@example.com"


def heading(page, level: int = 1):
    return page.get_by_role("heading", level=level)


async def standing(page) -> list[str]:
    """The words beside each step."""
    lines = page.locator("ol.steps > li")
    return await lines.evaluate_all(
        "(all) => all.map((one) => one.querySelector('.status')?.textContent.trim() ?? '')"
    )


def application(office, address: str) -> dict:
    page = office.get(f"/v1/tracks/{TRACK}/applicants?email={address}")
    return office.get(f"/v1/applications/{page['data'][0]['id']}")


def rate(office, attempt: str) -> None:
    body = {"reviewer": "ines", "criteria": RATING, "comment": "Kind and complete."}
    office.ask("PUT", f"/v1/attempts/{attempt}/ratings/reply", json=body)


async def test_a_candidate_comes_through_three_stages_to_the_end(office, open_page):
    link = office.invite(TRACK, ADA, "Ada Nwosu")
    page = await open_page()
    ada = Taker(page, RIGHT, Keys)
    await ada.open(link)
    await expect(page.locator("ol.steps > li")).to_have_count(3)
    await ada.press_on("Begin")
    await ada.start()
    await ada.walk()
    await ada.submit()
    assert {"ordering", "matching"} < ada.met
    first = attempt_of(page.url)
    assert office.answers(first) == ada.given

    # Until somebody has rated the mail, nobody knows whether it was passed.
    await expect(heading(page, 2).first).to_contain_text("Northwind’s turn")
    assert office.score(first)["waiting"] == 1
    rate(office, first)
    score = office.score(first)
    assert (score["complete"], score["passed"]) == (True, True)
    assert score["points"] == score["of"] - 1.5

    assert office.link_of(ADA, letter=2) == link
    await ada.open(link)
    assert await standing(page) == ["Completed", "Open", ""]
    await expect(page.get_by_text("Step 2 of 3")).to_be_visible()
    await ada.press_on("See what to expect")
    await ada.start()
    await ada.answer()
    await ada.go_on()
    await page.goto(page.url.rpartition("/")[0] + "/review")
    await expect(page.get_by_text("5 questions have no answer yet.")).to_be_visible()
    await ada.submit()
    second = attempt_of(page.url)
    assert list(office.answers(second)) == ["warm-up"]
    await expect(heading(page, 2).first).to_contain_text("Northwind’s turn")

    await ada.press_on("See where I am")
    assert await standing(page) == ["Completed", "Completed", "Being looked at"]
    known = application(office, ADA)
    assert (known["status"], known["current"], known["score"]) == ("review", 3, score["percent"])
    decided = office.ask("POST", f"/v1/applications/{known['id']}/advance", json={"stage": 3})
    assert (decided["status"], decided["changed"]) == ("completed", True)
    await page.reload()
    await expect(page.get_by_text("Thank you, Ada Nwosu")).to_be_visible()
    assert len(office.letters(ADA)) == 2


async def test_who_does_not_pass_is_told_kindly_that_this_is_the_end(office, open_page):
    link = office.invite(TRACK, BO, "Bo Öztürk")
    page = await open_page(java_script_enabled=False)
    bo = Taker(page, RIGHT)
    await bo.open(link)
    await bo.press_on("Begin")
    await bo.start()
    await page.goto(page.url.partition("/section")[0] + "/review")
    await expect(page.locator(".box.warn")).to_contain_text("4 sections are still to come.")
    await expect(page.locator(".line-state", has_text="Still to come")).to_have_count(4)
    await expect(page.get_by_role("link", name="Go to this section")).to_have_count(4)
    await bo.submit()
    await expect(heading(page, 2).first).to_contain_text("You have reached the end of")
    await expect(page.get_by_text("You will hear from Northwind.")).to_be_visible()
    known = application(office, BO)
    assert (known["status"], known["outcome"]) == ("rejected", "rejected")
    assert [stage["state"] for stage in known["stages"]] == ["rejected", "ahead", "ahead"]
    await page.goto(link)
    await expect(page.get_by_text("nothing left for you to do")).to_be_visible()
    assert len(office.letters(BO)) == 1
