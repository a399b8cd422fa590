import asyncio
import shutil
import socket

import pytest
import uvicorn

from muster.base.links import Links
from muster.base.signing import KeyRing
from muster.edges import reference
from muster.edges.services import Services

CHROMIUM = shutil.which("chromium-headless-shell")
PAGES = (
    "/docs",
    "/docs/native",
    "/docs/native/invitations",
    "/docs/hiringbranch",
    "/docs/xobin",
    "/docs/micro1",
    "/docs/none",
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
async def address(documents):
    """The reference on a real port of the loopback, at the address that it believes to have."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        links = Links(KeyRing.parse("1:" + "5a" * 32), url)
        services = Services(
            database=None, clock=None, links=links, watch=None, blobs=None, mail_configured=True
        )
        app = reference.build(services, documents)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        running = asyncio.create_task(server.serve([listener]))
        yield url
        server.should_exit = True
        await running


@pytest.fixture
def browser(chromium):
    return chromium


async def open_page(browser, address, **options):
    context = await browser.new_context(**options)
    page = await context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(address)
    return page, complaints


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/docs", "light"),
        ("/docs/native", "light"),
        ("/docs/native/events", "light"),
        # As the one before, and longer than all other pages together.
        pytest.param("/docs/native/invitations", "light", marks=pytest.mark.deep),
        pytest.param("/docs/micro1", "light", marks=pytest.mark.deep),
        pytest.param("/docs/xobin", "dark", marks=pytest.mark.deep),
        ("/docs/none", "dark"),
    ],
)
async def test_axe_finds_no_fault(browser, address, complaints_of_axe, path, scheme):
    page, _ = await open_page(
        browser, address + path, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    await page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = true })"
    )
    found = await complaints_of_axe(page)
    await page.emulate_media(color_scheme="dark")
    found += await complaints_of_axe(page, "color-contrast")
    await page.context.close()
    assert found == []


@pytest.mark.parametrize("path", PAGES)
async def test_a_narrow_screen_scrolls_one_way_only(browser, address, path):
    page, _ = await open_page(browser, address + path, viewport={"width": 320, "height": 640})
    width = await page.evaluate("document.documentElement.scrollWidth")
    await page.context.close()
    assert width == 320


async def test_the_strict_policy_is_kept(browser, address):
    page, complaints = await open_page(browser, f"{address}/docs/native/invitations")
    assert await page.locator(".panel button").count() > 10
    await page.context.close()
    assert complaints == []


async def test_copy_puts_the_whole_command_on_the_clipboard(browser, address):
    permissions = ["clipboard-read", "clipboard-write"]
    page, _ = await open_page(browser, f"{address}/docs/xobin", permissions=permissions)
    panel = page.locator(".panel", has_text="assessments/invite").first
    await panel.get_by_role("button").focus()
    await page.keyboard.press("Enter")
    await panel.get_by_text("Copied").wait_for()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == await panel.locator("pre").text_content()
    assert copied.startswith(f"curl {address}/api/v2/")
    await page.context.close()


async def test_without_a_script_everything_is_there(browser, address):
    page, _ = await open_page(
        browser, f"{address}/docs/native/invitations", java_script_enabled=False
    )
    await page.locator("summary", has_text="GuestBody").first.click()
    assert not await page.get_by_text("Your own reference; echoed").first.is_visible()
    assert await page.get_by_role("link", name="Invite people to an activity").first.is_visible()
    await page.context.close()
