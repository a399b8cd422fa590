"""The recorder in front of the real portal, the real database and real files."""

import pytest
from playwright.async_api import expect
from recorder_steps import press, state

from muster.features import media as recordings
from muster.storage.blobs import LocalBlobs

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def invited(house, page):
    """A page on which the talk's briefing is open."""
    await page.goto(await house.link("talk"))
    await page.get_by_role("button", name="Open my invitation").click()
    return page


async def test_an_interview_is_checked_recorded_saved_and_watched(house, invited, clock, tmp_path):
    page = invited
    await page.get_by_role("link", name="Check your device").click()
    await press(page, "Turn on camera and microphone")
    await state(page, "ready")
    await page.get_by_role("link", name="Back to the overview").click()
    await page.get_by_label("I agree").check()
    await page.get_by_role("button", name="Start now").click()

    await press(page, "Turn on camera and microphone")
    await press(page, "Start preparing")
    await press(page, "Start recording now")
    await state(page, "recording")
    await page.wait_for_timeout(4600)
    await press(page, "Stop recording")
    await state(page, "saved")
    await expect(page.get_by_text("It counts as your answer.")).to_be_visible()

    (take,) = await house.employer.fetch("select * from take")
    assert (take["state"], take["chunk_count"]) == ("assembling", 2)
    await page.reload()
    await expect(page.locator("[data-note=unready]")).to_be_visible()

    blobs, tools = LocalBlobs(tmp_path / "blobs"), recordings.FfmpegTools.find()
    await recordings.finish_takes(house.employer.database, blobs, tools, clock)
    await page.reload()
    player = page.get_by_label("Your recording")
    await expect(player).to_be_visible()
    width = await player.evaluate("async (one) => { await one.play(); return one.videoWidth; }")
    assert width == 640


async def test_nothing_may_record_where_nothing_is_recorded(house, page):
    await page.goto(await house.link("quiz"))
    await page.get_by_role("button", name="Open my invitation").click()
    await page.wait_for_url("**/start")
    briefing = page.url
    checked = await page.goto(briefing.replace("/start", "/check"))
    assert page.url == briefing
    assert "camera=()" in checked.headers["permissions-policy"]
