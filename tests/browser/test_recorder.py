"""How the recorder looks and speaks, and what else it minds: silence, tabs, takes, codecs."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from playwright.async_api import expect
from recorder_steps import (
    HIDE,
    KEEP_STREAM,
    SILENCE,
    UNPLUG,
    press,
    record,
    record_and_save,
    show_all,
    state,
)
from recording_server import AT_ONCE, ATTEMPT, PROMPT

from muster.base.language import LANGUAGES
from muster.features.attempts import Accommodation
from muster.features.catalog import Medium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAKES = f"/attempt/{ATTEMPT}/answers/{PROMPT.id}/takes"


async def test_a_silent_microphone_is_noticed_after_five_seconds(page, address, media):
    media.prompt = replace(AT_ONCE, record=Medium.AUDIO)
    await page.add_init_script(SILENCE)
    await page.goto(f"{address}/question")
    await expect(page.locator("[data-recorder]")).to_have_attribute("data-silence", "5000")
    media.settings["silence"] = 2500
    await page.reload()
    await press(page, "Turn on the microphone")
    await state(page, "ready")
    await expect(page.locator("[data-note=silent]")).to_be_hidden()
    await expect(page.locator("[data-note=silent]")).to_be_visible()
    await expect(page.locator("[data-urgent]")).to_contain_text("We cannot hear you.")


async def test_sound_alone_is_recorded_with_its_level(page, address, media):
    media.prompt = replace(AT_ONCE, record=Medium.AUDIO)
    await page.goto(f"{address}/question")
    await press(page, "Turn on the microphone")
    await expect(page.get_by_role("meter")).not_to_have_attribute("aria-valuenow", "0")
    await press(page, "Start recording")
    await state(page, "recording")
    await page.wait_for_timeout(500)
    await press(page, "Stop recording")
    await state(page, "saved")
    assert media.takes[media.answer]["mime"] == "audio/webm;codecs=opus"


async def test_another_tab_leaves_a_running_recording_alone(page, address, media):
    await record(page, address, 0.3)
    other = await page.context.new_page()
    await other.goto(f"{address}/question")
    await expect(other.locator("[data-note=elsewhere]")).to_be_visible()
    assert media.answer is None
    await other.close()


async def test_who_left_the_page_meanwhile_is_asked_to_look_at_the_recording(page, address):
    await record(page, address, 0.2)
    await page.evaluate(HIDE)
    await press(page, "Stop recording")
    await state(page, "saved")
    await expect(page.locator("[data-note=away]")).to_be_visible()


async def test_a_device_that_goes_before_the_recording_is_asked_for_again(page, address, media):
    await page.add_init_script(KEEP_STREAM)
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await state(page, "ready")
    await page.evaluate(UNPLUG)
    await expect(page.locator("[data-in=help]")).to_be_focused()
    assert media.takes == {}


async def test_an_earlier_recording_is_shown_and_can_be_made_again_within_the_limit(
    page, address, media
):
    media.prompt = replace(AT_ONCE, takes=2)
    await record_and_save(page, address, 0.4)
    first = media.answer
    await page.reload()
    await state(page, "kept")
    await press(page, "Record again")
    await press(page, "Start recording")
    await state(page, "recording")
    await page.wait_for_timeout(400)
    await press(page, "Stop recording")
    await state(page, "saved")
    assert media.answer != first
    await expect(page.get_by_role("button", name="Record again")).to_have_count(0)


async def test_more_time_lengthens_what_a_recording_counts(page, address, media):
    media.prompt = replace(PROMPT, preparation_seconds=30, answer_seconds=60)
    media.given = Accommodation(time_factor=Decimal("1.5"))
    await page.goto(f"{address}/question")
    recorder = page.locator("[data-recorder]")
    await expect(recorder).to_have_attribute("data-preparation", "45")
    await expect(recorder).to_have_attribute("data-seconds", "90")
    media.given = Accommodation(untimed=True)
    await page.reload()
    await press(page, "Turn on camera and microphone")
    await expect(page.get_by_role("button", name="Start recording", exact=True)).to_be_focused()


async def test_a_server_that_cannot_be_reached_begins_nothing(page, address, media):
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await page.route(f"**{TAKES}", lambda route: route.abort())
    await press(page, "Start recording")
    await expect(page.locator("[data-note=unreachable]")).to_be_visible()
    await page.unroute(f"**{TAKES}")
    await press(page, "Start recording")
    await state(page, "recording")
    assert len(media.takes) == 1


@pytest.mark.parametrize(
    ("vendor", "agent", "chosen"),
    [
        (
            "Apple Computer, Inc.",
            "Version/26.0 Safari/605",
            "video/mp4;codecs=avc1.42E01E,mp4a.40.2",
        ),
        ("Google Inc.", "Chrome/156.0", "video/webm;codecs=vp9,opus"),
        ("", "Firefox/140.0", "video/webm;codecs=vp8,opus"),
    ],
)
async def test_each_browser_records_what_it_records_best(page, address, vendor, agent, chosen):
    await page.goto(f"{address}/question")
    source = await page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name)"
        ".find((name) => name.includes('/codecs.'))"
    )
    browser = json.dumps({"vendor": vendor, "userAgent": agent})
    found = await page.evaluate(
        f"import('{source}').then((one) => one.recordingType('video', {browser}, "
        "{ isTypeSupported: () => true }))"
    )
    assert found == chosen


async def test_at_400_percent_no_state_scrolls_sideways(page, address):
    await page.set_viewport_size({"width": 320, "height": 256})
    for language in LANGUAGES:
        await page.goto(f"{address}/question?lang={language}")
        await show_all(page)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert (language, width) == (language, 320)


@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.deep)])
async def test_axe_finds_nothing_in_any_state(page, address, complaints_of_axe, language):
    await page.goto(f"{address}/question?lang={language}")
    await show_all(page)
    assert await complaints_of_axe(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await complaints_of_axe(page, "color-contrast") == []


async def test_every_target_is_44_pixels_high(page, address):
    await page.goto(f"{address}/question")
    await show_all(page)
    heights = await page.locator(".recorder :is(button, summary, select)").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 8
    assert min(heights) >= 44
