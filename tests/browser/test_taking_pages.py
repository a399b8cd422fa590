"""The pages of an attempt as they are: small, painted without scripts, nothing under the bar."""

import pytest
from playwright.async_api import expect
from taking_states import TAKING

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_focus_is_never_under_the_bar(states, open_page):
    page = await open_page(viewport={"width": 390, "height": 600})
    await page.goto(f"{states}/question-order")
    bottom = (await page.locator(".bar").bounding_box())["height"]
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for _ in range(12):
        await page.keyboard.press("Shift+Tab")
        focused = page.locator(":focus")
        if await focused.evaluate("one => !one.closest('.bar') && one !== document.body"):
            assert (await focused.bounding_box())["y"] >= bottom - 1


async def test_a_page_is_small_and_painted_without_scripts(states, open_page):
    page = await open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    developer = await page.context.new_cdp_session(page)
    await developer.send("Network.setCacheDisabled", {"cacheDisabled": True})
    for state in TAKING:
        sizes = await asked_for(page, f"{states}/{state}")
        assert len(sizes) > 1, state
        assert 0 < sum(sizes) < 60_000, state
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def asked_for(page, address: str) -> list[int]:
    """Open a page and return the sizes of all that it loads, in bytes."""
    asked = []

    def note(request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    await page.goto(address)
    page.remove_listener("requestfinished", note)
    return [(await request.sizes())["responseBodySize"] for request in asked]
