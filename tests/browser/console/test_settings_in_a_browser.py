"""The job of settings: a look and words of one's own, seen while they change, and in a letter."""

import email
import email.policy

import pytest

from muster.edges.letters import Letters
from muster.features import organizations
from muster.features.delivery.dispatch.actions import claim
from muster.features.delivery.model import Lane
from muster.features.invitations import Guest
from muster.storage.postgres import Role

S = "/console/settings"


async def test_an_owner_makes_look_and_letters_their_own(console_house):
    house, employer = console_house, console_house.employer
    page = await house.page_of()
    await page.goto(f"{house.address}{S}/branding")
    await house.check(page)
    await page.get_by_label("Colour", exact=True).fill("#ffd400")
    await page.get_by_text("changed to #846d00 to be readable").wait_for()
    letter = page.frame_locator("iframe").first
    await letter.get_by_role("heading", name="Hello").wait_for()
    await page.get_by_role("button", name="Save the colour").click()
    await page.get_by_text("The colour was saved.").wait_for()

    await page.goto(f"{house.address}{S}/letters")
    await house.check(page)
    await (
        page.get_by_role("row", name="Invitation").first.get_by_role("link", name="Deutsch").click()
    )
    subject, body = page.get_by_label("Subject"), page.locator("#body")
    await subject.wait_for()
    await house.check(page)
    await subject.fill("Backen Sie mit uns, {{ name }}?")
    await body.fill("Moin {{ name }},\n\nhier geht es los:\n\n")
    shown = page.frame_locator("#letter-look")
    await shown.get_by_text("Put {{ link }} where candidates shall click").wait_for()
    await body.press("Control+End")
    await page.get_by_text("What you can write").click()
    await page.get_by_role("button", name="[Begin]({{ link }})").click()
    await shown.get_by_text("Moin Käthe Brückner,").wait_for()
    await page.get_by_label("To", exact=True).select_option("hostile")
    await shown.get_by_text('Moin <script>alert("x")</script> *Ana*').wait_for()
    assert await page.evaluate("history.length") < 6
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("The letter was saved;").wait_for()

    employer.organization = await organizations.find_organization(
        employer.database, employer.organization.slug
    )
    await employer.invite(Guest("kathe@example.org", "Käthe & Co", locale="de"))
    mail = await only_letter(house)
    assert mail["Subject"] == "Backen Sie mit uns, Käthe & Co?"
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("Moin Käthe & Co,")
    assert f"{house.address}/i/" in text


@pytest.mark.parametrize("place", ["", "/organization", "/reminders", "/retention"])
async def test_pages_of_settings_are_clean(console_house, place):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}{S}{place}")
    await console_house.check(page)


async def only_letter(house):
    """Return the letter that waits for the employer's candidate, as a mail program reads it."""
    worker = house.services.database.acting_as(Role.WORKER)
    found = await claim(worker, Lane.MAIL, most=50, rate=0, now=house.services.clock.now())
    (message,) = [
        one
        for one in found.messages
        if one.organization_id == house.employer.organization.id and one.kind == "invitation"
    ]
    letters = Letters(house.services.links, "invitations@example.com")
    content = letters.renderers["invitation"](message).content
    return email.message_from_bytes(content, policy=email.policy.default)
