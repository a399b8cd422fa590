"""A recording is saved whatever fails: the server, the network, the device, the page, the store."""

import time
from dataclasses import replace

import pytest
from playwright.async_api import expect
from recorder_steps import (
    KEEP_PLAYED,
    KEEP_STREAM,
    KEPT,
    NO_STORE,
    PLAYED,
    UNPLUG,
    press,
    record,
    record_and_save,
    state,
)
from recording_server import AT_ONCE, PROMPT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_what_was_recorded_is_at_the_server_byte_for_byte(page, address, media):
    media.pause = 0.6
    await page.add_init_script(KEEP_PLAYED)
    began = time.monotonic()
    await record_and_save(page, address)
    lasted = (time.monotonic() - began) * 1000
    (take,) = media.takes.values()
    assert bytes(await page.evaluate(PLAYED)) == media.whole()
    assert take["mime"] == "video/webm;codecs=vp9,opus"
    assert take["epoch"] == 2
    assert 700 < take["duration"] < lasted
    assert media.most_at_once == 2
    assert await page.evaluate(KEPT) == []
    await expect(page.locator("[data-left-now]")).to_have_text("2")


async def test_time_to_prepare_ends_in_the_recording_and_that_by_itself(page, address, media):
    media.prompt = replace(PROMPT, preparation_seconds=2, answer_seconds=2)
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await press(page, "Start preparing")
    await expect(page.locator("[data-polite]")).to_have_text("Time to prepare has begun.")
    await state(page, "recording")
    await state(page, "saved")
    await expect(page.locator("[data-polite]")).to_have_text("Your recording is saved.")


async def test_the_whole_way_by_keyboard_alone(page, address, media):
    media.prompt = replace(PROMPT, preparation_seconds=60)
    await page.goto(f"{address}/question")
    for _ in range(9):
        await page.keyboard.press("Tab")
        if await page.locator("[data-do=open]:focus").count():
            break
    for name in ("Start preparing", "Start recording now", "Stop recording"):
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    await page.wait_for_timeout(300)
    await page.keyboard.press("Space")
    await expect(page.get_by_role("heading", name="Your recording is saved")).to_be_focused()
    assert len(media.takes) == 1


async def test_a_server_in_trouble_gets_every_chunk_later(page, address, media):
    media.broken_puts = 3
    await record(page, address)
    await expect(page.locator("[data-note=offline]")).to_be_visible()
    await press(page, "Stop recording")
    await state(page, "saved")
    await expect(page.locator("[data-note=offline]")).to_be_hidden()
    assert sorted(media.chunks()) == list(range(len(media.chunks())))


async def test_without_network_it_is_kept_here_and_sent_when_the_network_is_back(
    page, address, media
):
    await record(page, address, 0.3)
    await page.context.set_offline(True)
    await page.wait_for_timeout(700)
    await press(page, "Stop recording")
    await state(page, "saving")
    # One was perhaps on its way, and its answer is lost; those that came after it are here alone.
    assert set(await page.evaluate(KEPT)) - set(media.chunks())
    await page.context.set_offline(False)
    await state(page, "saved")
    assert await page.evaluate(KEPT) == []
    assert sorted(media.chunks()) == list(range(len(media.chunks())))


async def test_after_a_reload_the_rest_is_sent_and_saved(page, address, media):
    await record(page, address, 0.3)
    media.broken_puts = 10_000
    await page.wait_for_timeout(900)
    before = dict(media.chunks())
    kept = await page.evaluate(KEPT)
    page.on("dialog", lambda dialog: dialog.accept())
    media.broken_puts = 0
    await page.goto(f"{address}/question")
    await state(page, "saved")
    await expect(page.locator("[data-note=cut]")).to_be_visible()
    assert len(media.takes) == 1
    assert set(media.chunks()) >= set(before) | set(kept)
    assert sorted(media.chunks()) == list(range(len(media.chunks())))
    assert media.takes[media.answer]["duration"] > 500


async def test_another_page_of_the_attempt_sends_the_rest(page, address, media):
    await record(page, address, 0.3)
    media.broken_puts = 10_000
    await page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    media.broken_puts = 0
    await page.goto(f"{address}/review")
    await expect(page.locator("[data-pending]")).to_have_text("Your recording is saved.")
    assert media.answer
    assert await page.evaluate(KEPT) == []


async def test_what_another_device_recorded_since_is_not_replaced(page, address, media):
    await record(page, address, 0.3)
    page.on("dialog", lambda dialog: dialog.accept())
    media.answer = "another"
    await page.goto(f"{address}/question")
    await state(page, "kept")
    await expect(page.locator("[data-pending]")).to_be_hidden()
    assert media.answer == "another"


async def test_leaving_is_asked_about_while_it_records(page, address):
    asked = []
    await record(page, address, 0.1)

    async def stay(dialog):
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    async with page.expect_event("dialog"):
        await page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    await press(page, "Stop recording")
    await state(page, "saved")


async def test_a_chunk_that_the_server_lost_is_sent_again(page, address, media):
    media.silent_complete = True
    await record_and_save(page, address)
    assert 1 in media.chunks()


async def test_it_stops_when_nobody_takes_anything_and_that_does_not_count(page, address, media):
    await page.add_init_script(NO_STORE)
    media.settings["patience"] = 900
    media.prompt = replace(AT_ONCE, takes=1)
    await record(page, address, 0.3)
    media.broken_puts = 10_000
    await state(page, "lost")
    await expect(page.locator("[data-in=lost] h2")).to_be_focused()
    media.broken_puts = 0
    await page.locator("[data-in=lost]").get_by_role("button", name="Record again").click()
    await press(page, "Start recording")
    await state(page, "recording")
    await page.wait_for_timeout(500)
    await press(page, "Stop recording")
    await state(page, "saved")
    failed, good = media.takes
    assert media.takes[good]["instead_of"] == failed
    assert media.answer == good


async def test_without_a_local_store_the_candidate_is_warned_and_it_is_saved(page, address):
    await page.add_init_script(NO_STORE)
    await record(page, address)
    await expect(page.locator("[data-note=risk]")).to_be_visible()
    await press(page, "Stop recording")
    await state(page, "saved")


async def test_a_camera_that_is_unplugged_ends_it_and_what_there_is_is_kept(page, address, media):
    await page.add_init_script(KEEP_STREAM)
    await record(page, address)
    await page.evaluate(UNPLUG)
    await state(page, "saved")
    await expect(page.locator("[data-note=unplugged]")).to_be_visible()
    assert media.answer


async def test_the_end_of_the_attempt_ends_the_recording_and_saves_it(page, address, media):
    media.closes_in = 4
    await record(page, address, 0)
    await state(page, "saved")
    await expect(page.locator("[data-note=over]")).to_be_visible()


async def test_the_clock_of_the_page_can_wait_until_it_is_saved(page, address, media):
    await record(page, address)
    await page.evaluate("""() => {
      let waited;
      const detail = { waitFor: (saved) => (waited = saved) };
      document.dispatchEvent(new CustomEvent("muster:over", { detail }));
      return waited;
    }""")
    assert media.answer


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        ((409, "superseded"), "You have gone on with another device"),
        ((409, "over"), "The time for this question is over"),
        ((413, "too_large"), "The server did not take the recording"),
    ],
)
async def test_what_the_server_refuses_for_good_is_said(page, address, media, refusal, said):
    media.refusal = refusal
    await record(page, address, 0)
    await state(page, "refused")
    await expect(page.get_by_role("heading", name=said)).to_be_focused()
