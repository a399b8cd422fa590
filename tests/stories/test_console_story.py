"""The way of those who hire, from an empty folder to a decision, in a browser and mostly by keyboard."""

from pathlib import Path

import pytest
from story_console import House, keys, press, toast
from story_hiring import (
    decide,
    invite_a_list,
    rate_blindly,
    take_a_table_along,
    take_it,
    watch_and_help,
)
from story_hooks import receiving
from story_owner import (
    connect_a_listener,
    connect_a_program,
    hide_names,
    let_somebody_go,
    read_the_log,
    try_the_mail,
)
from story_program import muster, relaying, serving

EXAMPLES = Path(__file__).parents[2] / "examples"
MEMBERS = (
    ("ines@example.org", "Inés Duarte", "Recruiter"),
    ("tuan@example.org", "Trần Văn Tuấn", "Reviewer"),
)
pytestmark = pytest.mark.slow


@pytest.fixture
def house(tmp_path, open_page, check_page, pytestconfig):
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
        # Each page's own test looks for barriers; the story does when everything is repeated.
        check = check_page if pytestconfig.getoption("deep") else pass_by
        yield House(server, relay, hooks, tmp_path, open_page, check)


async def pass_by(_page) -> None:
    """Go on without a closer look."""


async def test_those_who_hire_find_their_way_from_a_fresh_start(house):
    owner = await come_in(house)
    await write_an_activity(house, owner)
    await bring_an_example(house, owner)
    await look_like_oneself(house, owner)
    recruiter, reviewer = await let_others_in(house, owner)
    await invite_a_list(house, recruiter)
    await take_it(house)
    await watch_and_help(house, recruiter)
    await hide_names(house, owner)
    await rate_blindly(house, reviewer)
    await decide(house, recruiter)
    await take_a_table_along(house, recruiter)
    await connect_a_program(house, owner)
    await connect_a_listener(house, owner)
    await try_the_mail(house, owner)
    await let_somebody_go(house, owner)
    await read_the_log(house, owner)


async def come_in(house):
    """The printed link makes an owner once; from then on a passkey lets in."""
    page = await house.browser()
    await page.goto(house.first_link)
    await house.check(page)
    await page.get_by_label("Your name").fill("Ọlá Adébáyọ̀")
    await page.get_by_label("Your mail address").fill("ola@example.org")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/first-passkey**")
    await press(page, "button", "Add a passkey")
    await toast(page, "passkey")
    await page.get_by_role("heading", name="Welcome, Ọlá Adébáyọ̀").wait_for()
    await house.check(page)
    await page.locator(".account summary").press("Enter")
    await press(page, "button", "Sign out")
    await page.wait_for_url("**/console/sign-in**")
    # The browser suggests the passkey by itself, and this one's owner says yes at once.
    await page.get_by_role("heading", name="Welcome, Ọlá Adébáyọ̀").wait_for()
    stranger = await house.browser()
    await stranger.goto(house.first_link)
    await stranger.get_by_role("heading", name="This link does not open anything").wait_for()
    await stranger.context.close()
    return page


async def write_an_activity(house, page) -> None:
    """Three questions, one of which a person rates, written and published by keyboard."""
    await keys(page, "g", "a")
    await page.get_by_role("heading", name="Nothing to invite people to yet").wait_for()
    await house.check(page)
    await press(page, "link", "New activity")
    await page.wait_for_url("**/activities/new")
    await page.locator("#title:focus").press_sequentially("Sums for the counter")
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
    await house.check(page)
    await press(page, "link", "Publish …")
    await page.get_by_text("An assessment with 3 questions.").wait_for()
    await house.check(page)
    await press(page, "button", "Publish version 1")
    await toast(page, "ersion 1")


async def add_question(page, number: int, kind: str, prompt: str) -> None:
    if not await page.get_by_role("button", name=kind).is_visible():
        await page.get_by_text("Add a question").press("Enter")
    await press(page, "button", kind)
    await page.get_by_role("heading", name=f"Question {number}").wait_for()
    await page.locator("#prompt:focus").press_sequentially(prompt)


async def bring_an_example(house, page) -> None:
    await house.go(page, "/activities/import")
    file = EXAMPLES / "customer-support-interview.yaml"
    await page.get_by_label("Drop activity files").set_input_files(file)
    await press(page, "button", "Check the files")
    await page.get_by_text("New", exact=True).wait_for()
    await press(page, "button", "Import 1 activity")
    await toast(page, "mported")
    await page.get_by_role("link", name="Sums for the counter", exact=True).wait_for()
    await house.check(page)


async def look_like_oneself(house, page) -> None:
    """A colour, and words of one's own in the invitation, seen before they are saved."""
    await house.go(page, "/settings/branding")
    await page.get_by_label("Colour", exact=True).fill("#ffd400")
    await page.get_by_text("changed to #846d00 to be readable").wait_for()
    await house.check(page)
    await press(page, "button", "Save the colour")
    await toast(page, "colour")
    await house.go(page, "/settings/letters/invitation?language=en")
    await page.get_by_label("Subject").fill("{{ name }}, bake with us")
    await page.locator("#body").fill("Good morning {{ name }},\n\n[Begin]({{ link }})\n")
    shown = page.frame_locator("#letter-look")
    await shown.get_by_text("Good morning").wait_for()
    await page.get_by_label("To", exact=True).select_option("hostile")
    await shown.get_by_text("Good morning <script>").wait_for()
    await house.check(page)
    await press(page, "button", "Save", exact=True)
    await toast(page, "aved")


async def let_others_in(house, owner) -> list:
    """A recruiter and a reviewer get letters, whose links open once, in browsers of their own."""
    await house.go(owner, "/settings/members")
    pages = []
    for address, name, role in MEMBERS:
        await keys(owner, "n")
        await owner.keyboard.type(address)
        await owner.keyboard.press("Tab")
        await owner.keyboard.type(name)
        await owner.get_by_role("radio", name=role).press("Space")
        await press(owner, "button", "Send the invitation")
        await toast(owner, address)
        pages.append(page := await house.browser())
        await page.goto(house.link_to(address))
        await page.get_by_text("Welcome to Juniper & Rye Bakeries").wait_for()
        await press(page, "button", "Join")
        await press(page, "link", "Not now")
        await page.get_by_role("heading", name=f"Welcome, {name}").wait_for()
    await owner.reload()
    await house.check(owner)
    await house.go(pages[1], "/settings")
    assert not await pages[1].get_by_role("link", name="Invite", exact=True).is_visible()
    return pages
