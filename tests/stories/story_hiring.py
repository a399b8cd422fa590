"""What a recruiter and a reviewer do, from a list of forty to a decision."""

import re

from story_candidate import Candidate
from story_console import (
    AMARA,
    FORMULA,
    MOVED,
    SCRIPT,
    ZOFKA,
    applicants,
    keys,
    press,
    rows_of,
    toast,
)
from story_program import eventually


async def invite_a_list(house, page) -> None:
    """Forty rows, of which five cannot be invited: each with its reason, one mended, the rest sent."""
    await keys(page, "i")
    await page.wait_for_url("**/console/invite")
    await page.get_by_label("Search").press_sequentially("sums")
    await page.get_by_role("link", name="interview").wait_for(state="detached")
    await press(page, "link", "Sums for the counter")
    await press(page, "link", "Upload a file")
    file = house.folder / "Bewerbungen.csv"
    file.write_bytes(applicants())
    await page.set_input_files("#file", file)
    await press(page, "button", "Read the file")
    await page.wait_for_url("**/columns")
    await house.check(page)
    await press(page, "button", "Check the people")
    await page.get_by_role("link", name="Go on with 34 people").wait_for()
    await page.get_by_text(FORMULA).wait_for()
    await page.get_by_text(SCRIPT).wait_for()
    await press(page, "link", "Only problems (6)")
    await page.get_by_text("on the list twice", exact=True).wait_for()
    assert await page.locator(".fates .error").count() == 5
    await house.check(page)
    await page.get_by_label("Name, row 6").press_sequentially("Noor Ünal")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Go on with 35 people").wait_for()
    await page.locator("main").focus()
    await keys(page, "n")
    await page.wait_for_url("**/send")
    await house.check(page)
    await press(page, "button", "Invite 35 people…")
    await press(page, "button", "Yes, invite them")
    await see_the_list_through(house, page)


async def see_the_list_through(house, page) -> None:
    """The bar, the end although the page was loaded anew, the file of results, the letters."""
    await page.get_by_role("progressbar", name="Rows dealt with").wait_for()
    await page.reload()
    await page.get_by_role("heading", name="Done").wait_for()
    await house.check(page)
    async with page.expect_download() as download:
        await press(page, "link", "Download the result")
    rows = await rows_of(download)
    outcomes = [row["Result"] for row in rows]
    told = (outcomes.count("invited"), outcomes.count("cannot be invited"), len(rows))
    assert told == (35, 4, 40)
    assert {row["Name"] for row in rows} >= {f"'{FORMULA}", SCRIPT}
    house.relay.wait_for(2 + 34)
    eventually(lambda: house.server.waiting() == 0)
    assert MOVED not in house.relay.addresses()
    assert "Good morning Amara Okafor," in house.letter_to(AMARA).text


async def take_it(house) -> None:
    """Two follow the links of their letters; the prose of both waits for a person."""
    for address, heavier in ((AMARA, "a"), (ZOFKA, "b")):
        candidate = Candidate(house.server, house.letter_to(address).link)
        for number, value in enumerate((heavier, "12", f"I am sorry. {heavier}"), 1):
            item = candidate.open_question(number)
            assert candidate.save(item, 0, value).status_code == 200
        candidate.submit()


async def watch_and_help(house, page) -> None:
    """Home leads to what needs somebody; many are helped at once, and that is taken back."""
    await house.go(page, "")
    await page.get_by_role("row", name="Completed 2").wait_for()
    await page.get_by_role("link", name="2 reports wait for a rating").wait_for()
    await house.check(page)
    await press(page, "link", "1 letter did not arrive")
    await page.get_by_role("heading", name="Ilse Kern", level=1).wait_for()
    await page.get_by_text("Nobody of this name lives here any more").first.wait_for()
    await house.check(page)
    await press(page, "button", "Send again")
    await toast(page, "no letters are sent")
    await find_and_extend(house, page)


async def find_and_extend(house, page) -> None:
    """Search as one types, a view of it that stays, and all rows again for what is done to many."""
    rows = page.locator("#rows tbody tr")
    await keys(page, "g", "v")
    await page.wait_for_url("**/console/invitations")
    await keys(page, "/")
    await page.keyboard.type("OKAFOR")
    await rows.nth(1).wait_for(state="detached")
    await page.get_by_label("Order").select_option("ends")
    await page.wait_for_url("**sort=ends*")
    await press(page, "button", "Save view")
    await page.get_by_label("Name", exact=True).fill("Okafors")
    await page.keyboard.press("Enter")
    await toast(page, "Okafors")
    await press(page, "link", "All", exact=True)
    await rows.nth(34).wait_for()
    await house.check(page)
    await many_at_once(page)


async def many_at_once(page) -> None:
    """Two rows are chosen and extended by keyboard, two revoked, and both is undone."""
    bar = page.locator("#chosen")
    for press_it, done in ((extend, r"xtended"), (revoke, r"evoked")):
        await page.locator("main").focus()
        await keys(page, *"jjjjxjxb")
        await bar.get_by_text("2 chosen").wait_for()
        await press_it(page, bar)
        await page.locator(".toast", has_text=re.compile(done)).wait_for()
        await press(page, "button", "Undo")
        await page.locator(".toast", has_text=re.compile("back|again")).wait_for()


async def extend(page, bar) -> None:
    await press(bar, "button", "Extend")
    await page.get_by_label("Days", exact=True).fill("9")
    await press(page.locator("#extend"), "button", "Extend")


async def revoke(_, bar) -> None:
    await press(bar, "button", "Revoke")


async def rate_blindly(house, page) -> None:
    """Neither the page nor its source has a name until the reviewer has rated; all by keyboard."""
    await keys(page, "g", "r")
    await page.get_by_role("heading", name="Review", level=1).wait_for()
    await house.check(page)
    await keys(page, "n")
    await page.wait_for_url("**/reports/rep_*")
    source = (await page.content()).lower()
    assert not [word for word in ("qwellon", "okafor", "amara", "žofka") if word in source]
    await house.check(page)
    await page.get_by_role("group", name="Kindness").get_by_role("radio").first.focus()
    await keys(page, "ArrowRight", "ArrowRight", "ArrowRight", "Tab")
    await page.keyboard.type("Says sorry first.")
    await page.keyboard.press("Tab")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await toast(page, "rating is complete")
    await page.get_by_role("heading", name=re.compile("Okafor|Qwellon"), level=1).wait_for()
    await page.get_by_role("textbox", name="Write a comment").press_sequentially(
        "Ask about nights."
    )
    await press(page, "button", "Comment")
    await page.locator(".thread", has_text="Ask about nights.").wait_for()
    assert await page.locator("#decision").count() == 0
    await house.check(page)


async def decide(house, page) -> None:
    """The recruiter sees what the reviewer said, and says why."""
    await house.go(page, "/reviews?which=unrated")
    await page.get_by_role("link", name=re.compile("^Candidate ")).first.press("Enter")
    await press(page, "button", "I do not rate this: show me everything")
    await page.locator("#comments", has_text="Ask about nights.").wait_for()
    await page.get_by_role("radio", name="Pass on").press("Space")
    await page.get_by_role("textbox", name="Why").last.press_sequentially("Kind, and counts well")
    await press(page, "button", "Decide")
    await page.locator("#decision .said", has_text="Kind, and counts well").wait_for()
    await house.check(page)


async def take_a_table_along(house, page) -> None:
    """What is opened in a spreadsheet runs nothing there."""
    await house.go(page, "/invitations?view=all&q=example.com&sort=name")
    await page.get_by_label("Choose all on this page").check()
    async with page.expect_download() as download:
        await press(page.locator("#chosen"), "button", "Export")
    rows = await rows_of(download)
    assert {row["Name"] for row in rows} >= {f"'{FORMULA}", SCRIPT, "Amara Okafor"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]
