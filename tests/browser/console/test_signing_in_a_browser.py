"""From a fresh start into the console, as its owner does it: a link, a passkey, out and in again."""

from muster.features import members
from muster.features.members import MemberRole, NewMember

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def first_link(house) -> str:
    """The link that a start prints, at the name by which browsers allow passkeys."""
    employer = house.employer
    organization = employer.organization.id
    wanted = NewMember("hiring@example.com", MemberRole.OWNER, "Ọlá Adébáyọ̀")
    owner = await members.add_member(
        employer.database, organization, wanted, actor="operator", clock=employer.clock
    )
    claim = await members.make_first_link(employer.database, organization, owner.id, employer.clock)
    return house.services.links.url(claim).replace("127.0.0.1", "localhost")


async def add_authenticator(page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable", {"enableUI": False})
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


async def test_the_owner_comes_in_by_a_link_and_after_that_by_a_passkey(console_house):
    page = await console_house.open_page()
    await add_authenticator(page)
    await page.goto(await first_link(console_house))
    await console_house.check(page)
    await page.get_by_role("button", name="Join").press("Enter")
    await page.wait_for_url("**/console/account/first-passkey**")
    await console_house.check(page)
    await page.get_by_role("button", name="Add a passkey").press("Enter")
    await page.wait_for_url("**/console")
    await page.get_by_text("The passkey was added").wait_for()

    await page.goto(page.url + "/account")
    await console_house.check(page)
    await page.locator("h2#passkeys").wait_for()
    await page.get_by_role("button", name="Remove").press("Enter")
    await page.get_by_text("was removed.").wait_for()
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("works again").wait_for()

    await page.locator(".account summary").press("Enter")
    await page.get_by_role("button", name="Sign out").first.press("Enter")
    await page.wait_for_url("**/console/sign-in**")
    # The virtual authenticator answers the browser's own suggestion at once, without a dialog.
    await page.wait_for_url("**/console")
    await page.get_by_text("Ọlá Adébáyọ̀").first.wait_for()


async def test_an_owner_invites_a_member_by_keyboard(console_house):
    page = await console_house.page_of()
    await page.goto(f"{console_house.address}/console/settings/members")
    await console_house.check(page)
    await page.keyboard.press("n")
    assert await console_house.complaints_of_axe(page) == []
    await page.keyboard.type("bo@example.com")
    await page.keyboard.press("Tab")
    await page.keyboard.type("ليلى الحدّاد")
    await page.keyboard.press("Enter")
    await page.get_by_text("bo@example.com was invited.").wait_for()
    role = page.get_by_label("Role of ليلى الحدّاد")
    await role.select_option("reviewer")
    await page.get_by_role("button", name="Change").press("Enter")
    await page.get_by_text("is a reviewer now").wait_for()
    await page.get_by_role("button", name="Undo").press("Enter")
    await page.get_by_text("is a recruiter now").wait_for()
    await page.get_by_role("button", name="Remove ليلى الحدّاد").press("Enter")
    await page.get_by_text("was removed.").wait_for()


async def test_the_pages_before_the_door_are_clean(console_house):
    page = await console_house.open_page()
    door = f"{console_house.address.replace('127.0.0.1', 'localhost')}/console/sign-in"
    await page.goto(door)
    await console_house.check(page)
    await page.get_by_label("Mail address").fill("ana@")
    await page.keyboard.press("Enter")
    await page.get_by_text("Type a whole mail address").wait_for()
    await console_house.check(page)
    await page.keyboard.press("End")
    await page.keyboard.type("example.com\n")
    await page.get_by_role("heading", name="Look into your mailbox").wait_for()
    await console_house.check(page)
    await page.goto(f"{door}/nonsense")
    await console_house.check(page)
