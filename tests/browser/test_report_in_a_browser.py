import asyncio
import secrets
import subprocess

import pytest
import uvicorn
from playwright.async_api import expect
from report_states import GONE, REPORTS, served

from employers import make_employer
from muster.edges.reports import build
from muster.features import media
from shared_reports import Shared, share_everything
from surfaces import make_services

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# The axe rules take seconds on a long page, so each is looked at once: by turns on a phone and at
# a desk, by day and by night, from left to right and from right to left.
LOOKS = [
    ("report", PHONE, "light", "en"),
    ("report-waiting", DESK, "dark", "ar"),
    ("report-hostile", PHONE, "dark", "es"),
    ("link-expired", PHONE, "light", "ar"),
]

# The page's policy lets nobody wait for an expression that is a text.
REACHED = """(video, seconds) => new Promise((done) => {
  const look = () => video.currentTime >= seconds ? done() : setTimeout(look, 20);
  look();
})"""


@pytest.fixture(scope="module")
def reports():
    """The address of a server that shows every page of a shared report."""
    with served() as address:
        yield address


@pytest.fixture
def recorded(tmp_path) -> bytes:
    """Three seconds of a picture."""
    file = tmp_path / "talk.webm"
    picture = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=3"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, "-c:v", "libvpx", str(file)], check=True)
    return file.read_bytes()


@pytest.fixture
async def shared(committing_database, clock, tmp_path, recorded) -> Shared:
    """A shared report with a real recording, in front of a real database."""
    listener = uvicorn.Config(app=None, port=0).bind_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    services = make_services(committing_database, clock, tmp_path, address)
    slug = f"juniper-{secrets.token_hex(4)}"
    employer = await make_employer(committing_database, clock, slug, name="Juniper & Rye")
    tools = media.FfmpegTools.find()
    made = await share_everything(services, employer, recorded, tools)
    server = uvicorn.Server(uvicorn.Config(build(services), log_level="warning", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield made
    server.should_exit = True
    await serving


@pytest.mark.parametrize(("state", "size", "scheme", "language"), LOOKS)
async def test_axe_has_no_complaint(
    reports, open_page, complaints_of_axe, state, size, scheme, language
):
    page = await open_page(viewport=size, color_scheme=scheme)
    await page.goto(f"{reports}/{state}?lang={language}")
    assert await complaints_of_axe(page) == []


async def test_nothing_scrolls_sideways_on_the_narrowest_screen(reports, open_page):
    page = await open_page(viewport={"width": 320, "height": 640})
    for number, state in enumerate([*REPORTS, *GONE]):
        await page.goto(f"{reports}/{state}?lang={('de', 'ar')[number % 2]}")
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, state


async def test_a_hostile_text_is_a_text(reports, open_page):
    page = await open_page(viewport=DESK)
    await page.goto(f"{reports}/report-hostile")
    assert await page.locator("img, script:not([src])").count() == 0
    await expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")


async def test_every_drawing_says_what_it_shows(reports, open_page):
    page = await open_page(viewport=DESK)
    await page.goto(f"{reports}/report")
    await expect(
        page.get_by_role("img", name="64%. 16 of 25 points. Cut-off: 60%. Passed")
    ).to_be_visible()
    spread = page.get_by_role("table", name="Complete results of this activity, by per cent")
    await expect(spread.get_by_role("row").nth(7)).to_have_text("60–70%33 (this one)")
    rows = page.get_by_role("table").nth(1).get_by_role("row")
    await expect(rows.nth(1)).to_contain_text("Situations")
    await expect(rows.nth(1)).to_contain_text("40%")


async def test_chapters_speed_and_keys(reports, open_page):
    page = await open_page(viewport=DESK)
    await page.goto(f"{reports}/report")
    video = page.locator("video")
    chapters = page.locator(".chapters a")
    first, second = chapters.nth(0), chapters.nth(1)
    # It begins with the take that is the answer.
    await expect(second).to_have_attribute("aria-current", "true")
    await first.click()
    assert (await video.get_attribute("src")).endswith(await first.get_attribute("href"))
    await expect(page.locator(".now")).to_contain_text("Take 1")
    await page.get_by_role("button", name="1.5×").click()
    assert await video.evaluate("video => video.playbackRate") == 1.5
    await first.focus()
    await page.keyboard.press("+")
    assert await video.evaluate("video => video.playbackRate") == 2
    await page.keyboard.press("n")
    await expect(second).to_have_attribute("aria-current", "true")
    assert await video.evaluate("video => video.defaultPlaybackRate") == 2


async def test_a_questions_recording_opens_in_the_player(reports, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(f"{reports}/report")
    await page.locator("#question-9").get_by_role("link", name="Take 1").click()
    await expect(page.locator(".chapters a").first).to_have_attribute("aria-current", "true")
    await expect(page.locator("video")).to_be_in_viewport()


async def test_without_a_script_recordings_open_by_themselves(reports, open_page):
    page = await open_page(viewport=PHONE, java_script_enabled=False)
    await page.goto(f"{reports}/report")
    await expect(page.locator(".speeds")).to_be_hidden()
    link = page.locator("#question-9").get_by_role("link", name="Take 1")
    assert "/recordings/rec_" in await link.get_attribute("href")


async def test_a_real_recording_plays_and_can_be_wound(shared, open_page):
    page = await open_page(viewport=PHONE)
    await page.goto(shared.services.links.url(shared.share.claim))
    video = page.locator("video")
    await page.get_by_role("button", name="2×").click()
    await page.locator(".chapters a").click()
    await video.evaluate(REACHED, 0.2)
    await video.evaluate("video => { video.currentTime = 2; }")
    await video.evaluate(REACHED, 2)
    assert await video.evaluate("video => video.playbackRate") == 2
    assert await video.evaluate("video => video.error") is None
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Download as PDF").click()
    assert (await loading.value).suggested_filename == "Amara-Nwosu-Everything.pdf"
