from itertools import cycle

import pytest
from playwright.async_api import expect
from track_states import ALL as STATES

from muster.base.language import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 390, "height": 844}
BOXES = {"radio", "checkbox"}
"""Small by themselves; the whole line is the target."""


async def press_tab_until(page, name):
    """Go on with the Tab key until the focus is on what is called so; return how many it took."""
    for presses in range(1, 30):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if name in (await focused.text_content() or ""):
            return presses
    raise AssertionError(f"the Tab key never reaches {name}")


async def test_the_way_from_the_mail_to_start_by_keyboard_alone(portal, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(portal[0])
    await press_tab_until(page, "Open my invitation")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("The quiz")
    await press_tab_until(page, "Practice question")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Practice question")
    await press_tab_until(page, "Back to the overview")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("The quiz")
    await press_tab_until(page, "Ask for an accommodation")


async def test_the_first_tab_offers_to_skip_to_the_content(states, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{states}/landing-assessment")
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Skip to the content")
    await expect(page.locator(":focus")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_a_second_link_joins_the_first_on_the_page(portal, open_page):
    page = await open_page()
    for link in portal:
        await page.goto(link)
        await page.get_by_role("button", name="Open my invitation").click()
    await page.goto(portal[0].split("/i/")[0] + "/home")
    await expect(page.get_by_role("link", name="See what to expect")).to_have_count(2)


async def test_the_address_and_the_history_hold_no_token_after_opening(portal, open_page):
    page = await open_page()
    asked = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 -- playwright marks its handlers, and a builtin cannot be marked
    await page.goto(portal[0])
    await page.get_by_role("button", name="Open my invitation").click()
    await page.wait_for_url("**/start")
    referrers = {(await request.all_headers()).get("referer") for request in asked}
    assert referrers <= {None, ""}
    assert "/i/" not in page.url


async def test_a_link_with_its_token_in_the_fragment_leads_to_the_landing(portal, open_page):
    page = await open_page()
    address, token = portal[0].split("/i/")
    await page.goto(f"{address}/#?sessionToken={token}")
    await page.wait_for_url(portal[0])
    await expect(page.get_by_role("button", name="Open my invitation")).to_be_visible()


async def test_without_scripts_the_way_is_the_same(portal, open_page):
    page = await open_page(java_script_enabled=False)
    await page.goto(portal[0])
    await page.get_by_role("button", name="Open my invitation").click()
    await page.get_by_label("I agree").check()
    await page.get_by_role("button", name="Start now").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 1")


async def test_the_language_is_changed_and_kept_on_the_way(portal, open_page):
    page = await open_page()
    await page.goto(portal[0])
    await page.locator(".languages summary").click()
    await page.get_by_role("link", name="Deutsch").click()
    await page.get_by_role("button", name="Meine Einladung öffnen").click()
    await page.get_by_label("Ich bin einverstanden").check()
    await page.get_by_role("button", name="Jetzt starten").click()
    await expect(page.locator("html")).to_have_attribute("lang", "de")


async def test_the_readers_own_time_stands_beside_the_employers(states, open_page):
    away = await open_page(timezone_id="America/New_York")
    await away.goto(f"{states}/landing-assessment")
    await expect(away.locator(".here")).to_have_text(
        "Your local time: Sunday, March 15 at 12:00\u202fPM"
    )
    near = await open_page(timezone_id="Europe/Paris")
    await near.goto(f"{states}/landing-assessment")
    await expect(near.locator(".here")).to_have_count(0)


async def test_no_page_has_a_barrier_by_day_or_night_or_scrolls_sideways(
    states, open_page, complaints_of_axe
):
    """Each page once, in a language by turns; of what axe minds only contrast changes at night."""
    # Without motion, or colours would still be on their way from day to night.
    page = await open_page(viewport=PHONE, reduced_motion="reduce")
    found = {}
    for state, language in zip(STATES, cycle(("en", "de", "ar")), strict=False):
        await page.goto(f"{states}/{state}?lang={language}")
        found[state] = await complaints_of_axe(page)
        await page.emulate_media(color_scheme="dark")
        found[state] += await complaints_of_axe(page, "color-contrast")
        await page.emulate_media(color_scheme="light")
        await page.set_viewport_size({"width": 320, "height": 256})
        found[state] += await too_wide(page)
        await page.set_viewport_size(PHONE)
    assert [f"{state}: {one}" for state, said in found.items() for one in said] == []


async def too_wide(page) -> list[str]:
    width = await page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} pixels wide"] if width > 320 else []


async def test_axe_finds_nothing_in_what_is_unfolded(states, open_page, complaints_of_axe):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{states}/home-several")
    for summary in await page.locator("summary").all():
        await summary.click()
    assert await complaints_of_axe(page) == []


@pytest.mark.deep
@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_in_any_language_has_a_barrier_or_scrolls_sideways(
    states, open_page, complaints_of_axe, language
):
    page = await open_page(viewport={"width": 320, "height": 256}, color_scheme="dark")
    found = {}
    for state in STATES:
        await page.goto(f"{states}/{state}?lang={language}")
        found[state] = await complaints_of_axe(page) + await too_wide(page)
    assert [f"{state}: {one}" for state, said in found.items() for one in said] == []


@pytest.mark.parametrize(
    "state", ["landing-assessment", "home-several", "cut", "question-order", "review", "briefing"]
)
async def test_targets_are_44_pixels_high(states, open_page, state):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{states}/{state}")
    for target in await page.locator("button, .button, summary, input").all():
        if await target.is_visible() and await target.get_attribute("type") not in BOXES:
            assert (await target.bounding_box())["height"] >= 44


async def test_from_right_to_left_the_page_is_mirrored(states, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{states}/landing-track?lang=ar")
    monogram = await page.locator(".monogram").bounding_box()
    language = await page.locator(".languages").bounding_box()
    number = await page.locator(".steps strong").first.bounding_box()
    sheet = await page.locator(".sheet").bounding_box()
    assert monogram["x"] > language["x"]
    assert number["x"] + number["width"] < sheet["x"] + sheet["width"] - 40


async def test_by_night_the_page_is_dark(states, open_page):
    page = await open_page(color_scheme="dark")
    await page.goto(f"{states}/landing-assessment")
    background = await page.locator(".sheet").evaluate("one => getComputedStyle(one).background")
    assert "rgb(27, 30, 35)" in background


async def test_on_a_phone_the_button_is_on_the_first_screen(states, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{states}/landing-assessment")
    await expect(page.get_by_role("button", name="Open my invitation")).to_be_in_viewport()
