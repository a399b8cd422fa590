"""Watching in a browser: the first page, a person, the audit log, suppressed addresses."""

from playwright.async_api import expect

from muster.features.invitations import Guest
from muster.features.members import MemberRole
from takers import settled

AMARA = Guest("amara@example.com", "Amara Okafor")


async def test_a_recruiter_watches_and_helps_a_person(console_house):
    house, employer = console_house, console_house.employer
    page = await house.page_of(MemberRole.OWNER)
    await page.goto(f"{house.address}/console")
    await page.get_by_role("heading", name="Invite yourself").wait_for()
    await house.check(page)

    await settled(employer, "quiz", {"q1": "a"}, AMARA)
    await employer.invite(AMARA, activities=(employer.activities["puzzle"],))
    await page.reload()
    await house.check(page)
    await page.get_by_label("Activity").select_option("quiz")
    await page.wait_for_url("**/console?activity=quiz&days=30")
    await page.get_by_role("radio", name="7 days").check()
    await page.wait_for_url("**days=7")

    await page.get_by_role("link", name="Amara Okafor").first.click()
    await page.get_by_role("heading", name="Amara Okafor", level=1).wait_for()
    await house.check(page)
    await page.get_by_role("button", name="Change the end").press("Enter")
    await page.get_by_label("Ends").fill("2026-04-02T18:00")
    await page.keyboard.press("Enter")
    await page.get_by_text("The end was changed.").wait_for()
    await page.get_by_role("button", name="Revoke").press("Enter")
    await page.get_by_text("its link opens nothing any more").wait_for()
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("The invitation is valid again").wait_for()
    await page.wait_for_load_state()

    await page.keyboard.press("e")
    await page.get_by_role("textbox", name="Address").fill("nowhere")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Correct this person").wait_for()
    await page.locator("#email:focus").wait_for()
    assert await house.complaints_of_axe(page) == []
    await page.keyboard.press("Escape")

    await page.locator("#story").get_by_role("link", name="Invitation").first.click()
    letter = page.frame_locator("iframe")
    await letter.get_by_text("Amara Okafor").first.wait_for()
    assert await house.complaints_of_axe(page) == []
    await page.locator("a.back").click()
    await page.get_by_label("More actions").click()
    await page.get_by_role("link", name="Erase").click()
    await house.check(page)
    await page.get_by_role("button", name="Erase for good").press("Enter")
    await page.get_by_text("1 person was erased").wait_for()


async def test_an_owner_looks_after_addresses_and_reads_the_log(console_house):
    house = console_house
    page = await house.page_of(MemberRole.OWNER)
    await page.goto(f"{house.address}/console/settings/suppressions")
    await page.get_by_role("heading", name="Nobody is suppressed").wait_for()
    await page.keyboard.press("n")
    await page.get_by_role("textbox", name="Address").fill("mallory@example.org")
    await page.keyboard.press("Enter")
    await page.get_by_text("gets no more letters").wait_for()
    await house.check(page)
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("gets letters again").wait_for()
    await page.get_by_role("link", name="Audit log").click()
    await page.get_by_role("rowheader", name="signed in").first.wait_for()
    await house.check(page)
    await page.get_by_label("What").select_option("suppression")
    await page.wait_for_url("**what=suppression")
    await page.get_by_role("rowheader", name="suppressed address again").wait_for()
    await expect(page.get_by_role("rowheader", name="signed in")).to_have_count(0)
