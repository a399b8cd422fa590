"""The way of those who hire, from an empty folder to a decision, in a browser and mostly by keyboard."""

from pathlib import Path

import pytest
from story_console import (
    AMARA,
    FORMULA,
    MOVED,
    SCRIPT,
    Office,
    applicants,
    keys,
    press,
    rows_of,
    toast,
)
from story_hooks import receiving
from story_program import muster, relaying, serving

EXAMPLES = Path(__file__).parents[2] / "examples"
MEMBERS = (
    ("ines@example.org", "Inés Duarte", "Recruiter"),
    ("tuan@example.org", "Trần Văn Tuấn", "Reviewer"),
)
pytestmark = pytest.mark.slow


@pytest.fixture
def office(tmp_path, open_page, check_page):
    """A server on a folder that was empty a moment ago; passkeys want a name, so it is localhost."""
    data = tmp_path / "data"
    profile = ("--name", "Juniper & Rye Bakeries", "--time-zone", "Europe/Berlin")
    muster("organization", "create", "juniper", *profile, "--data", data)
    settings = {"MUSTER_PUBLIC_URL": "http://localhost:0", "MUSTER_WEBHOOK_ALLOW": "127.0.0.1"}
    with (
        receiving(tmp_path / "calls") as hooks,
        relaying(tmp_path / "letters") as relay,
        serving(data, "--smtp-url", relay.url, **settings) as server,
    ):
        yield Office(server, relay, hooks, tmp_path, open_page, check_page)


async def test_those_who_hire_find_their_way_from_a_fresh_start(office):
    owner = await come_in(office)
    await write_an_activity(office, owner)
    await bring_an_example(office, owner)
    await look_like_oneself(office, owner)
    recruiter, reviewer = await let_others_in(office, owner)
    await invite_a_list(office, recruiter)


async def come_in(office):
    """The printed link makes an owner once; from then on a passkey lets in."""
    page = await office.browser()
    await page.goto(office.first_link)
    await office.check(page)
    await page.get_by_label("Your name").fill("Ọlá Adébáyọ̀")
    await page.get_by_label("Your mail address").fill("ola@example.org")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/first-passkey**")
    await press(page, "button", "Add a passkey")
    await toast(page, "Added the passkey")
    await page.get_by_role("heading", name="Welcome, Ọlá Adébáyọ̀").wait_for()
    await office.check(page)
    await page.locator(".account summary").press("Enter")
    await press(page, "button", "Sign out")
    await page.wait_for_url("**/console/sign-in**")
    # The browser suggests the passkey by itself, and this one's owner says yes at once.
    await page.get_by_role("heading", name="Welcome, Ọlá Adébáyọ̀").wait_for()
    stranger = await office.browser()
    await stranger.goto(office.first_link)
    await stranger.get_by_role("heading", name="This link does not open anything").wait_for()
    await stranger.context.close()
    return page


async def write_an_activity(office, page) -> None:
    """Three questions, one of which a person rates, written and published by keyboard."""
    await keys(page, "g", "a")
    await page.get_by_role("heading", name="Nothing to invite people to yet").wait_for()
    await office.check(page)
    await press(page, "link", "New activity")
    await page.wait_for_url("**/activities/new")
    await page.keyboard.type("Sums for the counter")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/drafts/**")
    await add_question(page, 1, "Single choice", "Which is heavier?")
    await keys(page, "Tab")
    await page.get_by_label("Answer A", exact=True).press_sequentially("1 kg")
    await page.get_by_label("Answer B", exact=True).press_sequentially("950 g")
    await page.get_by_label("Answer A is right").press("Space")
    await add_question(page, 2, "Number", "How much is 3 × 4?")
    await page.get_by_label("Right number").press_sequentially("12")
    await add_question(page, 3, "Long text", "A guest found a hair. What do you say?")
    await page.get_by_label("Criterion", exact=True).press_sequentially("Kindness")
    await page.get_by_label("Most points").press_sequentially("4")
    await page.locator("[data-said]", has_text="Saved").wait_for()
    await office.check(page)
    await press(page, "link", "Publish …")
    await page.get_by_text("An assessment with 3 questions.").wait_for()
    await office.check(page)
    await press(page, "button", "Publish version 1")
    await toast(page, "Published version 1")


async def add_question(page, number: int, kind: str, prompt: str) -> None:
    if not await page.get_by_role("button", name=kind).is_visible():
        await page.get_by_text("Add a question").press("Enter")
    await press(page, "button", kind)
    await page.get_by_role("heading", name=f"Question {number}").wait_for()
    await page.keyboard.type(prompt)  # the field has the focus


async def bring_an_example(office, page) -> None:
    await office.go(page, "/activities/import")
    file = EXAMPLES / "customer-support-interview.yaml"
    await page.get_by_label("Drop activity files").set_input_files(file)
    await press(page, "button", "Check the files")
    await page.get_by_text("New", exact=True).wait_for()
    await press(page, "button", "Import 1 activity")
    await toast(page, "mported")
    await page.get_by_role("link", name="Sums for the counter", exact=True).wait_for()
    await office.check(page)


async def look_like_oneself(office, page) -> None:
    """A colour, and words of one's own in the invitation, seen before they are saved."""
    await office.go(page, "/settings/branding")
    await page.get_by_label("Colour", exact=True).fill("#ffd400")
    await page.get_by_text("changed to #846d00 to be readable").wait_for()
    await office.check(page)
    await press(page, "button", "Save the colour")
    await toast(page, "The colour was saved.")
    await office.go(page, "/settings/letters/invitation?language=en")
    await page.get_by_label("Subject").fill("{{ name }}, bake with us")
    await page.locator("#body").fill("Good morning {{ name }},\n\n[Begin]({{ link }})\n")
    shown = page.frame_locator("#letter-look")
    await shown.get_by_text("Good morning").wait_for()
    await page.get_by_label("To", exact=True).select_option("hostile")
    await shown.get_by_text("Good morning <script>").wait_for()
    await office.check(page)
    await press(page, "button", "Save", exact=True)
    await toast(page, "Saved.")


async def let_others_in(office, owner) -> list:
    """A recruiter and a reviewer get letters, whose links open once, in browsers of their own."""
    await office.go(owner, "/settings/members")
    pages = []
    for address, name, role in MEMBERS:
        await owner.keyboard.press("n")
        await owner.keyboard.type(address)
        await owner.keyboard.press("Tab")
        await owner.keyboard.type(name)
        await owner.get_by_role("radio", name=role).press("Space")
        await press(owner, "button", "Send the invitation")
        await toast(owner, f"Invited {address}")
        pages.append(page := await office.browser())
        await page.goto(office.link_to(address))
        await page.get_by_text("Welcome to Juniper & Rye Bakeries").wait_for()
        await press(page, "button", "Join")
        await press(page, "link", "Not now")
        await page.get_by_role("heading", name=f"Welcome, {name}").wait_for()
    await owner.reload()
    await office.check(owner)
    await office.go(pages[1], "/settings")
    assert not await pages[1].get_by_role("link", name="Invite", exact=True).is_visible()
    return pages


async def invite_a_list(office, page) -> None:
    """Forty rows, of which five cannot be invited: each with its reason, one mended, the rest sent."""
    await keys(page, "g", "h", "i")
    await page.wait_for_url("**/console/invite")
    await page.get_by_label("Search").press_sequentially("sums")
    await page.get_by_role("link", name="interview").wait_for(state="detached")
    await press(page, "link", "Sums for the counter")
    await press(page, "link", "Upload a file")
    file = office.folder / "Bewerbungen.csv"
    file.write_bytes(applicants())
    await page.set_input_files("#file", file)
    await press(page, "button", "Read the file")
    await page.wait_for_url("**/columns")
    await press(page, "button", "Check the people")
    await page.get_by_role("link", name="Go on with 34 people").wait_for()
    await page.get_by_text(FORMULA).wait_for()
    await page.get_by_text(SCRIPT).wait_for()
    await press(page, "link", "Only problems (6)")
    await page.get_by_text("on the list twice").wait_for()
    assert await page.locator(".fates .error").count() == 5
    await office.check(page)
    await page.get_by_label("Name, row 6").press_sequentially("Noor Ünal")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Go on with 35 people").wait_for()
    await page.locator("main").focus()
    await page.keyboard.press("n")
    await page.wait_for_url("**/send")
    await office.check(page)
    await press(page, "button", "Invite 35 people…")
    await press(page, "button", "Yes, invite them")
    await see_the_list_through(office, page)


async def see_the_list_through(office, page) -> None:
    """The bar, the end although the page was loaded anew, the file of results, the letters."""
    await page.get_by_role("progressbar", name="Rows dealt with").wait_for()
    await page.reload()
    await page.get_by_role("heading", name="Done").wait_for()
    await office.check(page)
    async with page.expect_download() as download:
        await press(page, "link", "Download the result")
    rows = await rows_of(download)
    outcomes = [row["outcome"] for row in rows]
    assert (outcomes.count("created"), outcomes.count("refused"), len(rows)) == (35, 4, 40)
    assert {row["name"] for row in rows} >= {f"'{FORMULA}", SCRIPT}
    office.relay.wait_for(2 + 34)
    assert MOVED not in office.relay.addresses()
    assert "Good morning Amara Okafor," in office.letter_to(AMARA).text
