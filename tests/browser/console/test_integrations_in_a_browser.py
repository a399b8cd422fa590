"""Keys, webhooks and mail: an owner's job, by keyboard, on pages without barriers."""

import re

from playwright.async_api import expect

from muster.features import delivery, organizations


async def test_an_owner_connects_another_system_by_keyboard(console_house):
    house = console_house
    page = await house.page_of()
    await page.goto(f"{house.address}/console/settings/keys")
    await house.check(page)
    await page.get_by_role("link", name="Make the first key").press("Enter")
    await house.check(page)
    await page.locator("#name:focus").type("Nightly <export>")
    await page.keyboard.press("Enter")
    text = (await page.locator("#fresh-key").inner_text()).strip()
    assert re.fullmatch(r"muster_live_\w{44}", text)
    await organizations.authenticate(house.employer.database, text, house.employer.clock)
    await house.check(page)
    await page.reload()
    await expect(page.get_by_role("button", name="Revoke")).to_have_count(1)
    await page.get_by_role("button", name="Revoke").press("Enter")
    dialog = page.get_by_role("dialog", name="Revoke “Nightly <export>”?")
    await dialog.get_by_role("button", name="Revoke it").press("Enter")
    await page.get_by_text("was revoked.").wait_for()
    await expect(page.get_by_text("revoked", exact=True)).to_be_visible()

    await page.goto(f"{house.address}/console/settings/webhooks/new")
    await page.locator("#url:focus").type("https://ats.example.com/in")
    await page.get_by_label("only what I choose").check()
    await page.get_by_label("reports and scores").check()
    await house.check(page)
    await page.get_by_role("button", name="Make the webhook").press("Enter")
    await page.locator("#fresh-secret").wait_for()
    await house.check(page)
    await page.get_by_role("button", name="Send a test").press("Enter")
    await page.get_by_text("The first one is about to begin.").wait_for()
    await house.check(page)
    await page.get_by_role("link", name="https://ats.example.com/in").press("Enter")
    await page.get_by_role("button", name="Switch it off").press("Enter")
    await page.get_by_text("was switched off").wait_for()
    await house.check(page)
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("The webhook was switched on").wait_for()


async def test_a_test_letter_is_watched_until_it_is_there(console_house):
    house = console_house
    page = await house.page_of()
    await page.goto(f"{house.address}/console/settings/mail")
    await house.check(page)
    await page.keyboard.press("t")
    await page.get_by_text("A worker is about to send it.").wait_for()
    # No relay: the worker says so, and the page, which asks again and again, shows it.
    await delivery.carry_out_trial(
        house.employer.database, None, lambda _: None, house.employer.clock
    )
    await page.get_by_text("MUSTER_SMTP_URL is not set").wait_for()
    await house.check(page)
