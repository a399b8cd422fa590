"""The console as its members have it: browsers in front of a server, letters, and pages that are clean."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from story_hooks import Hooks
from story_people import people
from story_program import Delivered, Relay, Server, eventually

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
AMARA = "amara.okafor@example.com"
ZOFKA = "zofka.qwellon@example.com"
MOVED = "moved.away@example.com"
FORMULA = '=HYPERLINK("https://example.org","Click")'
SCRIPT = "<script>document.title='taken'</script>"


@dataclass
class House:
    """What runs while the story is told, and what it is told with."""

    server: Server
    relay: Relay
    hooks: Hooks
    folder: Path
    open_page: Any
    check: Any

    @property
    def address(self) -> str:
        return f"{self.server.url}/console"

    @property
    def first_link(self) -> str:
        """The link that the start of the server printed."""
        (link,) = self.server.facts["sign_in"].values()
        return link

    async def browser(self):
        """Open another browser, whose device answers for passkeys."""
        page = await self.open_page()
        session = await page.context.new_cdp_session(page)
        await session.send("WebAuthn.enable", {"enableUI": False})
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return page

    async def go(self, page, path: str) -> None:
        await page.goto(f"{self.address}{path}")

    def letter_to(self, address: str) -> Delivered:
        """Wait for the letters to somebody, and return the last."""
        eventually(lambda: address in self.relay.addresses())
        return [one for one in self.relay.delivered() if one.recipient == address][-1]

    def link_to(self, address: str) -> str:
        """Return the one link of ours in a letter to a member."""
        words = self.letter_to(address).text.split()
        return next(word for word in words if word.startswith(f"{self.address}/sign-in/"))


async def press(where, role: str, name: str, **options) -> None:
    """Press a button or follow a link by the keyboard."""
    await where.get_by_role(role, name=name, **options).press("Enter")


async def toast(page, words: str) -> None:
    """Wait until the page says what was done."""
    await page.locator(".toast", has_text=words).wait_for()


async def keys(page, *pressed: str) -> None:
    """Press keys one after the other, once the page listens."""
    await page.wait_for_load_state()
    for key in pressed:
        await page.keyboard.press(key)


def applicants() -> bytes:
    """Forty rows of a spreadsheet: five cannot be invited, and one stands there twice."""
    rows = [[name, address] for name, address in people(29)]
    rows[4:4] = [["", "no.name@example.com"], ["Bo Li", "bo.li@@example.com"], ["Dee Dee", ""]]
    rows[20:20] = [["x" * 201, "long@example.com"], ["Ada =?utf-8?q?L?=", "ada@example.com"]]
    rows += [rows[0], [FORMULA, "formula@example.com"], [SCRIPT, "script@example.com"]]
    rows += [["Amara Okafor", AMARA], ["Žofka Qwellon", ZOFKA], ["Ilse Kern", MOVED]]
    file = io.StringIO()
    csv.writer(file).writerows([["Full name", "E-mail"], *rows])
    return file.getvalue().encode("utf-8")


async def rows_of(download) -> list[dict[str, str]]:
    """Return the rows of a table that the browser has saved."""
    file = await (await download.value).path()
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
