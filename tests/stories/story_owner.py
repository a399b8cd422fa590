"""What an owner does beside the hiring: programs, mail, people who want to be forgotten, the log."""

import zipfile

from story_console import AMARA, keys, press, rows_of, toast

INVITED = 35
DEEDS = {
    "Ọlá Adébáyọ̀": """member.signed_in member.passkey_added activity.published organization.changed
        letter_text.written member.added organization.blind_review_set key.created webhook.created
        candidate.exported candidate.erased""",
    "Inés Duarte": """intake.scheduled invitation.created view.saved invitation.changed invitation.revoked
        report.revealed report.decided list.exported""",
    "Trần Văn Tuấn": "report.rated report.commented",
}


async def hide_names(house, owner) -> None:
    await house.go(owner, "/reviews/names")
    await press(owner, "button", "Hide names everywhere")
    await owner.get_by_text("hidden until rated").first.wait_for()


async def connect_a_program(house, page) -> None:
    """A key for a program, which the API takes at once."""
    await house.go(page, "/settings/keys")
    await press(page, "link", "Make the first key")
    await page.locator("#name:focus").press_sequentially("Applicant tracking")
    await page.keyboard.press("Enter")
    key = (await page.locator("#fresh-key").inner_text()).strip()
    await house.check(page)
    assert len(house.server.invitations(key)) == INVITED


async def connect_a_listener(house, page) -> None:
    """A webhook is made, tried, and what it answered is shown."""
    await house.go(page, "/settings/webhooks/new")
    await page.locator("#url:focus").press_sequentially(house.hooks.url("/in"))
    await page.keyboard.press("Enter")
    secret = (await page.locator("#fresh-secret").inner_text()).strip()
    await press(page, "button", "Send a test")
    await page.locator("#call", has_text="heard").get_by_text("204").wait_for()
    await house.check(page)
    assert house.hooks.wait_for("/in")[0].verified(secret)["type"] == "webhook.ping"


async def try_the_mail(house, page) -> None:
    await house.go(page, "/settings/mail")
    await keys(page, "t")
    await page.locator(".conversation", has_text="250 2.0.0 queued").wait_for()
    await house.check(page)
    assert "ola@example.org" in house.relay.addresses()


async def let_somebody_go(house, page) -> None:
    """A copy of everything about a person, and then nothing of them is left."""
    await house.go(page, "/candidates?q=amara")
    await house.check(page)
    await press(page, "link", "Amara Okafor")
    await page.get_by_label("More actions").press("Enter")
    await press(page, "link", "Export a copy")
    async with page.expect_download() as download:
        await press(page, "button", "Download the archive")
    with zipfile.ZipFile(await (await download.value).path()) as archive:
        words = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert AMARA in words
    assert "Says sorry first." in words or "I am sorry." in words
    await press(page, "link", "Amara Okafor")
    await page.get_by_label("More actions").press("Enter")
    await press(page, "link", "Erase…")
    await house.check(page)
    await press(page, "button", "Erase for good")
    await toast(page, "erased")
    with house.server.client() as client:
        assert client.get(house.letter_to(AMARA).link).status_code in {404, 410}
    await house.go(page, "/candidates?q=amara")
    await page.get_by_role("heading", name="matches").wait_for()


async def read_the_log(house, page) -> None:
    """Everything that was done stands there, with who did it and without whom it was done to."""
    await house.go(page, "/settings/audit")
    await house.check(page)
    await press(page, "link", "Export")
    async with page.expect_download() as download:
        await press(page, "button", "Download CSV")
    told = await rows_of(download)
    done = {(row["Kind"], row["Who"]) for row in told}
    assert done >= {(kind, who) for who, kinds in DEEDS.items() for kind in kinds.split()}
    assert "made the webhook 127.0.0.1:" in str(told)
    assert "Okafor" not in str(told)
