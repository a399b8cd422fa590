"""The frame in a browser: shortcuts with their help, menus, what every page must be."""

from playwright.async_api import expect


async def test_the_frame_is_clean_and_goes_by_keyboard(console_house):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}/console")
    await console_house.check(page)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert await console_house.complaints_of_axe(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.locator(".account summary").press("Enter")
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    await page.keyboard.press("g")
    await page.keyboard.press("h")
    await page.wait_for_url("**/console")
