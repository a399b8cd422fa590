"""A recruiter finds people in a list, keeps the view, and does something to many, by keyboard."""

from playwright.async_api import expect

from muster.features.invitations import Guest
from muster.features.members import MemberRole

PEOPLE = ("José García", "Amara Nwosu", "Josephine Baker-Long", "山田 太郎", "<b>Bold</b>")


async def test_searching_saving_revoking_undoing_and_exporting(console_house):
    house = console_house
    guests = [Guest(f"person{n}@example.com", name) for n, name in enumerate(PEOPLE)]
    await house.employer.invite(*guests)
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console/invitations")
    await house.check(page)
    # Search as you type, from the keyboard; the address keeps it.
    await page.keyboard.press("/")
    await page.keyboard.type("jose")
    await page.wait_for_url("**q=jose*")
    rows = page.locator("#rows tbody tr")
    await expect(rows).to_have_count(2)
    assert await page.get_by_role("searchbox").evaluate("box => box === document.activeElement")
    await page.get_by_label("State").select_option("open")
    await page.wait_for_url("**state=open*")
    # Keep it as a view.
    await page.get_by_role("button", name="Save view").click()
    assert await house.complaints_of_axe(page) == []
    await page.get_by_label("Name", exact=True).fill("Every José")
    await page.keyboard.press("Enter")
    await page.get_by_text("The view Every José was saved.").wait_for()
    assert await page.get_by_role("link", name="Every José").get_attribute("aria-current") == "page"
    # Choose two by keyboard, go to what can be done, revoke, and take it back.
    await page.wait_for_load_state()
    await page.locator("main").focus()
    for key in ("j", "x", "j", "x"):
        await page.keyboard.press(key)
    bar = page.locator("#chosen")
    await expect(bar).to_contain_text("2 chosen", use_inner_text=True)
    await house.check(page)
    await page.keyboard.press("b")
    await page.get_by_role("button", name="Extend").first.press("Enter")
    assert await house.complaints_of_axe(page) == []
    await page.keyboard.press("Escape")
    await bar.get_by_role("button", name="Revoke").press("Enter")
    await page.get_by_text("2 invitations were revoked.").wait_for()
    await page.get_by_text("Nothing matches these filters").wait_for()
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("2 invitations are valid again.").wait_for()
    # All of it as a table, and the people behind it.
    await page.goto(f"{house.address}/console/invitations?view=all")
    await page.get_by_label("Choose all on this page").check()
    async with page.expect_download() as download:
        await bar.get_by_role("button", name="Export").click()
    file = await (await download.value).path()
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == 1 + len(PEOPLE)
    await page.wait_for_load_state()
    await page.keyboard.press("g")
    await page.keyboard.press("c")
    await page.wait_for_url("**/console/candidates")
    await house.check(page)


async def test_the_filters_of_a_phone_and_a_range_of_rows(console_house):
    house = console_house
    await house.employer.invite(*[Guest(f"p{n}@example.com", f"P {n}") for n in range(4)])
    page = await house.page_of(viewport={"width": 390, "height": 844})
    await page.goto(f"{house.address}/console/invitations")
    assert not await page.get_by_label("State").is_visible()
    await page.get_by_role("button", name="Filters").click()
    await page.get_by_label("Letter", exact=True).select_option("waiting")
    await page.wait_for_url("**letter=waiting*")
    boxes = page.locator("#rows tbody input")
    await boxes.nth(0).click()
    await boxes.nth(2).click(modifiers=["Shift"])
    await expect(page.locator("#rows tbody input:checked")).to_have_count(3)
    await expect(page.locator("#chosen")).to_contain_text("3 chosen", use_inner_text=True)
