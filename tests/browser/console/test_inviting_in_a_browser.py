"""Inviting in Chromium: one person, and a file of sixty with five bad rows, by keyboard."""

from muster.features import intake
from muster.features.members import MemberRole

BAD = {7: ";;nobody@example.com;de", 12: "Bo;Li;bo@@example.com;", 30: "Dee;Dee;;", 41: ";;;en"}


def people() -> bytes:
    lines = ["Vorname;Nachname;E-Mail-Adresse;Sprache"]
    for number in range(2, 62):
        one = f"Käthe;van der Brück {number};k{number}@example.com;Deutsch"
        lines.append(BAD.get(number, one))
    lines[50] = lines[49]
    return "\r\n".join(lines).encode("cp1252")


async def press(page, role: str, name: str) -> None:
    await page.get_by_role(role, name=name).press("Enter")


async def carry_out(house) -> int:
    return await intake.carry_out(house.services.database, house.services.clock)


async def test_a_file_of_sixty_is_checked_mended_and_sent_by_keyboard(console_house, tmp_path):
    house, file = console_house, tmp_path / "Bewerber.csv"
    file.write_bytes(people())
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console")
    await page.keyboard.press("i")
    await page.wait_for_url("**/console/invite")
    await house.check(page)
    await page.get_by_label("Search").type("quiz")
    await page.get_by_role("link", name="The puzzle").wait_for(state="detached")
    await press(page, "link", "The quiz")
    await press(page, "link", "Upload a file")
    await page.wait_for_url("**/console/invite/file?*")
    await house.check(page)
    await page.set_input_files("#file", file)
    await press(page, "button", "Read the file")
    await page.wait_for_url("**/columns")
    await house.check(page)
    assert await page.get_by_label("Encoding").input_value() == "cp1252"
    await press(page, "button", "Check the people")
    await page.get_by_role("link", name="Go on with 55 people").wait_for()
    await house.check(page)
    await press(page, "link", "Only problems (5)")
    await page.get_by_label("Name, row 7").fill("Noor Ünal")
    await page.get_by_label("Name, row 7").press("Enter")
    await page.get_by_role("link", name="Go on with 56 people").wait_for()
    await house.check(page)
    await page.keyboard.press("Escape")
    await page.locator("h1").click()
    await page.keyboard.press("n")
    await page.wait_for_url("**/send")
    await house.check(page)
    await press(page, "button", "Invite 56 people…")
    assert await house.complaints_of_axe(page) == []
    await press(page, "button", "Yes, invite them")
    await page.get_by_role("heading", name="Inviting").wait_for()
    await house.check(page)
    assert await carry_out(house) == 56
    await page.get_by_role("heading", name="Done").wait_for()
    await page.reload()
    await page.get_by_role("link", name="Download the result").wait_for()
    await house.check(page)
    async with page.expect_download() as download:
        await press(page, "link", "Download the result")
    text = await (await download.value).path()
    assert text.read_text("utf-8-sig").count(",invited,") == 56
    await press(page, "link", "Lists")
    await page.get_by_role("link", name="Bewerber.csv").wait_for()
    await house.check(page)


async def test_one_person_is_invited_by_keyboard_and_the_letter_is_looked_at(console_house):
    house = console_house
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console/invite?activity=quiz")
    await page.keyboard.type("Amara Okafor")
    await page.keyboard.press("Tab")
    await page.keyboard.type("amara@example")
    await page.keyboard.press("Enter")
    await page.get_by_text("Type a mail address, such as").wait_for()
    await page.locator("#email:focus").wait_for()
    await house.check(page)
    await page.keyboard.press("End")
    await page.keyboard.type(".com")
    await page.keyboard.press("Enter")
    await page.get_by_text("Amara Okafor was invited.").wait_for()
    await house.check(page)
    await press(page, "button", "Undo")
    await page.get_by_text("was revoked;").wait_for()
    await press(page, "link", "See the letter")
    await press(page, "link", "Deutsch")
    await page.frame_locator("iframe").get_by_text("Juniper").first.wait_for()
    await house.check(page)
    await press(page, "button", "Send a test to myself")
    await page.get_by_text("A test is on its way to").wait_for()


async def test_a_list_is_pasted(console_house):
    house = console_house
    page = await house.page_of(MemberRole.RECRUITER)
    await page.goto(f"{house.address}/console/invite/paste?activity=quiz")
    await house.check(page)
    await page.get_by_label("People, one a line").fill(
        "Amara <a@example.com>\nBo Li\tb@example.com"
    )
    await press(page, "button", "Check the list")
    await page.get_by_role("link", name="Go on with 2 people").wait_for()
