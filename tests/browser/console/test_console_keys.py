"""The frame in a browser: shortcuts with their help, menus, what every page must be."""


async def test_the_frame_is_clean_and_goes_by_keyboard(console_house):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}/console")
    await console_house.check(page)
    await page.keyboard.press("?")
    assert await page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    assert await console_house.complaints_of_axe(page) == []
    await page.keyboard.press("Escape")
    assert not await page.get_by_role("dialog").is_visible()
    await page.locator(".account summary").press("Enter")
    assert await page.get_by_role("button", name="Sign out").is_visible()
    await page.keyboard.press("Escape")
    assert not await page.get_by_role("button", name="Sign out").is_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("h")
    await page.wait_for_url("**/console")
