"""The device check: what works, what does not and how to mend it; and that nothing is sent."""

import asyncio
import shutil
from dataclasses import replace

import pytest
from playwright.async_api import async_playwright, expect
from recorder_steps import SILENCE, press, show_all, state
from recording_server import AT_ONCE

from muster.base.language import LANGUAGES
from muster.features.catalog import Medium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAILING = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '%s'); };"


@pytest.fixture
def media(media):
    media.settings = {"test": 1, "slice": 200}
    return media


@pytest.fixture
async def whole_page(whole_chromium):
    """A page of a Chromium that calls a device by the same name on every page."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**whole_chromium)
        yield await browser.new_page()
        await browser.close()


async def test_a_short_test_can_be_seen_and_is_sent_nowhere(page, address, media):
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    await page.goto(f"{address}/check")
    await press(page, "Turn on camera and microphone")
    await expect(page.get_by_text("This browser can record.")).to_be_visible()
    await expect(page.get_by_text("Your camera works.")).to_be_visible()
    await expect(page.locator("li").get_by_text("Your microphone works.")).to_be_visible()
    await press(page, "Record a test of 5 seconds")
    await state(page, "testing")
    await state(page, "tested")
    await expect(page.get_by_role("heading", name="Your test")).to_be_focused()
    played = page.get_by_label("Your test")
    assert (
        await played.evaluate("async (one) => { await one.play(); return one.videoWidth; }") == 640
    )
    assert {method for method, url in asked if not url.startswith("blob:")} == {"GET"}
    assert not [url for _, url in asked if "/attempt/" in url]
    assert media.takes == {}
    await press(page, "Test once more")
    await state(page, "ready")


async def test_the_test_can_be_stopped_and_the_devices_rest_meanwhile(page, address, media):
    media.settings["test"] = 60
    await page.goto(f"{address}/check")
    await press(page, "Turn on camera and microphone")
    await press(page, "Record a test of 5 seconds")
    await state(page, "testing")
    await page.wait_for_timeout(400)
    await press(page, "Stop recording")
    await state(page, "tested")


async def test_for_sound_alone_no_camera_is_asked_for(page, address, media):
    media.prompt = replace(AT_ONCE, record=Medium.AUDIO)
    media.settings["silence"] = 500
    await page.add_init_script(SILENCE)
    await page.goto(f"{address}/check")
    await press(page, "Turn on the microphone")
    await expect(page.locator("[data-note=silent]")).to_be_visible()
    await expect(page.locator("video")).to_have_count(0)


async def test_another_device_is_chosen_and_remembered(whole_page, address):
    page = whole_page
    await page.goto(f"{address}/check")
    await press(page, "Turn on camera and microphone")
    await page.get_by_text("Choose camera and microphone").click()
    microphones = page.get_by_label("Microphone", exact=True)
    await microphones.select_option(label="Fake Audio Input 2")
    await expect(microphones).to_be_enabled()
    chosen = await microphones.input_value()
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await state(page, "ready")
    assert await page.locator("[data-choose=audio]").input_value() == chosen


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("NotAllowedError", "The browser was not allowed to use them"),
        ("NotFoundError", "No camera or microphone was found"),
        ("NotReadableError", "Another program is using it"),
        ("UnknownError", "It did not start"),
    ],
)
async def test_each_trouble_has_its_own_help(page, address, error, said):
    await page.add_init_script(FAILING % error)
    if error == "NotFoundError":
        await page.add_init_script("navigator.mediaDevices.enumerateDevices = async () => [];")
    await page.goto(f"{address}/check")
    await press(page, "Turn on camera and microphone")
    await expect(page.get_by_role("heading", level=2).locator("visible=true").first).to_have_text(
        said
    )
    await expect(page.locator("[data-in=help]")).to_be_focused()
    await press(page, "Try again")
    await state(page, "help")


async def test_a_browser_that_cannot_record_is_told_so(page, address):
    await page.add_init_script("window.MediaRecorder = undefined;")
    await page.goto(f"{address}/check")
    await press(page, "Turn on camera and microphone")
    await expect(page.get_by_role("heading", name="This browser cannot record")).to_be_visible()


async def test_a_microphone_without_a_camera_is_told_apart(page, address):
    await page.add_init_script(FAILING % "NotFoundError")
    await page.add_init_script(
        "navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'audioinput' }];"
    )
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await expect(page.get_by_role("heading", name="No camera was found")).to_be_visible()


async def test_a_real_browser_without_devices_without_leave_or_without_tls_says_so(address):
    port = address.rpartition(":")[2]
    plain = f"http://portal.example.com:{port}/check"
    cases = [
        (
            ["--use-fake-device-for-media-stream"],
            f"{address}/check",
            "The browser was not allowed to use them",
        ),
        ([], f"{address}/check", "No camera or microphone was found"),
        (["--host-resolver-rules=MAP portal.example.com 127.0.0.1"], plain, "not secure"),
    ]
    async with async_playwright() as playwright:
        said = [_said_by(playwright, *case[:2]) for case in cases]
        for heading, case in zip(await asyncio.gather(*said), cases, strict=True):
            assert case[2] in heading


async def _said_by(playwright, flags, address):
    browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    page = await browser.new_page()
    await page.goto(address)
    await press(page, "Turn on camera and microphone")
    await state(page, "help")
    heading = await page.locator("[data-problem]:not([hidden]) h2").text_content()
    await browser.close()
    return heading


async def test_without_a_script_the_page_says_what_is_missing(chromium, address):
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    for path in ("check", "question"):
        await page.goto(f"{address}/{path}")
        await expect(page.get_by_text("A recording needs JavaScript.")).to_be_visible()
        await expect(page.locator(".recorder button:visible")).to_have_count(0)
    await context.close()


async def test_at_400_percent_no_state_scrolls_sideways(page, address):
    await page.set_viewport_size({"width": 320, "height": 256})
    for language in LANGUAGES:
        await page.goto(f"{address}/check?lang={language}")
        await show_all(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert (language, width) == (language, 320)


@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.deep)])
async def test_axe_finds_nothing_in_any_state(page, address, complaints_of_axe, language):
    await page.goto(f"{address}/check?lang={language}")
    await show_all(page)
    assert await complaints_of_axe(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await complaints_of_axe(page, "color-contrast") == []
